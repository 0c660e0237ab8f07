#!/usr/bin/env python3
"""vectorbt.   usage: vectorbt_peer.py W1|W3 numba|rust [columns at a time]

from_signals fills on the signal's own row, so the next-open rule is the signals shifted by one row and price=open.
Compilation is excluded by a run on a short slice; what it took is reported as jit_s.
"""
import sys
import time

import numba
import numpy as np
import vectorbt as vbt

from measure import CAPITAL, GRID, Timer, bars, emit, flip_signals


@numba.njit
def ema(x, n):
    k = 2.0 / (n + 1)
    out = np.empty(len(x))
    e = x[0]
    out[0] = e
    for i in range(1, len(x)):
        e = k * x[i] + (1.0 - k) * e
        out[i] = e
    return out


def signals(close, pairs):
    """Entries and exits [rows, pairs], shifted to the row that fills."""
    averages = {n: ema(close, n) for n in sorted({x for pair in pairs for x in pair})}
    entries, exits = (np.zeros((len(close), len(pairs)), np.bool_) for _ in range(2))
    for j, (fast, slow) in enumerate(pairs):
        entry, leave = flip_signals(averages[fast], averages[slow], slow)
        entries[1:, j], exits[1:, j] = entry[:-1], leave[:-1]
    return entries, exits


def simulate(open_, close, pairs):
    """Total final value and number of orders."""
    portfolio = vbt.Portfolio.from_signals(
        close[:, None], *signals(close, pairs), price=open_[:, None], size=1.0, fees=0.0005, init_cash=CAPITAL,
        freq="1min")
    return float(np.asarray(portfolio.final_value()).sum()), int(np.asarray(portfolio.orders.count()).sum())


def main():
    workload, backend = sys.argv[1:3]
    chunk = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    vbt.settings["engine"] = backend
    _, open_, _, _, close, _ = bars(500_000 if workload == "W3" else None)
    start = time.perf_counter()
    for pairs in ([(10, 20), (5, 30)], [(10, 20)]):
        simulate(open_[:2000], close[:2000], pairs)
    jit = time.perf_counter() - start
    pairs = GRID if workload == "W3" else [(10, 20)]
    equity = orders = 0
    with Timer() as run:
        for i in range(0, len(pairs), chunk):
            value, count = simulate(open_, close, pairs[i:i + chunk])
            equity += value
            orders += count
    variant, n, unit = "from_signals, price=open shifted", len(close), "bars"
    if workload == "W3":
        variant, n, unit = "from_signals, columns at a time: %d (equity = sum)" % chunk, len(pairs), "param-sets"
    emit(workload, "vectorbt (%s)" % backend, variant, n, unit, run, jit_s=round(jit, 1), fills=orders,
         final_equity="%.6f" % equity, version=vbt.__version__)


main()
