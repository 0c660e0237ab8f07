#!/usr/bin/env python3
"""backtesting.py.   usage: backtesting_peer.py W1|W3

Market orders fill at the next open by default, size=1 is one unit, and the commission is a share of each fill: the
official rule. W3 runs the four corners of the grid one after another, as Backtest.optimize does per set.
"""
import sys
import warnings

warnings.filterwarnings("ignore")
import backtesting
import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy

from measure import CAPITAL, Timer, bars, ema, emit

backtesting.backtesting._tqdm = lambda sequence, **_: sequence  # no progress bar
AVERAGES = {}


def average(close, n):
    """The EMA, made once: a pure Python loop is not backtesting.py's cost."""
    key = (len(close), n)
    if key not in AVERAGES:
        AVERAGES[key] = ema(np.asarray(close), n)
    return AVERAGES[key]


class Cross(Strategy):
    fast, slow = 10, 20

    def init(self):
        self.f = self.I(average, self.data.Close, self.fast)
        self.s = self.I(average, self.data.Close, self.slow)

    def next(self):
        if len(self.data) < self.slow:
            return
        want = self.f[-1] > self.s[-1]
        if want != bool(self.position):
            if want:
                self.buy(size=1)
            else:
                self.position.close()


def frame(n=None):
    time, open_, high, low, close, volume = bars(n)
    columns = dict(Open=open_, High=high, Low=low, Close=close, Volume=volume)
    return pd.DataFrame(columns, index=pd.to_datetime(time, unit="ns"))


def single():
    data = frame()
    for n in (10, 20):
        average(data.Close.values, n)
    test = Backtest(data, Cross, cash=CAPITAL, commission=0.0005, finalize_trades=False)
    with Timer() as run:
        strategy = test.run()["_strategy"]
    fills = 2 * len(strategy.closed_trades) + len(strategy.trades)
    emit("W1", "backtesting.py", "next open", len(data), "bars", run, fills=fills,
         final_equity="%.6f" % strategy._broker.equity, version=backtesting.__version__)


def corners():
    test = Backtest(frame(500_000), Cross, cash=CAPITAL, commission=0.0005)
    with Timer() as run:
        for fast in (5, 29):
            for slow in (30, 225):
                test.run(fast=fast, slow=slow)
    emit("W3", "backtesting.py", "4 grid corners, one after another", 4, "param-sets", run,
         version=backtesting.__version__)


single() if sys.argv[1] == "W1" else corners()
