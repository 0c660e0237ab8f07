#!/usr/bin/env python3
"""jesse (research.backtest, offline).   usage: jesse_peer.py W1

A market order fills at the close of the candle that triggered it, and the position is closed at the end: the rule
SAME_CLOSE with one closing fee.
"""
import os
import tempfile

os.chdir(tempfile.mkdtemp(prefix="jesse"))  # outside a jesse project it opens neither database nor redis
import numpy as np
from jesse import research
from jesse.strategies import Strategy
from jesse.version import __version__

import measure
from measure import CAPITAL, Timer, bars_raw, emit

EXCHANGE, SYMBOL = "Binance Perpetual Futures", "BTC-USDT"


class Cross(Strategy):
    def __init__(self):
        super().__init__()
        self.cross = measure.Cross(10, 20)

    def before(self):
        self.cross.flips(self.price)

    def should_long(self):
        return self.cross.long

    def go_long(self):
        self.buy = 1.0, self.price

    def should_cancel_entry(self):
        return False

    def update_position(self):
        if not self.cross.long:
            self.liquidate()


def main():
    a = bars_raw()
    prices = [a[:, j] / 100.0 for j in (1, 4, 2, 3)]  # open, close, high, low
    candles = np.column_stack([a[:, 0] / 1e6, *prices, a[:, 5] / 1000.0])
    config = dict(
        starting_balance=CAPITAL, fee=0.0005, type="futures", futures_leverage=1, futures_leverage_mode="cross",
        exchange=EXCHANGE, warm_up_candles=0)
    route = dict(exchange=EXCHANGE, strategy=Cross, symbol=SYMBOL, timeframe="1m")
    data = {"%s-%s" % (EXCHANGE, SYMBOL): dict(exchange=EXCHANGE, symbol=SYMBOL, candles=candles)}
    with Timer() as run:
        metrics = research.backtest(config, [route], [], data, fast_mode=True)["metrics"]
    emit("W1", "jesse", "same close, research.backtest fast_mode", len(a), "bars", run, trades=metrics["total"],
         final_equity="%.6f" % (CAPITAL + metrics["net_profit"]), version=__version__)


main()
