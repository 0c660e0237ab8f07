"""Follows the emulator's streams with ccxt.pro; every wait has an end."""

import asyncio

from emulator_checks import PATIENCE, check, told


async def within(what, awaitable):
    try:
        return await asyncio.wait_for(awaitable, PATIENCE)
    except TimeoutError:
        raise AssertionError(f"{what} did not come within {PATIENCE} seconds") from None


class Orders:
    """Follows the orders of a symbol without a break, so that nothing is missed between two messages."""

    def __init__(self, exchange, symbol):
        self.seen = {}
        self.task = asyncio.ensure_future(self.follow(exchange, symbol))

    async def follow(self, exchange, symbol):
        while True:
            for order in await exchange.watch_orders(symbol):
                self.seen[order["id"]] = order

    async def reaches(self, identifier, status, seconds=PATIENCE):
        """Whether an order is told to be in a state in time; raises what ended the stream."""
        for _ in range(20 * seconds):
            if self.task.done():
                self.task.result()
            if identifier in self.seen and self.seen[identifier]["status"] == status:
                return True
            await asyncio.sleep(0.05)
        return False


async def market_streams(exchange, symbol):
    trades = await within("a trade", exchange.watch_trades(symbol))
    check(trades[-1]["price"] > 0, f"an odd trade {trades[-1]}")
    for _ in range(10):
        book = await within("a book", exchange.watch_order_book(symbol))
        check(book["bids"][0][0] < book["asks"][0][0], "a crossed stream book")
    ticker = await within("a ticker", exchange.watch_ticker(symbol))
    check(ticker["last"] > 0, f"an odd ticker {ticker}")
    return book["bids"][0][0]


async def order_stream(exchange, venue, symbol, bid):
    orders = Orders(exchange, symbol)
    try:
        price = venue.price(exchange, symbol, bid * 0.8)
        # What happens before the subscription stands is not told, so another order gets its chance.
        for _ in range(20):
            order = await exchange.create_order(symbol, "limit", "buy", venue.amount, price)
            watched = order["id"]
            opened = await orders.reaches(watched, "open", seconds=5)
            await exchange.cancel_order(watched, symbol)
            if opened:
                break
        check(opened, f"no new order was told: {orders.seen}")
        check(await orders.reaches(watched, "canceled"), f"the cancel was not told: {orders.seen}")
        order = await exchange.create_order(symbol, "market", "sell", venue.amount)
        traded = order["id"]
        check(await orders.reaches(traded, "closed"), f"the execution was not told: {orders.seen}")
        seen = {"watched": told(orders.seen[watched]), "watched_sold": told(orders.seen[traded])}
        if exchange.has["createOrderWs"]:
            seen["streamed"] = told(await entered(exchange, venue, symbol, price, orders))
        return seen
    finally:
        orders.task.cancel()


async def entered(exchange, venue, symbol, price, orders):
    """An order that is made and cancelled over a stream instead of by requests."""
    made = exchange.create_order_ws(symbol, "limit", "buy", venue.amount, price)
    order = (await within("an acknowledgement", made))["id"]
    check(await orders.reaches(order, "open"), f"an order made over a stream was not told: {orders.seen}")
    await within("a cancel", exchange.cancel_order_ws(order, symbol))
    check(await orders.reaches(order, "canceled"), f"a cancel over a stream was not told: {orders.seen}")
    return orders.seen[order]


async def streams(exchange, venue):
    try:
        await exchange.load_markets()
        bids = [await market_streams(exchange, symbol) for symbol in venue.symbols]
        return await order_stream(exchange, venue, venue.symbols[0], bids[0])
    finally:
        await exchange.close()
