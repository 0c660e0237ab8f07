#!/usr/bin/env python3
"""backtrader.   usage: backtrader_peer.py W1

Market orders fill at the next open by default; one unit; runonce and preload, its fast mode. Its own EMA starts from a
simple average, so the strategy keeps the recurrences itself, which is also cheaper.
"""
import backtrader as bt

import measure
from measure import CAPITAL, Timer, bars_raw, emit

DAY_NS = 86_400_000_000_000
EPOCH_ORDINAL = 719163


class Feed(bt.feed.DataBase):
    """Rows from memory; faster than PandasData."""

    def __init__(self, rows):
        super().__init__()
        self.rows = rows

    def start(self):
        super().start()
        self.i = 0

    def _load(self):
        if self.i >= len(self.rows):
            return False
        lines = self.lines
        time, lines.open[0], lines.high[0], lines.low[0], lines.close[0], lines.volume[0] = self.rows[self.i]
        lines.datetime[0] = EPOCH_ORDINAL + time / DAY_NS
        lines.openinterest[0] = 0.0
        self.i += 1
        return True


class Cross(bt.Strategy):
    def __init__(self):
        self.cross, self.fills = measure.Cross(10, 20), 0

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills += 1

    def next(self):
        if self.cross.flips(self.data.close[0]):
            self.buy(size=1) if self.cross.long else self.sell(size=1)


def main():
    a = bars_raw()
    prices = [(a[:, j] / 100.0).tolist() for j in (1, 2, 3, 4)]
    cerebro = bt.Cerebro(stdstats=False, maxcpus=1)
    cerebro.adddata(Feed(list(zip(a[:, 0].tolist(), *prices, (a[:, 5] / 1000.0).tolist()))))
    cerebro.addstrategy(Cross)
    cerebro.broker.setcash(CAPITAL)
    cerebro.broker.setcommission(commission=0.0005)
    with Timer() as run:
        strategy = cerebro.run()[0]
    emit("W1", "backtrader", "next open", len(a), "bars", run, fills=strategy.fills,
         final_equity="%.6f" % cerebro.broker.getvalue(), version=bt.__version__)


main()
