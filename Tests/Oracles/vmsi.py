"""
The VMSI oracle: the indicator written a second time, plainly, in pure Python without packages.

    python vmsi.py <candles.csv[.gz]> <rows> <macro folder or -> <out.bin> <parameter set> ...

Reads the first <rows> candles (`timestamp,open,high,low,close,volume`, UTC). A parameter set is `name=value,...` with
the strategy's names; what it leaves out has the default. Writes little-endian doubles, na as NaN: the numbers of
candles, macro readings and sets; a candle each as time, open, high, low, close, volume (time in seconds); a reading
each as time, series, value; then a record for every set and candle: stage (0 none, 1 BUY, 2 SELL, 3 WATCH_UP,
4 WATCH_DOWN), the smoothed TrendScore and the smoothed Prob.

A macro reading is the close of a day, known from 00:00 UTC of the next day on. A candle knows the readings whose time
is not after its own close.

Nothing is shared with the Swift code but the formulas: windows are sliced and summed afresh for every candle.
"""
import csv
import gzip
import math
import struct
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

NAN = math.nan
NONE, BUY, SELL, WATCH_UP, WATCH_DOWN = range(5)
SERIES = ["vix_w", "dxy_w", "us10y_w", "hygief_w"]
DEFAULTS = {
    "score": "default", "filters": "false", "ath_bars": "0",
    "rsi_buy_th": "55", "rsi_sell_th": "45", "vol_mult_buy": "1.5", "vol_mult_sell": "1.3",
    "vcp_ratio_th": "0.45", "dist_ath_max": "0.175",
    "alpha": "0.8", "beta": "0.35", "gamma": "0.7", "delta": "0.6", "epsilon": "0.8",
    "hysteresis_len": "3", "cooldown_bars": "3",
    "vix_w": "-0.3", "dxy_w": "-0.2", "us10y_w": "-0.2", "hygief_w": "0.4",
    "trend_buy_th": "70", "trend_sell_th": "30", "prob_buy_th": "0.6", "prob_sell_th": "0.4",
}


# Pine's operators: numbers no further apart than 1e-10 are equal.
def above(a, b):
    return a - b > 1e-10


def below(a, b):
    return a - b < -1e-10


def at_least(a, b):
    return a - b >= -1e-10


def at_most(a, b):
    return a - b <= 1e-10


def seconds(text):
    return datetime.fromisoformat(text.strip()[:19]).replace(tzinfo=timezone.utc)


def read_candles(path, rows):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        return [(seconds(row[0]).timestamp(), *map(float, row[1:6])) for row, _ in zip(reader, range(rows))]


def closes(path, column):
    with open(path, newline="") as stream:
        rows = csv.DictReader(stream)
        return {row[rows.fieldnames[0]][:10]: float(row[column]) for row in rows if row[column].strip()}


def read_macro(folder, first, last):
    """Readings known from 100 days before the first candle on, oldest first: (time, series, value)."""
    if folder == "-":
        return []
    folder = Path(folder)
    hyg, ief = closes(folder / "HYG.csv", "Close"), closes(folder / "IEF.csv", "AdjClose")
    days = [
        closes(folder / "VIX.csv", "CLOSE"), closes(folder / "DXY.csv", "Close"),
        closes(folder / "US10Y_DGS10.csv", "DGS10"), {day: hyg[day] / ief[day] for day in hyg if day in ief},
    ]
    readings = [
        ((seconds(day) + timedelta(days=1)).timestamp(), series, value)
        for series, table in enumerate(days) for day, value in table.items()
    ]
    return sorted(reading for reading in readings if first - 100 * 86_400 <= reading[0] <= last)


def ema(values, length):
    out, mean = [], NAN
    for index, value in enumerate(values):
        if index == length - 1:
            mean = math.fsum(values[:length]) / length
        elif index >= length:
            mean += 2 / (length + 1) * (value - mean)
        out.append(mean)
    return out


def rma(values, length):
    out, mean = [], NAN
    for index, value in enumerate(values):
        if index == length - 1:
            mean = math.fsum(values[:length]) / length
        elif index >= length:
            mean = (mean * (length - 1) + value) / length
        out.append(mean)
    return out


def rsi(values, length):
    changes = [b - a for a, b in zip(values, values[1:])]
    up = rma([max(change, 0) for change in changes], length)
    down = rma([max(-change, 0) for change in changes], length)
    out = [NAN]
    for gain, loss in zip(up, down):
        if math.isnan(gain):
            out.append(NAN)
        elif loss <= 1e-10:
            out.append(100.0)
        elif gain <= 1e-10:
            out.append(0.0)
        else:
            out.append(100 - 100 / (1 + gain / loss))
    return out


def window(values, index, length):
    return values[index - length + 1:index + 1] if index >= length - 1 else None


def sma(values, index, length):
    part = window(values, index, length)
    return NAN if part is None or any(map(math.isnan, part)) else math.fsum(part) / length


def z_score(history):
    """How unusual the newest of at least 60 readings is, from -1 to 1; 0 while there are fewer or they do not move."""
    if len(history) < 60:
        return 0.0
    part = history[-60:]
    mean = math.fsum(part) / 60
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in part) / 60)
    return 0.0 if spread <= 1e-10 else max(-3.0, min(3.0, (part[-1] - mean) / spread)) / 3


def live_term(series, history):
    """The first implementation's MacroScore term of a series without its weight; 0 while there are too few readings."""
    if series == 0:
        return history[-1] / 20 if history else 0.0
    if series == 3:
        if len(history) < 20:
            return 0.0
        return 1.0 if above(history[-1], ema(history, 20)[-1]) else -1.0
    if len(history) < 30:
        return 0.0
    return 1.0 if above(ema(history, 10)[-1], ema(history, 30)[-1]) else -1.0


class Features:
    """Everything that no parameter changes, for every candle."""

    def __init__(self, candles, readings, span):
        self.count = len(candles)
        self.high = [candle[2] for candle in candles]
        low = [candle[3] for candle in candles]
        self.close = [candle[4] for candle in candles]
        volume = [candle[5] for candle in candles]
        self.fast, self.slow = ema(self.close, 20), ema(self.close, 50)
        self.rsi = rsi(self.close, 14)
        self.volume, self.contraction, self.literal_contraction = [], [], []
        for index in range(self.count):
            mean = sma(volume, index, 20)
            self.volume.append(1.0 if abs(mean) <= 1e-10 else volume[index] / mean)
            self.contraction.append(self.ranges(low, index))
            highs, lows = window(self.high, index, 20), window(low, index, 20)
            self.literal_contraction.append(0.5 if highs is None else (max(highs) - min(lows)) / max(highs))
        self.macro_z, self.macro_live = self.macro(candles, readings, span)

    def ranges(self, low, index):
        if index < 49:
            return NAN
        long = max(window(self.high, index, 50)) - min(window(low, index, 50))
        short = max(window(self.high, index, 10)) - min(window(low, index, 10))
        return 1.0 if abs(long) <= 1e-10 else short / long

    def distance(self, index, bars):
        highs = window(self.high, index, bars) if bars else self.high[:index + 1]
        return NAN if highs is None else (max(highs) - self.close[index]) / max(highs)

    @staticmethod
    def macro(candles, readings, span):
        histories, place = [[], [], [], []], 0
        scores, terms, z_scores, live = [], [], [0.0] * 4, [0.0] * 4
        for candle in candles:
            while place < len(readings) and readings[place][0] <= candle[0] + span:
                _, series, value = readings[place]
                histories[series].append(value)
                z_scores[series] = z_score(histories[series])
                live[series] = live_term(series, histories[series])
                place += 1
            scores.append(list(z_scores))
            terms.append(list(live))
        return scores, terms


def raw_scores(features, index, p, literal):
    """TrendScore and Prob of one candle before smoothing; na until the slowest of the features exists."""
    fast, slow, strength = features.fast[index], features.slow[index], features.rsi[index]
    if math.isnan(slow):
        return NAN, NAN
    rises, ratio = above(fast, slow), features.volume[index]
    weights = [p[name] for name in SERIES]
    if literal:
        score = 100 * (
            p["alpha"] * rises + p["beta"] * strength / 100 + p["gamma"] * ratio / 3
            + p["delta"] * (1 - features.literal_contraction[index]))
        macro = math.fsum(weight * term for weight, term in zip(weights, features.macro_live[index]))
    else:
        direction = p["alpha"] * (1 if rises else -1) + p["beta"] * (2 * strength / 100 - 1)
        force = p["gamma"] * min(ratio / 3, 1) + p["delta"] * (1 - features.contraction[index])
        score = 50 + 50 * direction / (p["alpha"] + p["beta"]) * force / (p["gamma"] + p["delta"])
        total = math.fsum(map(abs, weights))
        mean = math.fsum(w * z for w, z in zip(weights, features.macro_z[index])) / total if total else 0.0
        macro = (1 + mean) / 2
    return score, (score / 100 + p["epsilon"] * macro) / (1 + p["epsilon"])


def stages(features, text):
    settings = DEFAULTS | dict(pair.split("=") for pair in text.split(",") if pair)
    p = {name: float(value) for name, value in settings.items() if name not in ("score", "filters")}
    literal, filters = settings["score"] == "literal", settings["filters"] == "true"
    length, cooldown, ath_bars = int(p["hysteresis_len"]), int(p["cooldown_bars"]), int(p["ath_bars"])
    contraction = features.literal_contraction if literal else features.contraction
    raw = [raw_scores(features, index, p, literal) for index in range(features.count)]
    scores, probabilities = [score for score, _ in raw], [probability for _, probability in raw]
    last = None
    for index in range(features.count):
        score, probability = sma(scores, index, length), sma(probabilities, index, length)
        stage = NONE
        if not math.isnan(score):
            free = last is None or index - last > cooldown
            buys = (
                at_least(score, p["trend_buy_th"]) and at_least(probability, p["prob_buy_th"])
                and above(features.rsi[index], p["rsi_buy_th"]) and above(features.volume[index], p["vol_mult_buy"]))
            if buys and filters:
                buys = at_most(contraction[index], p["vcp_ratio_th"]) and at_most(
                    features.distance(index, ath_bars), p["dist_ath_max"])
            sells = (
                at_most(score, p["trend_sell_th"]) and at_most(probability, p["prob_sell_th"])
                and below(features.rsi[index], p["rsi_sell_th"]) and above(features.volume[index], p["vol_mult_sell"]))
            if free and buys:
                stage, last = BUY, index
            elif free and sells:
                stage, last = SELL, index
            elif above(score, 50) and above(probability, 0.5):
                stage = WATCH_UP
            elif below(score, 50) and below(probability, 0.5):
                stage = WATCH_DOWN
        yield float(stage), score, probability


def main(path, rows, folder, out, sets):
    candles = read_candles(path, rows)
    span = min(b[0] - a[0] for a, b in zip(candles, candles[1:]))
    readings = read_macro(folder, candles[0][0], candles[-1][0] + span)
    features = Features(candles, readings, span)
    with open(out, "wb") as stream:
        def write(*values):
            stream.write(struct.pack(f"<{len(values)}d", *values))

        write(len(candles), len(readings), len(sets))
        for row in candles + readings:
            write(*row)
        for text in sets:
            for row in stages(features, text):
                write(*row)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:])
