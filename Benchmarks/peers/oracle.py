#!/usr/bin/env python3
"""The answers: fills and final equity of each workload and fill rule, in exact integer money and without an engine.

usage: oracle.py OUT.json
The rules are described in Benchmarks/README.md. Keys are `WORKLOAD RULE` or `WORKLOAD@ROWS RULE`.
"""
import json
import sys

import numpy as np

from measure import CAPITAL, Cross, bars_raw, ticks_raw


def run(decide, fill, fast, slow, unit=1, discount=0, mark=None):
    """Fills an order decided on price i at fill[i] cents, or never where that is negative.

    One order is 1/unit of the base currency. Sells fill `discount` cents lower; `mark` is twice the last price.
    """
    cross = Cross(fast, slow)
    position = fills = cash = fees = 0
    for x, price in zip((decide / 100.0).tolist(), fill.tolist()):
        if cross.flips(x) and price >= 0:
            side = 1 if cross.long else -1
            price -= discount if side < 0 else 0
            cash -= side * price * 10_000
            fees += price * 5
            position += side
            fills += 1
    mark = 2 * int(decide[-1]) if mark is None else int(mark)
    equity = CAPITAL + (cash + position * mark * 5_000 - fees) / (1_000_000 * unit)
    return dict(fills=fills, position=position, equity="%.6f" % equity, fees="%.6f" % (fees / (1_000_000 * unit)))


def following(a):
    return np.append(a[1:], -1)


def bar_answers():
    a = bars_raw()
    opens, closes = a[:, 1], a[:, 4]
    yield "W1 NEXT_OPEN", run(closes, following(opens), 10, 20)
    close = run(closes, closes, 10, 20)
    yield "W1 SAME_CLOSE", close
    fee = close["position"] * int(closes[-1]) * 5e-6
    yield "W1 SAME_CLOSE + closing fee", dict(close, equity="%.6f" % (float(close["equity"]) - fee))


def tick_answers(rows, suffix):
    t = ticks_raw(rows)
    price, second = np.array(t[:, 1]), t[:, 0] // 10**9
    first = np.flatnonzero(second[1:] != second[:-1]) + 1  # the first tick of a new second closes the one before
    closed, last = price[first - 1], 2 * int(price[-1])
    yield "W2a%s SAME_TICK" % suffix, run(closed, price[first], 10, 20, 100, mark=last)
    yield "W2a%s NEXT_TICK" % suffix, run(closed, following(price)[first], 10, 20, 100, mark=last)
    touch = dict(discount=1, mark=last - 1)
    yield "W2a%s SECOND_CLOSE bid=ask-0.01" % suffix, run(closed, closed, 10, 20, 100, **touch)
    yield "W2b%s SAME_TICK" % suffix, run(price, price, 100, 200, 100)
    yield "W2b%s NEXT_TICK" % suffix, run(price, following(price), 100, 200, 100)
    yield "W2b%s SAME_TICK bid=ask-0.01" % suffix, run(price, price, 100, 200, 100, **touch)
    yield "W2b%s SAME_TICK 1 unit" % suffix, run(price, price, 100, 200)


def main():
    answers = {}
    for source in (bar_answers(), tick_answers(None, ""), tick_answers(2_000_000, "@2000000")):
        for key, answer in source:
            answers[key] = answer
            print(key, answer, flush=True)
    with open(sys.argv[1], "w") as f:
        json.dump(answers, f, indent=1)


main()
