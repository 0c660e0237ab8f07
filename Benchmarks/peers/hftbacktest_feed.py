"""The synthetic data as hftbacktest events."""
import numpy as np
from hftbacktest import (
    BUY_EVENT, DEPTH_EVENT, DEPTH_SNAPSHOT_EVENT, EXCH_EVENT, LOCAL_EVENT, SELL_EVENT, TRADE_EVENT, event_dtype)

from measure import l2_raw, ticks_raw

BOTH = np.uint64(EXCH_EVENT | LOCAL_EVENT)


def flags(kind):
    return np.asarray(kind).astype(np.uint64) | BOTH


def tick_events():
    """Each trade and, when it moved the price, the two depth updates that make bid = price - 0.01 and ask = price."""
    a = ticks_raw()
    time, price = np.asarray(a[:, 0]), np.asarray(a[:, 1])
    step = np.diff(price, prepend=price[0] - 1)
    moved = step != 0
    count = np.where(moved, 3, 1)
    at = np.cumsum(count) - count
    events = np.zeros(int(count.sum()), event_dtype)
    events["ev"][at] = flags(np.where(a[:, 3] == 1, TRADE_EVENT | SELL_EVENT, TRADE_EVENT | BUY_EVENT))
    events["px"][at], events["qty"][at] = price / 100.0, a[:, 2] / 1e5
    up, first, touch = (step > 0)[moved], at[moved] + 1, price[moved]
    ask, bid = flags(DEPTH_EVENT | SELL_EVENT), flags(DEPTH_EVENT | BUY_EVENT)
    # the side that the price moves away from comes first, so that bid < ask holds after each update
    events["ev"][first], events["ev"][first + 1] = np.where(up, ask, bid), np.where(up, bid, ask)
    events["px"][first] = np.where(up, touch, touch - 1) / 100.0
    events["px"][first + 1] = np.where(up, touch - 1, touch) / 100.0
    events["qty"][first] = events["qty"][first + 1] = 10.0
    events["exch_ts"] = np.repeat(time, count)
    events["local_ts"] = events["exch_ts"] + 1
    return events


def l2_events():
    a = l2_raw()
    events = np.zeros(len(a), event_dtype)
    kind = np.select([a[:, 2] == 1, a[:, 2] == 2], [DEPTH_EVENT, TRADE_EVENT], DEPTH_SNAPSHOT_EVENT)
    events["ev"] = flags(kind) | flags(np.where(a[:, 3] == 1, BUY_EVENT, SELL_EVENT))
    events["exch_ts"], events["local_ts"] = a[:, 0], a[:, 1]
    events["px"], events["qty"] = a[:, 4] / 10.0, a[:, 5] / 1000.0
    return events
