#!/usr/bin/env python3
"""NautilusTrader's Rust engine (nautilus_pyo3, "v2"), driven from Python.   usage: nautilus_peer.py MODE [stock]

  W1        Python strategy on bars; a trade tick at each open and 1 ns of latency give the next-open fill
  W1close   Python strategy on bars, nautilus' own rule: a fill at the same close
  W1native  its built-in Rust EmaCross on one quote (bid = ask = close) per bar, a fill at the same close
  W2a  W2b  Python strategy on trades, a fill at the same tick
  W2native  its built-in Rust EmaCross on quotes (bid = ask = price), a fill at the same tick
  W2noop    a Python strategy that does nothing    W2replay  W4replay  no strategy

With the stock settings every fill copies the account with all its past events, so a run is quadratic in fills; unless
`stock` is given, old account events are purged, which is a documented option.
"""
import sys
from decimal import Decimal

import numpy as np
from nautilus_trader import __version__
from nautilus_trader.core import nautilus_pyo3 as nt

import measure
import nautilus_data
from measure import CAPITAL, Timer, bars_raw, emit, l2_raw, ticks_raw
from nautilus_data import BAR_TYPE, BUYER, INSTRUMENT, SELLER

M, T, B, X = nt.model, nt.trading, nt.backtest, nt.execution
SIM = M.Venue("SIM")
USDT, BTC = M.Currency.from_str("USDT"), M.Currency.from_str("BTC")
SECOND = 1_000_000_000
VARIANTS = {
    "W1": "py strategy, next open (2 events/bar)", "W1close": "py strategy, same close (native rule)",
    "W1native": "built-in Rust EmaCross on quotes, same close", "W2a": "py strategy, 1s EMA(10,20), same tick",
    "W2b": "py strategy, tick EMA(100,200), same tick", "W2noop": "py strategy no-op", "W2replay": "no strategy",
    "W2native": "built-in Rust EmaCross(100,200) on quotes, same tick", "W4replay": "L2 deltas + trades, no strategy",
}


class Cross(T.Strategy):
    """Reads one price per bar, per trade or per second."""

    mode, fast, slow, quantity = "", 10, 20, ""

    def on_start(self):
        self.cross = measure.Cross(self.fast, self.slow)
        self.size = M.Quantity.from_str(self.quantity)
        self.end = self.previous = None
        if self.mode.startswith("W1"):
            self.subscribe_bars(BAR_TYPE)
        else:
            self.subscribe_trades(INSTRUMENT)

    def take(self, x):
        if self.cross.flips(x):
            side = M.OrderSide.BUY if self.cross.long else M.OrderSide.SELL
            self.submit_order(self.order_factory.market(INSTRUMENT, side, self.size))

    def on_bar(self, bar):
        self.take(bar.close.as_double())

    def on_trade(self, tick):
        if self.mode == "W2b":
            self.take(tick.price.as_double())
        elif self.mode == "W2a":
            now = tick.ts_event
            if self.end is None or now >= self.end:
                if self.previous is not None:
                    self.take(self.previous.price.as_double())
                self.end = (now // SECOND + 1) * SECOND
            self.previous = tick


def engine(mode, stock):
    purge = None if stock else X.ExecutionEngineConfig(
        purge_account_events_interval_mins=1440 if mode.startswith("W1") else 60, purge_account_events_lookback_mins=0)
    made = B.BacktestEngine(B.BacktestEngineConfig(
        bypass_logging=True, run_analysis=False, exec_engine=purge,
        logging=nt.common.LoggerConfig(bypass_logging=True)))
    made.add_venue(
        venue=SIM, book_type=M.BookType.L2_MBP if mode.startswith("W4") else M.BookType.L1_MBP,
        oms_type=M.OmsType.NETTING, account_type=M.AccountType.CASH, starting_balances=[M.Money(CAPITAL, USDT)],
        fee_model=X.MakerTakerFeeModel(),
        latency_model=X.StaticLatencyModel(base_latency_nanos=1) if mode == "W1" else None)
    return made


def book_events(precision):
    a = l2_raw()
    traded = a[:, 2] == 2
    t = a[traded]
    side = np.where(t[:, 3] == 1, BUYER, SELLER)
    return nautilus_data.deltas(a[~traded], precision) + nautilus_data.trades(
        t[:, 1], t[:, 4] * 10, t[:, 5], 13, side, precision)


def events(mode, precision):
    if mode.startswith("W4"):
        return book_events(precision)
    if mode.startswith("W1"):
        a = bars_raw()
        if mode == "W1native":
            return nautilus_data.quotes(a[:, 0] + 60 * SECOND, a[:, 4], precision)
        data = nautilus_data.bars(a, precision)
        if mode == "W1":
            data += nautilus_data.trades(a[:, 0] + 1, a[:, 1], np.full(len(a), 100), 16, np.zeros(len(a)), precision)
        return data
    a = ticks_raw()
    if mode == "W2native":
        return nautilus_data.quotes(a[:, 0], a[:, 1], precision)
    side = np.where(a[:, 3] == 1, SELLER, BUYER)
    return nautilus_data.trades(a[:, 0], a[:, 1], a[:, 2], 11, side, precision)


def add_strategy(made, mode, quantity):
    fast, slow = (100, 200) if mode in ("W2b", "W2native") else (10, 20)
    if mode.endswith("native"):
        made.add_builtin_strategy("EmaCross", T.EmaCrossConfig(
            instrument_id=INSTRUMENT, trade_size=M.Quantity.from_str(quantity), fast_period=fast, slow_period=slow))
    elif not mode.endswith("replay"):
        strategy = Cross(T.StrategyConfig())
        strategy.mode, strategy.fast, strategy.slow, strategy.quantity = mode, fast, slow, quantity
        made.add_strategy(strategy)


def equity(made, last_cents):
    account = made.cache.account_for_venue(SIM)
    coins = account.balance_total(BTC)
    coins = coins.as_decimal() if coins is not None else Decimal(0)
    return account.balance_total(USDT).as_decimal() + coins * Decimal(int(last_cents)) / 100


def main():
    mode, stock = sys.argv[1], "stock" in sys.argv
    on_bars, on_book = mode.startswith("W1"), mode.startswith("W4")
    precision, quantity = (3, "1.000") if on_bars or on_book else (5, "0.01000")
    made = engine(mode, stock)
    made.add_instrument(nautilus_data.instrument(precision))
    with Timer() as load:
        made.add_data(events(mode, precision), validate=False, sort=True)
    add_strategy(made, mode, quantity)
    with Timer() as run:
        made.run()
    result = made.get_result()
    filled = sum(1 for order in made.cache.orders() if order.status == M.OrderStatus.FILLED)
    last = bars_raw()[-1, 4] if on_bars else ticks_raw()[-1, 1]
    n = len(bars_raw()) if on_bars else len(l2_raw()) if on_book else len(ticks_raw())
    workload = {"W2a": "W2a", "W2b": "W2b", "W2native": "W2b"}.get(mode, mode[:2])
    emit(workload, "nautilus v2 (Rust)", VARIANTS[mode] + (" [stock config]" if stock else ""), n,
         "bars" if on_bars else "events" if on_book else "ticks", run, load_cpu_s=round(load.cpu, 3),
         iterations=result.iterations, orders=result.total_orders, fills=filled,
         final_equity="%.6f" % equity(made, last), version=__version__)


main()
