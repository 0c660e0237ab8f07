"""Trades at the emulated Binance with ccxt and ccxt.pro, and writes what it saw as one JSON object.

    emulator_binance.py HTTP WS KEY SECRET

Every step raises where the venue's answer is not what ccxt makes of the real one.
"""

import asyncio
import json
import sys

import ccxt
import ccxt.pro

SYMBOL = "BTC/USDT"


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def settings(http, ws, key, secret):
    base = http + "/api/v3"
    return {
        "apiKey": key,
        "secret": secret,
        "enableRateLimit": False,
        "timeout": 30_000,
        "urls": {
            "api": {
                "public": base,
                "private": base,
                "ws": {"spot": ws + "/ws", "ws-api": {"spot": ws + "/ws-api/v3"}},
            }
        },
        "options": {
            "fetchCurrencies": False,
            "fetchMargins": False,
            "fetchMarkets": {"types": ["spot"]},
            "defaultType": "spot",
        },
    }


def market_data(exchange):
    market = exchange.load_markets()[SYMBOL]
    check(market["precision"] == {**market["precision"], "price": 0.01, "amount": 0.00001}, f"odd steps {market}")
    ticker = exchange.fetch_ticker(SYMBOL)
    check(ticker["high"] >= ticker["last"] >= ticker["low"] > 0, f"odd ticker {ticker}")
    book = exchange.fetch_order_book(SYMBOL)
    check(book["bids"][0][0] < book["asks"][0][0], "a crossed book")
    candles = exchange.fetch_ohlcv(SYMBOL, "1m", limit=50)
    steps = {later[0] - earlier[0] for earlier, later in zip(candles, candles[1:])}
    check(len(candles) == 50 and steps == {60_000}, f"{len(candles)} candles, apart {steps}")
    trades = exchange.fetch_trades(SYMBOL, limit=20)
    check(all(trade["price"] > 0 and trade["side"] in ("buy", "sell") for trade in trades), "odd trades")
    return book["bids"][0][0]


def refused(kind, call):
    try:
        call()
    except kind as error:
        return type(error).__name__
    raise AssertionError(f"{kind.__name__} was expected")


def trading(exchange, bid):
    price = exchange.price_to_precision(SYMBOL, bid * 0.8)
    resting = exchange.create_order(SYMBOL, "limit", "buy", 0.01, float(price))
    seen = exchange.fetch_order(resting["id"], SYMBOL)
    check(seen["status"] == "open" and seen["price"] == float(price), f"not open: {seen}")
    locked = exchange.fetch_balance()["USDT"]["used"]
    check(locked >= float(price) * 0.01 * 0.999_999, f"only {locked} is locked")
    check([order["id"] for order in exchange.fetch_open_orders(SYMBOL)] == [resting["id"]], "not among the open")
    check(exchange.cancel_order(resting["id"], SYMBOL)["status"] == "canceled", "not cancelled")
    bought = exchange.create_order(SYMBOL, "market", "buy", None, None, {"cost": 100})
    check(bought["status"] == "closed" and 90 < bought["cost"] <= 100, f"not bought: {bought}")
    sold = exchange.create_order(SYMBOL, "market", "sell", 0.01)
    check(sold["status"] == "closed" and sold["filled"] == 0.01, f"not sold: {sold}")
    mine = exchange.fetch_my_trades(SYMBOL)
    check({trade["order"] for trade in mine} == {bought["id"], sold["id"]}, f"other trades: {mine}")
    return {
        "canceled": resting["id"],
        "bought": bought["id"],
        "sold": sold["id"],
        "no_funds": refused(
            ccxt.InsufficientFunds, lambda: exchange.create_order(SYMBOL, "limit", "buy", 100, float(price))
        ),
        "no_order": refused(ccxt.OrderNotFound, lambda: exchange.cancel_order(resting["id"], SYMBOL)),
        "would_take": refused(
            ccxt.OrderImmediatelyFillable,
            lambda: exchange.create_order(SYMBOL, "LIMIT_MAKER", "buy", 0.01, round(bid * 1.2, 2)),
        ),
    }


async def follow(exchange, seen):
    while True:
        for told in await exchange.watch_orders(SYMBOL):
            seen[told["id"]] = told["status"]


async def until(condition):
    for _ in range(100):
        if condition():
            return True
        await asyncio.sleep(0.05)
    return False


async def streams(exchange):
    try:
        await exchange.load_markets()
        trades = await asyncio.wait_for(exchange.watch_trades(SYMBOL), 60)
        for _ in range(10):
            book = await asyncio.wait_for(exchange.watch_order_book(SYMBOL), 60)
            check(book["bids"][0][0] < book["asks"][0][0], "a crossed stream book")
        seen = {}
        follower = asyncio.ensure_future(follow(exchange, seen))
        price = round(book["bids"][0][0] * 0.8, 2)
        # What comes while nobody watches is not told again, so another order gets its chance.
        for _ in range(20):
            order = await exchange.create_order(SYMBOL, "limit", "buy", 0.01, price)
            await until(lambda: order["id"] in seen)
            await exchange.cancel_order(order["id"], SYMBOL)
            if await until(lambda: seen.get(order["id"]) == "canceled"):
                break
        follower.cancel()
        check(seen.get(order["id"]) == "canceled", f"the cancel was not told: {seen}")
        return {"watched": order["id"], "stream_trade": trades[-1]["price"]}
    finally:
        await exchange.close()


def main():
    http, ws, key, secret = sys.argv[1:5]
    exchange = ccxt.binance(settings(http, ws, key, secret))
    bid = market_data(exchange)
    result = {"ccxt": ccxt.__version__, **trading(exchange, bid)}
    wrong = ccxt.binance(settings(http, ws, key, "not the secret"))
    wrong.load_markets()
    result["wrong_secret"] = refused(ccxt.AuthenticationError, wrong.fetch_balance)
    result.update(asyncio.run(streams(ccxt.pro.binance(settings(http, ws, key, secret)))))
    print(json.dumps(result))


main()
