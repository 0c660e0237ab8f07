"""
The indicator oracle: Pine's `ta.*` as PyneCore computes them, bar by bar over a candle file.

    python indicators.py <candles.csv[.gz]> <rows> <out.bin>

Reads the first <rows> candles (`timestamp,open,high,low,close,volume`, UTC) and writes one record a bar to <out.bin>:
time in seconds, open, high, low, close and volume, then every result in the order of COLUMNS, each a little-endian
double, na as NaN. The calls themselves stand in indicators_script.py.

What PyneCore 6.11.0 (Apache-2.0) says of the recurrences, as measured on TradingView:
- sum: a rolling compensated sum of the last n values that are not na; a na bar repeats the standing sum; the machine
  starts afresh from a plain sum, newest value first, when value + |compensation| rounds down.
- sma: sum / n. stdev: sqrt(max(0, q / n - m * m)), sample sqrt(max(0, q / (n - 1) - p * m / (n - 1))).
- ema: seed sma, then p + (2 / (n + 1)) * (x - p). rma: seed sma, then (p * (n - 1) + x) / n. Both skip na whole.
- rsi: rma of gains and losses; loss <= 1e-10 gives 100, tested first, gain <= 1e-10 gives 0.
- highest, lowest: na until n bars, na bars counted; a na input empties the window.
- crossover, crossunder: exact comparison with the last bar where both sides existed.
- operators: tolerant by 1e-10 absolute, the boundary equal, false with na.
"""
import csv
import gzip
import shutil
import struct
import sys
from datetime import datetime, time, timezone
from pathlib import Path

sys.dont_write_bytecode = True

from pynecore.core.script_runner import ScriptRunner
from pynecore.core.syminfo import SymInfo, SymInfoInterval, SymInfoSession
from pynecore.types.ohlcv import OHLCV

COLUMNS = [
    "gapped", "day_start",
    "sma20", "sma_volume20", "sma_gapped9", "sma1",
    "ema20", "ema_gapped9", "ema1", "rma14", "rma_gapped9",
    "rsi14", "rsi_gapped9", "rsi2", "true_range", "atr14",
    "highest20", "lowest20", "highest_gapped9", "lowest_gapped9",
    "stdev20", "stdev_sample20", "stdev_volume20", "stdev_gapped9", "stdev_gapped_sample9",
    "bands_middle20", "bands_upper20", "bands_lower20",
    "macd_line", "macd_signal", "macd_histogram", "macd_gapped_line", "macd_gapped_signal", "macd_gapped_histogram",
    "vwap", "vwap_gapped", "crossover", "crossunder", "crossover_gapped", "crossunder_gapped",
    "equal", "not_equal", "less", "less_or_equal", "greater", "greater_or_equal",
    "relative_volume20", "contraction", "distance_from_high252", "distance_from_all_time_high",
]


def read_candles(path, rows):
    opener = gzip.open if path.endswith(".gz") else open
    candles = []
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        for row in reader:
            if len(candles) == rows:
                break
            instant = datetime.strptime(row[0], "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
            candles.append(OHLCV(int(instant.timestamp()) * 1000, *map(float, row[1:6])))
    return candles


def symbol_of(candles):
    """A market that trades every day around the clock in UTC, so that a session is a UTC day."""
    minutes = (candles[1].timestamp - candles[0].timestamp) // 60_000
    days = range(1, 8)
    return SymInfo(
        prefix="ORACLE", description="oracle", ticker="BTCUSDT", currency="USDT", period=str(minutes), type="crypto",
        mintick=0.01, pricescale=100, pointvalue=1.0, mincontract=1e-8, timezone="UTC",
        opening_hours=[SymInfoInterval(day, time(0), time(0)) for day in days],
        session_starts=[SymInfoSession(day, time(0)) for day in days],
        session_ends=[SymInfoSession(day, time(0)) for day in days])


def run(path, rows, out):
    candles = read_candles(path, rows)
    # A copy, because PyneCore writes a settings file beside the script it runs.
    copy = shutil.copy(Path(__file__).with_name("indicators_script.py"), Path(out).parent)
    # Lossless: otherwise PyneCore rounds prices to the tick and volumes too, to mend its own float32 storage.
    runner = ScriptRunner(Path(copy), candles, symbol_of(candles), lossless_prices=True, lossless_volume=True)
    record = struct.Struct("<%dd" % (6 + len(COLUMNS)))
    with open(out, "wb") as stream:
        for candle, results in runner.run_iter(copy_results=False):
            stream.write(record.pack(
                candle.timestamp / 1000, candle.open, candle.high, candle.low, candle.close, candle.volume,
                *(float(results[name]) for name in COLUMNS)))


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), sys.argv[3])
