"""Reference of ema-cross (seeding=first), sharing nothing with SIGMA: file fast slow fee cash.

Averages are binary64; prices, fees and equity are exact decimals. Prints JSON: fills, fees, finalEquity.
"""
import csv, gzip, json, sys
from datetime import datetime, timezone
from decimal import ROUND_CEILING, Decimal, getcontext

getcontext().prec = 60
path, fast, slow = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
fee, cash = Decimal(sys.argv[4]), Decimal(sys.argv[5])


def instant(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


stream = (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8-sig")
rows = csv.DictReader(stream)
k_fast, k_slow, fills, fees, held, wants = 2 / (fast + 1), 2 / (slow + 1), [], Decimal(0), False, None
for bar, row in enumerate(rows):
    if wants is not None and wants != held:  # decided at the close before, filled at this open
        price = Decimal(row["open"])
        cost = (price * fee).quantize(Decimal("1e-8"), ROUND_CEILING)
        cash += -price - cost if wants else price - cost
        fees, held = fees + cost, wants
        time = row.get("timestamp") or row.get("candle_time_utc")
        fills.append([instant(time), "buy" if wants else "sell", format(price.normalize(), "f")])
    close = float(row["close"])
    quick = close if bar == 0 else k_fast * close + (1 - k_fast) * quick
    steady = close if bar == 0 else k_slow * close + (1 - k_slow) * steady
    wants = quick > steady if bar >= slow - 1 else None
equity = cash + (Decimal(row["close"]) if held else 0)
plain = lambda amount: format(amount.normalize(), "f")
print(json.dumps({"bars": bar + 1, "fills": fills, "fees": plain(fees), "finalEquity": plain(equity)}))
