#!/usr/bin/env python3
"""hftbacktest (Rust core, numba strategy).   usage: hftbacktest_peer.py MODE roivec|hashmap

  W2a       steps of one second, EMA(10,20) of the last price; buys at ask = price, sells at bid = price - 0.01
  W2b       woken by every trade, EMA(100,200)
  W4        grid market making: a step every 100 ms, 2 x 5 orders from the touch outwards, 1 ms entry and response
            latency, power-probability queue model (2), no partial fills, fees -0.5 and 7 basis points
  W4rad     the same with the risk-averse queue model
  W2replay  W4replay   the feed alone

Compilation is excluded by a run on a short prefix; what it took is reported as jit_s.
"""
import sys
import time
from importlib.metadata import version

import numpy as np
from hftbacktest import (
    BUY, GTC, GTX, LIMIT, MARKET, SELL, BacktestAsset, HashMapMarketDepthBacktest, ROIVectorMarketDepthBacktest)
from numba import njit, uint64
from numba.typed import Dict

from hftbacktest_feed import l2_events, tick_events
from measure import CAPITAL, Timer, emit, ticks_raw

SECOND = 1_000_000_000
VARIANTS = {
    "W2a": "1s elapse, EMA(10,20)", "W2b": "wait_next_feed, tick EMA(100,200)", "W2replay": "feed only",
    "W4": "grid MM, power-prob queue, 1 ms latency", "W4rad": "grid MM, risk-adverse queue, 1 ms latency",
    "W4replay": "feed only",
}


@njit
def market(hbt, order, price, quantity, buy):
    hbt.clear_inactive_orders(0)
    if buy:
        hbt.submit_buy_order(0, order, price, quantity, GTC, MARKET, False)
    else:
        hbt.submit_sell_order(0, order, price, quantity, GTC, MARKET, False)


@njit
def cross_seconds(hbt, fast, slow, quantity):
    kf, ks = 2.0 / (fast + 1), 2.0 / (slow + 1)
    ef = es = 0.0
    n, orders, long = 0, 0, False
    if hbt.elapse(1) != 0:  # current_timestamp is undefined before the first step
        return n, orders
    now = hbt.current_timestamp
    if hbt.elapse((now // SECOND + 1) * SECOND - 500_000 - now) != 0:  # half a millisecond before: never at a tick
        return n, orders
    while True:
        x = hbt.depth(0).best_ask
        if n == 0:
            ef = es = x
        else:
            ef = kf * x + (1.0 - kf) * ef
            es = ks * x + (1.0 - ks) * es
        n += 1
        if n >= slow and (ef > es) != long:
            long = not long
            orders += 1
            market(hbt, orders, x, quantity, long)
        if hbt.elapse(SECOND) != 0:
            return n, orders


@njit
def cross_ticks(hbt, fast, slow, quantity):
    kf, ks = 2.0 / (fast + 1), 2.0 / (slow + 1)
    ef = es = x = 0.0
    n, orders, long = 0, 0, False
    while True:
        trades = hbt.last_trades(0)
        if len(trades) > 0:
            for i in range(len(trades)):
                x = trades[i].px
                if n == 0:
                    ef = es = x
                else:
                    ef = kf * x + (1.0 - kf) * ef
                    es = ks * x + (1.0 - ks) * es
                n += 1
            hbt.clear_last_trades(0)
            if n >= slow and (ef > es) != long:
                long = not long
                orders += 1
                market(hbt, orders, x, quantity, long)
        if hbt.wait_next_feed(False, 10_000 * SECOND) == 1:
            return n, orders


@njit
def replay(hbt):
    n = 0
    while hbt.elapse(3_600 * SECOND) == 0:
        n += 1
    return n, 0


@njit
def levels(price, step, count, tick):
    """Order id -> price of `count` orders from a price outwards."""
    orders = Dict.empty(np.uint64, np.float64)
    for _ in range(count):
        orders[uint64(round(price / tick))] = price
        price += step
    return orders


@njit
def grid(hbt, skew, count, max_position):
    tick = hbt.depth(0).tick_size
    quantity = 0.1
    steps = submitted = 0
    while hbt.elapse(100_000_000) == 0:
        steps += 1
        hbt.clear_inactive_orders(0)
        depth, position, orders = hbt.depth(0), hbt.position(0), hbt.orders(0)
        best_bid, best_ask = depth.best_bid, depth.best_ask
        middle = (best_bid + best_ask) / 2.0 - skew * tick * position
        bid = np.floor(np.minimum(middle - tick * 0.5, best_bid) / tick) * tick
        ask = np.ceil(np.maximum(middle + tick * 0.5, best_ask) / tick) * tick
        bids = levels(bid, -tick, count if position < max_position and np.isfinite(bid) else 0, tick)
        asks = levels(ask, tick, count if position > -max_position and np.isfinite(ask) else 0, tick)
        values = orders.values()
        while values.has_next():
            o = values.get()
            wanted = (o.side == BUY and o.order_id in bids) or (o.side == SELL and o.order_id in asks)
            if o.cancellable and not wanted:
                hbt.cancel(0, o.order_id, False)
        for order, price in bids.items():
            if order not in orders:
                hbt.submit_buy_order(0, order, price, quantity, GTX, LIMIT, False)
                submitted += 1
        for order, price in asks.items():
            if order not in orders:
                hbt.submit_sell_order(0, order, price, quantity, GTX, LIMIT, False)
                submitted += 1
    return steps, submitted


def build(events, mode, depth):
    asset = BacktestAsset().data([events]).linear_asset(1.0).no_partial_fill_exchange()
    if mode.startswith("W4"):
        asset = asset.constant_order_latency(1_000_000, 1_000_000).trading_value_fee_model(-0.00005, 0.0007)
        asset = asset.risk_adverse_queue_model() if mode == "W4rad" else asset.power_prob_queue_model(2.0)
        asset = asset.tick_size(0.1).lot_size(0.001).roi_lb(25_000.0).roi_ub(35_000.0)
    else:
        asset = asset.constant_order_latency(10, 10).trading_value_fee_model(0.0005, 0.0005).risk_adverse_queue_model()
        asset = asset.tick_size(0.01).lot_size(0.00001).last_trades_capacity(16).roi_lb(20_000.0).roi_ub(40_000.0)
    return (ROIVectorMarketDepthBacktest if depth == "roivec" else HashMapMarketDepthBacktest)([asset])


def drive(hbt, mode):
    if mode == "W2a":
        return cross_seconds(hbt, 10, 20, 0.01)
    if mode == "W2b":
        return cross_ticks(hbt, 100, 200, 0.01)
    return replay(hbt) if mode.endswith("replay") else grid(hbt, 1.0, 5, 5.0)


def main():
    mode, depth = sys.argv[1:3]
    book = mode.startswith("W4")
    with Timer() as load:
        events = l2_events() if book else tick_events()
    start = time.perf_counter()
    prefix = events[:3000].copy()  # kept alive: hftbacktest reads the numpy buffer in place
    warm = build(prefix, mode, depth)
    drive(warm, mode)
    warm.close()
    jit = time.perf_counter() - start
    hbt = build(events, mode, depth)
    with Timer() as run:
        steps, orders = drive(hbt, mode)
    state, touch = hbt.state_values(0), hbt.depth(0)
    equity = state.balance - state.fee + state.position * (touch.best_bid + touch.best_ask) / 2.0
    n, unit = (len(events), "events") if book else (len(ticks_raw()), "ticks")
    emit(mode.removesuffix("replay").removesuffix("rad"), "hftbacktest (%s)" % depth, VARIANTS[mode], n, unit, run,
         events=len(events), load_cpu_s=round(load.cpu, 2), jit_s=round(jit, 1), steps=int(steps),
         orders_submitted=int(orders), fills=int(state.num_trades), position=round(state.position, 6),
         balance=round(state.balance, 6), fee=round(state.fee, 6),
         final_equity="%.6f" % ((0.0 if book else CAPITAL) + equity), version=version("hftbacktest"))
    hbt.close()


main()
