"""What every peer script shares: the data folder, process CPU time, peak memory, and the one line of result."""
import json
import os
import resource
import time

import numpy as np

PEERS = os.environ["PEERS_DIR"]
DATA = os.path.join(PEERS, "data")
CAPITAL = 10_000_000.0
GRID = [(fast, slow) for fast in range(5, 30) for slow in range(30, 230, 5)]


def path(name):
    return os.path.join(DATA, name)


class Timer:
    """CPU (user + system, all threads) and wall seconds of a block."""

    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_):
        self.cpu, self.wall = time.process_time() - self.cpu, time.perf_counter() - self.wall


def emit(workload, engine, variant, n, unit, timer, **more):
    """Prints the result of n units; `more` adds fields such as fills and final_equity."""
    record = dict(
        workload=workload, engine=engine, variant=variant, n=n, unit=unit, cpu_s=round(timer.cpu, 6),
        wall_s=round(timer.wall, 6), rate_cpu=round(n / timer.cpu, 1),
        rss_peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 1), **more)
    print("RESULT " + json.dumps(record), flush=True)


def bars_raw(n=None):
    return np.load(path("bars_1m.npy"))[:n]


def bars(n=None):
    """Open time in ns, then open, high, low, close, volume as the nearest doubles."""
    a = bars_raw(n)
    columns = [np.ascontiguousarray(a[:, j] / 100.0) for j in (1, 2, 3, 4)]
    return np.ascontiguousarray(a[:, 0]), *columns, np.ascontiguousarray(a[:, 5] / 1000.0)


def ticks_raw(n=None):
    return np.load(path("ticks.npy"), mmap_mode="r")[:n]


def l2_raw(n=None):
    return np.load(path("l2.npy"), mmap_mode="r")[:n]


class Cross:
    """The decision of every workload, one price at a time: long while the fast EMA is above the slow one.

    e0 = x0, e = k*x + (1-k)*e, k = 2/(n+1), float64, in order; the first decision is at price number `slow`.
    """

    def __init__(self, fast, slow):
        self.slow, self.kf, self.ks = slow, 2.0 / (fast + 1), 2.0 / (slow + 1)
        self.n, self.ef, self.es, self.long = 0, 0.0, 0.0, False

    def flips(self, x):
        """Takes the next price; true when the position must change to `long`."""
        if self.n == 0:
            self.ef = self.es = x
        else:
            self.ef = self.kf * x + (1.0 - self.kf) * self.ef
            self.es = self.ks * x + (1.0 - self.ks) * self.es
        self.n += 1
        if self.n < self.slow or (self.ef > self.es) == self.long:
            return False
        self.long = not self.long
        return True


def ema(x, n):
    """The same recurrence over an array."""
    k = 2.0 / (n + 1)
    e, out = float(x[0]), np.empty(len(x))
    out[0] = e
    for i, v in enumerate(x[1:].tolist(), 1):
        e = k * v + (1.0 - k) * e
        out[i] = e
    return out


def flip_signals(fast, slow, warm_up):
    """Entry and exit arrays of two EMA arrays, at the row that decides."""
    want = fast > slow
    want[: warm_up - 1] = False
    before = np.concatenate(([False], want[:-1]))
    return want & ~before, ~want & before
