"""Trades at the emulator with ccxt and ccxt.pro, and writes what it saw as one JSON object.

    emulator_client.py VENUE HTTP WS KEY SECRET

Every step raises where the venue's answer is not what ccxt makes of a real venue.
"""

import asyncio
import json
import sys

import ccxt
import ccxt.pro

from emulator_checks import PATIENCE, check, refused, told
from emulator_streams import streams
from emulator_venues import VENUES


def settings(venue, http, ws, key, secret):
    return {
        "apiKey": key,
        "secret": secret,
        "enableRateLimit": False,
        "timeout": PATIENCE * 1000,
        **venue.options(http, ws),
    }


def market_data(exchange, venue, symbol):
    ticker = exchange.fetch_ticker(symbol)
    check(ticker["high"] >= ticker["last"] >= ticker["low"] > 0, f"odd ticker {ticker}")
    book = exchange.fetch_order_book(symbol)
    check(book["bids"][0][0] < book["asks"][0][0], f"a crossed book {book['bids'][0]} {book['asks'][0]}")
    check(book["bids"] == sorted(book["bids"], key=lambda level: -level[0]), "bids out of order")
    check(book["asks"] == sorted(book["asks"], key=lambda level: level[0]), "asks out of order")
    candles = exchange.fetch_ohlcv(symbol, "1m", limit=50)
    check(len(candles) == 50, f"{len(candles)} candles of 50")
    steps = {later[0] - earlier[0] for earlier, later in zip(candles, candles[1:])}
    check(steps == {60_000} if venue.fills_candles else min(steps) >= 60_000, f"candles apart {steps}")
    for _, opened, high, low, close, volume in candles:
        check(low <= min(opened, close) and max(opened, close) <= high and volume >= 0, "an impossible candle")
    trades = exchange.fetch_trades(symbol, limit=20)
    check(all(trade["price"] > 0 and trade["side"] in ("buy", "sell") for trade in trades), "odd trades")


def resting(exchange, venue, symbol):
    """An order far from the market, until it is cancelled."""
    bid = exchange.fetch_order_book(symbol)["bids"][0][0]
    price = venue.price(exchange, symbol, bid * 0.8)
    order = exchange.create_order(symbol, "limit", "buy", venue.amount, price)
    seen = venue.order(exchange, order["id"], symbol)
    check((seen["status"], seen["price"], seen["filled"]) == ("open", price, 0), f"not open: {seen}")
    if symbol != venue.perpetual:
        locked = exchange.fetch_balance()[venue.quote]["used"]
        check(locked >= 0.999_999 * price * venue.amount, f"{locked} of {price * venue.amount} locked")
    check([order["id"] for order in exchange.fetch_open_orders(symbol)] == [order["id"]], "not among the open")
    exchange.cancel_order(order["id"], symbol)
    seen = venue.order(exchange, order["id"], symbol)
    check(seen["status"] == "canceled", f"not cancelled: {seen}")
    check(not exchange.fetch_open_orders(symbol), "open orders are left")
    return seen


def would_take(exchange, venue, symbol, bid):
    """A post-only order that meets the other side; not so far that it leaves the venue's range of prices."""
    price = venue.price(exchange, symbol, bid * 1.04)
    try:
        order = exchange.create_order(symbol, "limit", "buy", venue.amount, price, {"postOnly": True})
    except ccxt.OrderImmediatelyFillable as error:
        return type(error).__name__
    seen = venue.order(exchange, order["id"], symbol)
    check(seen["filled"] == 0, f"a post-only order took: {seen}")
    return seen["status"]


def trading(exchange, venue):
    symbol = venue.symbols[0]
    check(exchange.fetch_balance()[venue.quote]["free"] > 0, f"no {venue.quote}")
    canceled = resting(exchange, venue, symbol)
    amount, params = venue.spending(venue.cost)
    bought = exchange.create_order(symbol, "market", "buy", amount, None, params)
    bought = venue.order(exchange, bought["id"], symbol)
    check(bought["filled"] > 0 and 0.9 * venue.cost < bought["cost"] <= venue.cost, f"not bought: {bought}")
    sold = exchange.create_order(symbol, "market", "sell", venue.amount)
    sold = venue.order(exchange, sold["id"], symbol)
    check(sold["status"] == "closed" and sold["filled"] == venue.amount, f"not sold: {sold}")
    if exchange.has["fetchMyTrades"]:
        mine = {trade["order"] for trade in exchange.fetch_my_trades(symbol)}
        check(mine == {bought["id"], sold["id"]}, f"other trades: {mine}")
    bid = exchange.fetch_order_book(symbol)["bids"][0][0]
    taking = would_take(exchange, venue, symbol, bid)
    check(taking == venue.would_take, f"a post-only order that would take: {taking}")
    far = venue.price(exchange, symbol, bid * 0.8)
    beyond = round(1.5 * exchange.fetch_balance()[venue.quote]["free"] / far, 3)
    return {
        "orders": {"canceled": told(canceled), "bought": told(bought), "sold": told(sold)},
        "no_funds": refused(
            ccxt.InsufficientFunds, lambda: exchange.create_order(symbol, "limit", "buy", beyond, far)
        ),
        "no_order": refused(ccxt.OrderNotFound, lambda: exchange.cancel_order(canceled["id"], symbol)),
    }


def contract(exchange, venue):
    """A position that is opened and closed; an order that may only reduce it never opens one."""
    symbol = venue.perpetual

    def reduce():
        return exchange.create_order(symbol, "market", "sell", venue.amount, None, {"reduceOnly": True})

    canceled = resting(exchange, venue, symbol)
    result = {"nothing_to_reduce": refused(ccxt.InvalidOrder, reduce)}
    opened = exchange.create_order(symbol, "market", "buy", venue.amount)
    opened = venue.order(exchange, opened["id"], symbol)
    check(opened["status"] == "closed" and opened["filled"] == venue.amount, f"not opened: {opened}")
    closed = venue.order(exchange, reduce()["id"], symbol)
    check(closed["status"] == "closed" and closed["reduceOnly"] is True, f"not closed: {closed}")
    check(refused(ccxt.InvalidOrder, reduce) == result["nothing_to_reduce"], "another refusal")
    result["orders"] = {
        "contract_canceled": told(canceled),
        "contract_opened": told(opened),
        "contract_closed": told(closed),
    }
    return result


def strangers(name, venue, http, ws, key, secret):
    """What becomes of a client with a wrong secret, and of one with a key that nobody has."""
    result = {}
    for kind, proof in {"wrong_secret": (key, "not the secret"), "wrong_key": ("nobody", secret)}.items():
        stranger = getattr(ccxt, name)(settings(venue, http, ws, *proof))
        stranger.load_markets()
        result[kind] = refused(ccxt.AuthenticationError, stranger.fetch_balance)
    return result


def main():
    name, http, ws, key, secret = sys.argv[1:6]
    venue = VENUES[name]
    exchange = getattr(ccxt, name)(settings(venue, http, ws, key, secret))
    markets = exchange.load_markets()
    check(set(venue.symbols) <= set(markets), f"{venue.symbols} are not among {list(markets)}")
    for symbol in venue.symbols:
        market_data(exchange, venue, symbol)
    result = {"ccxt": ccxt.__version__, **trading(exchange, venue)}
    if venue.perpetual:
        seen = contract(exchange, venue)
        result["orders"].update(seen.pop("orders"))
        result.update(seen)
    result.update(strangers(name, venue, http, ws, key, secret))
    pro = getattr(ccxt.pro, name)(settings(venue, http, ws, key, secret))
    result["orders"].update(asyncio.run(streams(pro, venue)))
    balance = exchange.fetch_balance()
    assets = {asset for symbol in venue.symbols for asset in (markets[symbol]["base"], markets[symbol]["quote"])}
    result["balances"] = {
        asset: {kind: balance[asset][kind] for kind in ("free", "used")} for asset in sorted(assets)
    }
    print(json.dumps(result))


main()
