"""Trades at the emulator with Upbit's own SDK, strict about schemas, and writes what it saw as one JSON object.

    emulator_upbit_sdk.py HTTP WS KEY SECRET
"""

import json
import sys
import threading
import uuid

from upbit import Upbit

MARKET = "KRW-BTC"


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def quotation(client):
    pairs = client.trading_pairs.list(is_details=True)
    check(MARKET in [pair.market for pair in pairs], "the market is not listed")
    check(client.tickers.list_by_trading_pairs(markets=MARKET)[0].market == MARKET, "no ticker")
    check(client.tickers.list_by_quote_currencies(quote_currencies="KRW"), "no tickers of won")
    book = client.orderbooks.list(markets=MARKET, count=5)[0]
    check(len(book.orderbook_units) == 5, "not the depth that was asked")
    instruments = client.orderbooks.list_instruments(markets=MARKET)[0]
    check(instruments.supported_levels[0] == "0", "no level zero")
    client.trades.list(market=MARKET, count=3)
    candles = client.candles
    check(len(candles.list_minutes(unit=3, market=MARKET, count=7)) == 7, "not seven candles")
    for listing in (candles.list_seconds, candles.list_days, candles.list_weeks, candles.list_months):
        listing(market=MARKET, count=2)
    candles.list_years(market=MARKET, count=1)
    return float(book.orderbook_units[0].bid_price)


def orders(client, bid):
    price = str(int(bid * 0.8 / 1000) * 1000)
    identifier = "sdk-" + uuid.uuid4().hex
    chance = client.orders.retrieve_chance(market=MARKET)
    check(chance.market.id == MARKET and chance.bid_fee == "0.0005", "an odd chance")
    limit = {"market": MARKET, "side": "bid", "ord_type": "limit", "price": price, "volume": "0.001"}
    client.orders.test_create(**limit)
    order = client.orders.create(identifier=identifier, **limit)
    check(order.state == "wait" and order.identifier == identifier, "not waiting")
    check(client.orders.retrieve(identifier=identifier).uuid == order.uuid, "not found by identifier")
    check(order.uuid in [entry.uuid for entry in client.orders.list_open(market=MARKET)], "not among the open")
    new = client.orders.cancel_and_new(
        prev_order_uuid=order.uuid, new_ord_type="limit", new_price=price, new_volume="remain_only"
    )
    again = getattr(new, "new_order_uuid", None)
    check(again and client.orders.retrieve(uuid=again).state == "wait", "not replaced")
    check(client.orders.cancel_open(pairs=MARKET).success.count == 1, "not cancelled")
    closed = client.orders.list_closed(market=MARKET, states=["done", "cancel"])
    check({order.uuid, again} <= {entry.uuid for entry in closed}, "not among the closed")
    check(len(client.orders.list_by_uuids(uuids=[order.uuid, again])) == 2, "not listed by uuids")
    accounts = {entry.currency: entry for entry in client.accounts.list()}
    check(accounts["KRW"].locked == "0", "won are still locked")
    check(client.api_keys.list()[0].access_key, "no keys")
    return {"first": order.uuid, "second": again, "won": accounts["KRW"].balance}


def streams(client):
    seen = {}
    for format in ("DEFAULT", "SIMPLE", "JSON_LIST", "SIMPLE_LIST"):
        manager = client.ws_stream.subscribe(
            ticker=[MARKET], trade=[MARKET], orderbook=[MARKET + ".5"], candle={"1s": [MARKET]}, format=format
        )
        with manager as connection:
            wanted = {"ticker", "trade", "orderbook", "candle.1s"}
            while wanted:
                events = connection.recv()
                for event in events if isinstance(events, list) else [events]:
                    wanted.discard(getattr(event, "type", None) or getattr(event, "ty", None))
            answer = connection.list_subscriptions()
            result = getattr(answer, "result", None) or getattr(answer, "rslt", None)
            seen[format] = len(result)
    return {"subscriptions": seen}


def private_stream(client, bid):
    price = str(int(bid * 0.8 / 1000) * 1000)
    states = []
    subscribed = threading.Event()

    def place():
        subscribed.wait(30)
        order = client.orders.create(market=MARKET, side="bid", ord_type="limit", price=price, volume="0.001")
        client.orders.cancel(uuid=order.uuid)

    worker = threading.Thread(target=place, daemon=True)
    worker.start()
    with client.ws_stream.subscribe_private(my_order=[MARKET], my_asset=True) as connection:
        connection.list_subscriptions()
        subscribed.set()
        assets = 0
        while "cancel" not in states or assets < 2:
            event = connection.recv()
            if event.type == "myOrder":
                states.append(event.state)
            else:
                assets += 1
    worker.join(30)
    return {"states": states}


def main():
    http, ws, key, secret = sys.argv[1:5]
    client = Upbit(
        access_key=key,
        secret_key=secret,
        base_url=http,
        websocket_base_url=ws,
        max_retries=0,
        _strict_response_validation=True,
    )
    bid = quotation(client)
    result = orders(client, bid)
    result.update(streams(client))
    result.update(private_stream(client, bid))
    print(json.dumps(result))


main()
