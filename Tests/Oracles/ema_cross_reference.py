"""Reference of ema-cross (seeding=first), sharing nothing with SIGMA: file fast slow fee cash asset step.

Averages are binary64; prices, fees and equity are exact decimals. Each buy is of one unit. With asset "quote" fees are
paid beside the notional; with "received" a buy pays out of the unit it buys, what remains is sold in whole steps, and
what is left below a step stays in the equity at the last price. Prints JSON: fills, fees, finalEquity, remainder.
"""
import csv, gzip, json, sys
from datetime import datetime, timezone
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, getcontext

getcontext().prec = 60
path, fast, slow = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
fee, cash, asset, step = Decimal(sys.argv[4]), Decimal(sys.argv[5]), sys.argv[6], Decimal(sys.argv[7])
unit = Decimal("1e-8")


def instant(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


stream = (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8-sig")
rows = csv.DictReader(stream)
k_fast, k_slow, fills, fees, wants = 2 / (fast + 1), 2 / (slow + 1), [], Decimal(0), None
held = left = Decimal(0)  # what the strategy holds, and what it could never sell
ceiling = lambda amount: amount.quantize(unit, ROUND_CEILING)
for bar, row in enumerate(rows):
    if wants is not None and wants != (held > 0):  # decided at the close before, filled at this open
        price = Decimal(row["open"])
        if wants and asset == "received":
            taken = ceiling(fee)  # of the one unit that is bought
            held, cash, fees = 1 - taken, cash - price, fees + ceiling(taken * price)
        elif wants:
            cost = ceiling(price * fee)
            held, cash, fees = Decimal(1), cash - price - cost, fees + cost
        else:
            sold = (held / step).to_integral_value(ROUND_FLOOR) * step
            value = (sold * price).quantize(unit, ROUND_FLOOR)
            cost = ceiling(value * fee)
            held, left, cash, fees = Decimal(0), left + held - sold, cash + value - cost, fees + cost
        time = row.get("timestamp") or row.get("candle_time_utc")
        fills.append([instant(time), "buy" if wants else "sell", format(price.normalize(), "f")])
    close = float(row["close"])
    quick = close if bar == 0 else k_fast * close + (1 - k_fast) * quick
    steady = close if bar == 0 else k_slow * close + (1 - k_slow) * steady
    wants = quick > steady if bar >= slow - 1 else None
equity = cash + ((held + left) * Decimal(row["close"])).quantize(unit, ROUND_FLOOR)
plain = lambda amount: format(amount.normalize(), "f")
sums = {"fees": plain(fees), "finalEquity": plain(equity), "remainder": plain(left)}
print(json.dumps({"bars": bar + 1, "fills": fills} | sums))
