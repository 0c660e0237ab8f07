#!/usr/bin/env python3
"""Makes the synthetic market data of every workload, or finds it made, and checks its hashes. Needs only numpy.

Randomness is splitmix64(seed + (i+1)*GOLDEN). Normals are the centred sum of the four 16-bit lanes of one draw; prices
are a running float64 product (strictly in order), rounded half up to the tick. No libm call and no numpy generator:
any language with IEEE 754 makes the same bytes.

  bars_1m.npy   int64[N,6]  open time ns, open, high, low, close (cents), volume (1e-3)
  bars_1m.csv   open_time_ms,open,high,low,close,volume
  ticks.npy     int64[M,4]  time ns, price (cents), quantity (1e-5), is_buyer_maker (1: the aggressor sells)
  ticks.csv     id,price,qty,quote_qty,time_ms,is_buyer_maker (the layout of Binance futures dumps)
  l2.npy        int64[K,6]  exchange time ns, local time ns, kind (1 depth, 2 trade, 4 snapshot level),
                            side (+1 bid or buy, -1 ask or sell), price (0.1), quantity (1e-3; 0 deletes the level)
"""
import hashlib
import os

import numpy as np

from measure import DATA, path

U = np.uint64
T0_NS = 1_672_531_200_000_000_000  # 2023-01-01T00:00:00Z
BAR_SEED, TICK_SEED, L2_SEED = 20230101, 20230202, 20230303
LEVELS = 20
HASHES = {
    "bars_1m": "83f5e66f8ff84f94bc36a64f0e8acca01d6960035c3f2c3b22cf7aeb014e2421",
    "ticks": "f0cd5f185f5b41f341bf4fd44214591a947d33dd0bd11dd4fad736b1cc25cd1f",
    "l2": "69a22f0c07b496b171aec76806de77cc0f7dd3f88113e6899990ceb0b4015516",
}


def draw(seed, n, stream):
    """n splitmix64 outputs; streams are 2^40 apart so that they never overlap."""
    with np.errstate(over="ignore"):
        z = U(seed) + (np.arange(1, n + 1, dtype=np.uint64) + (U(stream) << U(40))) * U(0x9E3779B97F4A7C15)
        z = (z ^ (z >> U(30))) * U(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> U(27))) * U(0x94D049BB133111EB)
        return z ^ (z >> U(31))


def normal(seed, n, stream):
    z = draw(seed, n, stream)
    lanes = (z & U(0xFFFF)) + ((z >> U(16)) & U(0xFFFF)) + ((z >> U(32)) & U(0xFFFF)) + (z >> U(48))
    return (lanes.astype(np.float64) - 131070.0) / 37837.22772


def uniform(seed, n, stream):
    return (draw(seed, n, stream) >> U(11)).astype(np.float64) * (1.0 / 9007199254740992.0)


def integers(seed, n, stream, bound):
    return (draw(seed, n, stream) % U(bound)).astype(np.int64)


def cents(x):
    return np.floor(x * 100.0 + 0.5).astype(np.int64)


def make_bars(n=1_000_000):
    walk = np.cumprod(1.0 + 0.0006 * normal(BAR_SEED, n, 0)) * 30000.0
    close = cents(walk)
    previous = np.concatenate(([30000.0], walk[:-1]))
    open_ = cents(previous * (1.0 + 0.0001 * normal(BAR_SEED, n, 1)))  # a small gap: open[i] != close[i-1]
    high = np.maximum(open_, close) + cents(walk * 0.0003 * uniform(BAR_SEED, n, 2))
    low = np.minimum(open_, close) - cents(walk * 0.0003 * uniform(BAR_SEED, n, 3))
    volume = 10_000 + integers(BAR_SEED, n, 4, 490_000)
    time = T0_NS + np.arange(n, dtype=np.int64) * 60_000_000_000
    return np.stack([time, open_, high, low, close, volume], axis=1)


def make_ticks(n=10_000_000):
    price = cents(np.cumprod(1.0 + 0.00002 * normal(TICK_SEED, n, 0)) * 30000.0)
    time = T0_NS + np.cumsum(1 + integers(TICK_SEED, n, 1, 199)) * 1_000_000  # 1..199 ms apart
    u = uniform(TICK_SEED, n, 2)
    quantity = 1_000 + np.floor(50_000.0 * u * u * u * u).astype(np.int64)  # 0.01 .. 0.51, mostly small
    maker = (draw(TICK_SEED, n, 3) & U(1)).astype(np.int64)
    return np.stack([time, price, quantity, maker], axis=1)


def make_l2(n=5_000_000):
    """A book with a spread of one tick: every bid <= b and every ask >= b+1 at all times.

    Each step may move the touch by a tick (three depth events), sets one random level near the touch, and may print a
    trade at the touch (a trade and the depth it leaves); 2.2 events on average.
    """
    steps = int(n / 2.15) + 1000
    move = integers(L2_SEED, steps, 0, 100)
    move = np.where(move < 5, -1, np.where(move >= 95, 1, 0))
    bid = 300_000 + np.cumsum(move)
    time = T0_NS + np.cumsum(200_000 + integers(L2_SEED, steps, 1, 40_000_000))  # 0.2 .. 40.2 ms apart
    body = l2_events(steps, move, bid, time)[: n - 4 * LEVELS]
    rows = np.concatenate([l2_snapshot(), body])
    latency = 1_000_000 + integers(L2_SEED, len(rows), 11, 1_000_000)  # 1..2 ms, in order
    rows[:, 1] = np.maximum.accumulate(rows[:, 0] + latency)
    return rows


def l2_events(steps, move, bid, time):
    def quantity(stream):
        return 1 + integers(L2_SEED, steps, stream, 20_000)

    def coin(stream):
        return np.where(draw(L2_SEED, steps, stream) & U(1), 1, -1)

    up, moved = move == 1, move != 0
    side, distance = coin(2), integers(L2_SEED, steps, 3, LEVELS)
    traded, aggressor = integers(L2_SEED, steps, 4, 100) < 45, coin(5)
    touch = np.where(aggressor == 1, bid + 1, bid)
    slots = [  # mask, kind, side, price, quantity; the first three move the touch: delete, new best, new opposite best
        (moved, 1, np.where(up, -1, 1), np.where(up, bid, bid + 1), np.zeros(steps, np.int64)),
        (moved, 1, np.where(up, 1, -1), np.where(up, bid, bid + 1), quantity(7)),
        (moved, 1, np.where(up, -1, 1), np.where(up, bid + 1, bid), quantity(8)),
        (np.ones(steps, bool), 1, side, np.where(side == 1, bid - distance, bid + 1 + distance), quantity(9)),
        (traded, 2, aggressor, touch, 1 + integers(L2_SEED, steps, 6, 3_000)),
        (traded, 1, -aggressor, touch, quantity(10)),
    ]
    rows, used = np.zeros((steps, len(slots), 6), np.int64), np.empty((steps, len(slots)), bool)
    for j, (mask, *fields) in enumerate(slots):
        used[:, j] = mask
        rows[:, j, 0] = time + j * 10_000
        for column, value in enumerate(fields, 2):
            rows[:, j, column] = value
    return rows[used]


def l2_snapshot():
    """The first book: twice LEVELS on each side."""
    i = np.arange(2 * LEVELS)
    side = np.repeat([1, -1], len(i))
    price = np.concatenate([300_000 - i, 300_001 + i])
    rows = np.zeros((len(price), 6), np.int64)
    rows[:, 0], rows[:, 2], rows[:, 3], rows[:, 4], rows[:, 5] = T0_NS, 4, side, price, 5_000
    return rows


def write_csv(name, header, rows, line):
    with open(path(name), "w") as f:
        f.write(header + "\n")
        for start in range(0, len(rows), 100_000):
            f.writelines(line(start + i, *row) for i, row in enumerate(rows[start:start + 100_000].tolist(), 1))


def bar_line(_, t, o, h, l, c, v):
    prices = ",".join("%d.%02d" % divmod(p, 100) for p in (o, h, l, c))
    return "%d,%s,%d.%03d\n" % (t // 1_000_000, prices, *divmod(v, 1000))


def tick_line(number, t, p, q, maker):
    return "%d,%d.%02d,%d.%05d,%d.%07d,%d,%s\n" % (
        number, *divmod(p, 100), *divmod(q, 100_000), *divmod(p * q, 10_000_000), t // 1_000_000,
        "true" if maker else "false")


def main():
    os.makedirs(DATA, exist_ok=True)
    sums = "".join("%s  %s.npy(payload)\n" % (value, name) for name, value in HASHES.items())
    if os.path.exists(path("SHA256SUMS")) and open(path("SHA256SUMS")).read() == sums:
        return
    for name, make in (("bars_1m", make_bars), ("ticks", make_ticks), ("l2", make_l2)):
        rows = np.ascontiguousarray(make())
        np.save(path(name + ".npy"), rows)
        if hashlib.sha256(rows.tobytes()).hexdigest() != HASHES[name]:
            raise SystemExit("generate_data: %s has another hash; the oracle's numbers do not hold for it" % name)
        if name == "bars_1m":
            write_csv("bars_1m.csv", "open_time,open,high,low,close,volume", rows, bar_line)
        if name == "ticks":
            write_csv("ticks.csv", "id,price,qty,quote_qty,time,is_buyer_maker", rows, tick_line)
        print(name, len(rows), HASHES[name], flush=True)
    with open(path("SHA256SUMS"), "w") as f:
        f.write(sums)


if __name__ == "__main__":
    main()
