"""What ccxt has to be told to trade at the emulator instead of at a venue, and what the venues do differently."""

import ccxt


class Venue:
    """What most venues have in common."""

    quote = "USDT"
    # The first is traded, all are looked at.
    symbols = ["BTC/USDT"]
    # A perpetual contract that is traded too.
    perpetual = None
    amount = 0.01
    cost = 100
    # What ccxt makes of a post-only order that would take: an error, or the state in which the order ended.
    would_take = "canceled"
    # Whether minutes without a trade have candles.
    fills_candles = True

    @staticmethod
    def price(exchange, symbol, price):
        """A price that the venue takes, near another."""
        return float(exchange.price_to_precision(symbol, price))

    @staticmethod
    def spending(cost):
        """The amount and the parameters of a market buy that spends an amount of the quote currency."""
        return None, {"cost": cost}

    @staticmethod
    def order(exchange, identifier, symbol):
        return exchange.fetch_order(identifier, symbol)


class Upbit(Venue):
    """Upbit: ccxt adds /v1 to REST paths and /private to the private stream, and knows no price steps."""

    quote = "KRW"
    symbols = ["BTC/KRW"]
    amount = 0.001
    cost = 100_000
    fills_candles = False

    @staticmethod
    def options(http, ws):
        return {"urls": {"api": {"public": http, "private": http, "ws": ws + "/websocket/v1"}}}

    @staticmethod
    def price(exchange, symbol, price):
        return price // 1000 * 1000

    @staticmethod
    def spending(cost):
        return cost, {"cost": cost}


class Binance(Venue):
    """Binance: without options ccxt asks hosts that are not overridden for coins, margin pairs and contracts."""

    would_take = ccxt.OrderImmediatelyFillable.__name__

    @staticmethod
    def options(http, ws):
        base = http + "/api/v3"
        streams = {"spot": ws + "/ws", "ws-api": {"spot": ws + "/ws-api/v3"}}
        return {
            "urls": {"api": {"public": base, "private": base, "ws": streams}},
            "options": {
                "fetchCurrencies": False,
                "fetchMargins": False,
                "fetchMarkets": {"types": ["spot"]},
                "defaultType": "spot",
                # In milliseconds, the longest: a busy machine is no reason to be refused.
                "recvWindow": 60_000,
            },
        }


class Bybit(Venue):
    """Bybit: answers only acknowledge orders, and a single order is asked for among the latest 500."""

    symbols = ["BTC/USDT", "BTC/USDT:USDT"]
    perpetual = "BTC/USDT:USDT"

    @staticmethod
    def options(http, ws):
        streams = {
            "public": {"spot": ws + "/v5/public/spot", "linear": ws + "/v5/public/linear"},
            "private": {"contract": ws + "/v5/private", "trade": ws + "/v5/trade"},
        }
        return {
            "urls": {"api": {"public": http, "private": http, "ws": streams}},
            "has": {"fetchCurrencies": False},
            "options": {
                "fetchMarkets": {"types": ["spot", "linear"]},
                "defaultType": "spot",
                "recvWindow": 60_000,
            },
        }

    @staticmethod
    def order(exchange, identifier, symbol):
        return exchange.fetch_order(identifier, symbol, {"acknowledged": True})


VENUES = {"upbit": Upbit, "binance": Binance, "bybit": Bybit}
