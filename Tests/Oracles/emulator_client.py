"""Trades at the emulator with ccxt and ccxt.pro, and writes what it saw as one JSON object.

    emulator_client.py VENUE HTTP WS KEY SECRET

Every step raises where the venue's answer is not what ccxt makes of a real venue.
"""

import asyncio
import json
import sys

import ccxt
import ccxt.pro

from emulator_venues import VENUES


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def settings(venue, http, ws, key, secret):
    return {
        "apiKey": key,
        "secret": secret,
        "enableRateLimit": False,
        "timeout": 30_000,
        **venue.options(http, ws),
    }


def market_data(exchange, venue):
    markets = exchange.load_markets()
    check(venue.symbol in markets, f"{venue.symbol} is not among {list(markets)}")
    ticker = exchange.fetch_ticker(venue.symbol)
    check(ticker["last"] > 0 and ticker["high"] >= ticker["last"] >= ticker["low"], f"odd ticker {ticker}")
    book = exchange.fetch_order_book(venue.symbol)
    check(book["bids"][0][0] < book["asks"][0][0], f"a crossed book {book['bids'][0]} {book['asks'][0]}")
    check(book["bids"] == sorted(book["bids"], key=lambda level: -level[0]), "bids out of order")
    candles = exchange.fetch_ohlcv(venue.symbol, "1m", limit=50)
    check(len(candles) == 50, f"{len(candles)} candles of 50")
    steps = {later[0] - earlier[0] for earlier, later in zip(candles, candles[1:])}
    check(min(steps) >= 60_000, f"candles out of order: {steps}")
    for _, opened, high, low, close, volume in candles:
        check(low <= min(opened, close) and max(opened, close) <= high and volume >= 0, "an impossible candle")
    trades = exchange.fetch_trades(venue.symbol, limit=20)
    check(all(trade["price"] > 0 and trade["side"] in ("buy", "sell") for trade in trades), "odd trades")
    return {"last": ticker["last"], "bid": book["bids"][0][0], "ask": book["asks"][0][0]}


def trading(exchange, venue):
    balance = exchange.fetch_balance()
    check(balance[venue.quote]["free"] > 0, f"no {venue.quote}: {balance}")
    price = exchange.fetch_order_book(venue.symbol)["bids"][0][0]
    price = int(price * 0.8 / venue.tick) * venue.tick
    resting = exchange.create_order(venue.symbol, "limit", "buy", venue.amount, price)
    seen = venue.order(exchange, resting["id"], venue.symbol)
    check(seen["status"] == "open" and seen["price"] == price, f"not open: {seen}")
    locked = exchange.fetch_balance()[venue.quote]["used"]
    check(locked >= price * venue.amount, f"{locked} of {price * venue.amount} locked")
    check(resting["id"] in [order["id"] for order in exchange.fetch_open_orders(venue.symbol)], "not among the open")
    exchange.cancel_order(resting["id"], venue.symbol)
    seen = venue.order(exchange, resting["id"], venue.symbol)
    check(seen["status"] == "canceled", f"not cancelled: {seen}")
    check(not exchange.fetch_open_orders(venue.symbol), "open orders are left")
    bought = venue.buy(exchange, venue.symbol, venue.cost)
    bought = venue.order(exchange, bought["id"], venue.symbol)
    check(bought["filled"] > 0 and bought["cost"] > 0.9 * venue.cost, f"not bought: {bought}")
    sold = exchange.create_order(venue.symbol, "market", "sell", venue.amount)
    sold = venue.order(exchange, sold["id"], venue.symbol)
    check(sold["status"] == "closed" and sold["filled"] == venue.amount, f"not sold: {sold}")
    balance = exchange.fetch_balance()
    return {
        "canceled": resting["id"],
        "bought": bought["id"],
        "bought_amount": bought["filled"],
        "sold": sold["id"],
        "total": {name: amount for name, amount in balance["total"].items() if amount},
    }


def refusals(venue_name, venue, http, ws, key):
    wrong = getattr(ccxt, venue_name)(settings(venue, http, ws, key, "not the secret"))
    wrong.load_markets()
    try:
        wrong.fetch_balance()
    except ccxt.AuthenticationError as error:
        return {"wrong_secret": type(error).__name__}
    raise AssertionError("a wrong secret was let in")


async def streams(exchange, venue):
    try:
        await exchange.load_markets()
        trades = await asyncio.wait_for(exchange.watch_trades(venue.symbol), 60)
        check(trades[-1]["price"] > 0, "an odd trade")
        for _ in range(5):
            book = await asyncio.wait_for(exchange.watch_order_book(venue.symbol), 60)
            check(book["bids"][0][0] < book["asks"][0][0], "a crossed stream book")
        ticker = await asyncio.wait_for(exchange.watch_ticker(venue.symbol), 60)
        check(ticker["last"] > 0, "an odd ticker")
        watch = asyncio.ensure_future(exchange.watch_orders(venue.symbol))
        # The subscription is on its way; what happens before it stands is not told.
        price = int(book["bids"][0][0] * 0.8 / venue.tick) * venue.tick
        seen = {}
        for attempt in range(20):
            order = await exchange.create_order(venue.symbol, "limit", "buy", venue.amount, price)
            done, _ = await asyncio.wait({watch}, timeout=3)
            if done:
                for told in watch.result():
                    seen[told["id"]] = told["status"]
                break
            await exchange.cancel_order(order["id"], venue.symbol)
        check(order["id"] in seen or seen, "no order was told")
        watch = asyncio.ensure_future(exchange.watch_orders(venue.symbol))
        await asyncio.sleep(0)
        await exchange.cancel_order(order["id"], venue.symbol)
        for _ in range(20):
            for told in await asyncio.wait_for(watch, 60):
                seen[told["id"]] = told["status"]
            if seen.get(order["id"]) == "canceled":
                break
            watch = asyncio.ensure_future(exchange.watch_orders(venue.symbol))
        check(seen.get(order["id"]) == "canceled", f"the cancel was not told: {seen}")
        return {"watched": order["id"], "stream_trade": trades[-1]["price"]}
    finally:
        await exchange.close()


def main():
    name, http, ws, key, secret = sys.argv[1:6]
    venue = VENUES[name]
    exchange = getattr(ccxt, name)(settings(venue, http, ws, key, secret))
    result = {"ccxt": ccxt.__version__}
    result.update(market_data(exchange, venue))
    result.update(trading(exchange, venue))
    result.update(refusals(name, venue, http, ws, key))
    pro = getattr(ccxt.pro, name)(settings(venue, http, ws, key, secret))
    result.update(asyncio.run(streams(pro, venue)))
    print(json.dumps(result))


main()
