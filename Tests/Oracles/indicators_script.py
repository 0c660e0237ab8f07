"""
@pyne

The script half of the indicator oracle: Pine's `ta.*` calls whose results indicators.py collects by name.

PyneCore rewrites a module that carries the mark above when its runner imports it: each call of a `ta` function then
keeps its own state, as each call site does in Pine, and the comparison operators become Pine's tolerant ones. As in
Pine, such a call must run on every bar.
"""
from pynecore.lib import bar_index, close, high, low, na, plot, script, ta, timeframe, volume


@script.indicator("SIGMA indicator oracle", overlay=False)
def main():
    gapped = na if bar_index % 7 == 3 or bar_index % 101 < 4 else close
    day_start = timeframe.change("1D")
    plot(gapped, "gapped")
    plot(1.0 if day_start else 0.0, "day_start")
    average = ta.sma(close, 20)
    plot(average, "sma20")
    mean_volume = ta.sma(volume, 20)
    plot(mean_volume, "sma_volume20")
    gapped_average = ta.sma(gapped, 9)
    plot(gapped_average, "sma_gapped9")
    plot(ta.sma(gapped, 1), "sma1")
    ema20 = ta.ema(close, 20)
    plot(ema20, "ema20")
    ema_gapped = ta.ema(gapped, 9)
    plot(ema_gapped, "ema_gapped9")
    plot(ta.ema(gapped, 1), "ema1")
    plot(ta.rma(close, 14), "rma14")
    plot(ta.rma(gapped, 9), "rma_gapped9")
    plot(ta.rsi(close, 14), "rsi14")
    plot(ta.rsi(gapped, 9), "rsi_gapped9")
    plot(ta.rsi(close, 2), "rsi2")
    plot(ta.tr(True), "true_range")
    plot(ta.atr(14), "atr14")
    plot(ta.highest(high, 20), "highest20")
    plot(ta.lowest(low, 20), "lowest20")
    plot(ta.highest(gapped, 9), "highest_gapped9")
    plot(ta.lowest(gapped, 9), "lowest_gapped9")
    plot(ta.stdev(close, 20), "stdev20")
    plot(ta.stdev(close, 20, False), "stdev_sample20")
    plot(ta.stdev(volume, 20), "stdev_volume20")
    plot(ta.stdev(gapped, 9), "stdev_gapped9")
    plot(ta.stdev(gapped, 9, False), "stdev_gapped_sample9")
    middle, upper, lower = ta.bb(close, 20, 2.0)
    plot(middle, "bands_middle20")
    plot(upper, "bands_upper20")
    plot(lower, "bands_lower20")
    line, signal, histogram = ta.macd(close, 12, 26, 9)
    plot(line, "macd_line")
    plot(signal, "macd_signal")
    plot(histogram, "macd_histogram")
    gapped_line, gapped_signal, gapped_histogram = ta.macd(gapped, 5, 8, 4)
    plot(gapped_line, "macd_gapped_line")
    plot(gapped_signal, "macd_gapped_signal")
    plot(gapped_histogram, "macd_gapped_histogram")
    plot(ta.vwap((high + low + close) / 3, day_start), "vwap")
    plot(ta.vwap(gapped, day_start), "vwap_gapped")
    plot(1.0 if ta.crossover(close, ema20) else 0.0, "crossover")
    plot(1.0 if ta.crossunder(close, ema20) else 0.0, "crossunder")
    plot(1.0 if ta.crossover(gapped, ema20) else 0.0, "crossover_gapped")
    plot(1.0 if ta.crossunder(gapped, ema20) else 0.0, "crossunder_gapped")
    # A comparison at the edge of the tolerance: 0 and 0.5, 1, 1.5 times 1e-10 on either side, and na.
    edge = na if bar_index % 8 == 7 else (bar_index % 8 - 3) * 0.5e-10
    plot(1.0 if edge == 0.0 else 0.0, "equal")
    plot(1.0 if edge != 0.0 else 0.0, "not_equal")
    plot(1.0 if edge < 0.0 else 0.0, "less")
    plot(1.0 if edge <= 0.0 else 0.0, "less_or_equal")
    plot(1.0 if edge > 0.0 else 0.0, "greater")
    plot(1.0 if edge >= 0.0 else 0.0, "greater_or_equal")
    plot(1.0 if mean_volume == 0.0 else volume / mean_volume, "relative_volume20")
    long_range = ta.highest(high, 50) - ta.lowest(low, 50)
    short_range = ta.highest(high, 10) - ta.lowest(low, 10)
    plot(1.0 if long_range == 0.0 else short_range / long_range, "contraction")
    year_high = ta.highest(high, 252)
    plot((year_high - close) / year_high, "distance_from_high252")
    all_time_high = ta.max(high)
    plot((all_time_high - close) / all_time_high, "distance_from_all_time_high")
