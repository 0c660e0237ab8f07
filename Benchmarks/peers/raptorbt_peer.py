#!/usr/bin/env python3
"""raptorbt (Rust).   usage: raptorbt_peer.py MODE

  W1        arrays of entries and exits, fill_timing=next_bar_open: vectorised, no strategy callback
  W1class   Strategy.on_bar with enter() and close_position(): a Python callback per bar
  W2b       run_tick_backtest on arrays of signals; it trades whole units only, so the answer is the 1-unit one
  W2class   run_tick_strategy, a Python callback per tick, on the first 2,000,000 ticks
  W3        batch_single_backtest over the grid, on all cores

Its typed orders (submit_order) rescan every past order, so only the linear ways are here.
"""
import sys

import numpy as np
import raptorbt as rb

from measure import CAPITAL, GRID, Timer, bars, emit, flip_signals, ticks_raw

ONE_LOT = rb.InstrumentConfig(lot_size=1.0)


def ema(x, n):
    """raptorbt.ema starts from a simple average; n-1 copies of x[0] in front make it ours."""
    return rb.ema(np.concatenate([np.full(n - 1, x[0]), x]), n)[n - 1:]


def config(**more):
    return rb.BacktestConfig(initial_capital=CAPITAL, fees=0.0005, slippage=0.0, apply_slippage=False, **more)


def fills(result):
    trades = result.trades()
    return 2 * len(trades) - sum(1 for trade in trades if trade.exit_reason == "EndOfData")


def report(workload, variant, n, unit, run, count, equity, **more):
    emit(workload, "raptorbt", variant, n, unit, run, fills=count, final_equity="%.6f" % equity, version=rb.__version__,
         **more)


class Crossing(rb.Strategy):
    """The EMAs step by step, written out because a call per event would be charged to raptorbt."""

    fast, slow, share = 10, 20, 1.5  # 1.5 prices' worth floors to one lot

    def on_start(self, _):
        self.kf, self.ks, self.n, self.long = 2.0 / (self.fast + 1), 2.0 / (self.slow + 1), 0, False

    def take(self, x):
        if self.n == 0:
            self.ef = self.es = x
        else:
            self.ef = self.kf * x + (1.0 - self.kf) * self.ef
            self.es = self.ks * x + (1.0 - self.ks) * self.es
        self.n += 1
        if self.n >= self.slow and (self.ef > self.es) != self.long:
            self.long = not self.long
            if self.long:
                self.enter(size_frac=self.share * x / CAPITAL)
            else:
                self.close_position()


class BarCross(Crossing):
    def on_bar(self, ctx):
        self.take(ctx.bar.close)


class TickCross(Crossing):
    fast, slow, share = 100, 200, 0.015

    def on_trade_tick(self, _, tick):
        self.take(tick.price)


def bar_arrays():
    time, open_, high, low, close, volume = bars()
    size = np.ascontiguousarray(1.5 * close / CAPITAL)
    with Timer() as run:
        entries, exits = flip_signals(ema(close, 10), ema(close, 20), 20)
        result = rb.run_single_backtest(time, open_, high, low, close, volume, entries, exits, 1, 1.0, "X",
                                        config(fill_timing="next_bar_open"), size, ONE_LOT)
    report("W1", "vectorised arrays, next open", len(close), "bars", run, fills(result), result.equity_curve()[-1])


def bar_class():
    columns = bars()
    with Timer() as run:
        result = rb.run_strategy_backtest(BarCross(), *columns, symbol="X", config=config(fill_timing="next_bar_open"),
                                          instrument_config=ONE_LOT)
    report("W1", "Strategy class, intents, next open", len(columns[0]), "bars", run, fills(result),
           result.equity_curve()[-1])


def tick_columns(n=None):
    a = ticks_raw(n)
    quantity, maker = a[:, 2] / 1e5, a[:, 3]
    buys, sells = np.where(maker == 0, quantity, 0.0), np.where(maker == 1, quantity, 0.0)
    return np.ascontiguousarray(a[:, 0]), a[:, 1] / 100.0, quantity, buys, sells


def tick_arrays():
    time, price, _, buys, sells = tick_columns()
    with Timer() as run:
        entries, exits = flip_signals(ema(price, 100), ema(price, 200), 200)
        result = rb.run_tick_backtest(
            time, price, price, price, buys, sells, np.zeros(len(price)), entries, exits, initial_capital=CAPITAL,
            fees=0.0005, slippage=0.0, stop_loss_pct=1e9, take_profit_pct=1e9, max_hold_seconds=10**9,
            entry_cooldown_ticks=0)
    report("W2b", "vectorised tick arrays (1 unit per trade, not 0.01)", len(price), "ticks", run,
           2 * len(result.trades()), result.equity_curve()[-1])


def tick_class():
    time, price, quantity, buys, sells = tick_columns(2_000_000)
    data = {"X": dict(timestamps=time, ltp=price, bid=price, ask=price, buy_qty_delta=buys, sell_qty_delta=sells,
                      ltq=quantity)}
    with Timer() as run:
        result = rb.run_tick_strategy(TickCross(), data, config=config(),
                                      instrument_configs={"X": rb.InstrumentConfig(lot_size=0.01)}).result
    report("W2b", "Strategy class, on_trade_tick", len(price), "ticks", run, fills(result), result.equity_curve()[-1])


def grid():
    time, open_, high, low, close, volume = bars(500_000)
    size = np.ascontiguousarray(1.5 * close / CAPITAL)
    equity = count = 0
    with Timer() as run:
        averages = {n: ema(close, n) for n in sorted({x for pair in GRID for x in pair})}
        for i in range(0, len(GRID), 50):  # 50 at a time keep the arrays of signals small
            items = [
                rb.BatchSingleItem("%d/%d" % (fast, slow), *flip_signals(averages[fast], averages[slow], slow), 1, 1.0,
                                   "X", None, size, ONE_LOT) for fast, slow in GRID[i:i + 50]]
            batch = rb.batch_single_backtest(time, open_, high, low, close, volume, items,
                                             config(fill_timing="next_bar_open"))
            for _, result in batch:
                count += fills(result)
                equity += result.equity_curve()[-1]
    report("W3", "batch_single_backtest, all cores (equity = sum)", len(GRID), "param-sets", run, count, equity)


{"W1": bar_arrays, "W1class": bar_class, "W2b": tick_arrays, "W2class": tick_class, "W3": grid}[sys.argv[1]]()
