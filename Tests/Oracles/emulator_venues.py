"""What ccxt has to be told to trade at the emulator instead of at a venue."""


class Upbit:
    """Upbit: ccxt adds /v1 to REST paths and /private to the private stream."""

    symbol = "BTC/KRW"
    quote = "KRW"
    # A price that rests, as a share of the best bid, in whole ticks.
    tick = 1000
    amount = 0.001
    cost = 100_000
    has_own_trades_stream = True

    @staticmethod
    def options(http, ws):
        return {"urls": {"api": {"public": http, "private": http, "ws": ws + "/websocket/v1"}}}

    @staticmethod
    def buy(exchange, symbol, cost):
        """A market buy that spends an amount of the quote currency."""
        return exchange.create_order(symbol, "market", "buy", cost, None, {"cost": cost})

    @staticmethod
    def order(exchange, identifier, symbol):
        return exchange.fetch_order(identifier, symbol)


VENUES = {"upbit": Upbit}
