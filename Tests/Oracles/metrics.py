"""Independent values for the metrics: reads series as JSON on stdin, writes what quantstats, empyrical and scipy say.

Input:  {"series": [{"returns": [...], "benchmark": [...], "periods": 365, "riskFree": 0.02, "window": 60}],
         "normal": [x, ...], "quantile": [p, ...], "student": [[t, degrees], ...]}
Output: the same keys; each series gives {"library.metric": value}. A value that is not finite becomes null.
"""

import json
import math
import sys
import warnings

import empyrical
import mpmath
import numpy
import pandas
import quantstats.stats as quantstats
import scipy.stats

warnings.filterwarnings("ignore")


def drawdown_lengths(returns):
    """Lengths by our rule from quantstats' details: it counts the periods below the peak, we go on to the recovery."""
    series = quantstats.to_drawdown_series(returns)
    details = quantstats.drawdown_details(series)
    last = returns.index[-1].strftime("%Y-%m-%d")
    unfinished = series.iloc[-1] < 0
    lengths = [row.days + (0 if unfinished and row.end == last else 1) for row in details.itertuples()]
    return max(lengths), -details["max drawdown"].mean() / 100


def from_quantstats(r, b, k, rf, window):
    count = len(r)
    longest, average = drawdown_lengths(r)
    table = quantstats.monthly_returns(r, eoy=True, compounded=True)
    rolling = quantstats.rolling_sharpe(r, rf=rf, rolling_period=window, periods_per_year=k)
    return {
        "totalReturn": quantstats.comp(r),
        "annualReturn": quantstats.cagr(r, periods=k),
        "volatility": quantstats.volatility(r, periods=k),
        "sharpe": quantstats.sharpe(r, rf=rf, periods=k),
        "sortino": quantstats.sortino(r, rf=rf, periods=k),
        "maxDrawdown": -quantstats.max_drawdown(r),
        "longestDrawdown": longest,
        "averageDrawdown": average,
        "calmar": quantstats.calmar(r, periods=k),
        # quantstats divides the squares by T - 1; there are T of them.
        "ulcerIndex": quantstats.ulcer_index(r) * math.sqrt((count - 1) / count),
        "omega": quantstats.omega(r, rf=rf, periods=k),
        "gainToPain": quantstats.gain_to_pain_ratio(r),
        "profitFactor": quantstats.profit_factor(r),
        "winRate": quantstats.win_rate(r),
        "payoff": quantstats.payoff_ratio(r),
        "kelly": quantstats.kelly_criterion(r),
        "tailRatio": quantstats.tail_ratio(r),
        "longestWinRun": quantstats.consecutive_wins(r),
        "longestLossRun": quantstats.consecutive_losses(r),
        "beta": quantstats.greeks(r, b, periods=k)["beta"],
        "informationRatio": quantstats.information_ratio(r, b),
        "monthly": table.drop(columns="EOY").to_numpy().ravel().tolist(),
        "yearly": table["EOY"].tolist(),
        "rollingSharpe": rolling.dropna().tolist(),
    }


def from_empyrical(r, b, k, rf):
    period = (1 + rf) ** (1 / k) - 1
    alpha, beta = empyrical.alpha_beta(r, b, risk_free=period, annualization=k)
    return {
        "totalReturn": empyrical.cum_returns_final(r),
        "annualReturn": empyrical.annual_return(r, annualization=k),
        "volatility": empyrical.annual_volatility(r, annualization=k),
        "sharpe": empyrical.sharpe_ratio(r, risk_free=period, annualization=k),
        "sortino": empyrical.sortino_ratio(r, required_return=period, annualization=k),
        "maxDrawdown": -empyrical.max_drawdown(r),
        "calmar": empyrical.calmar_ratio(r, annualization=k),
        "omega": empyrical.omega_ratio(r, risk_free=period),
        "tailRatio": empyrical.tail_ratio(r),
        "valueAtRisk": empyrical.value_at_risk(r),
        "conditionalValueAtRisk": empyrical.conditional_value_at_risk(r),
        "stability": empyrical.stability_of_timeseries(r),
        "alpha": alpha,
        "beta": beta,
        "informationRatio": empyrical.excess_sharpe(r, b),
    }


def from_scipy(r, k, rf):
    values = r.to_numpy()
    excess = values - ((1 + rf) ** (1 / k) - 1)
    sharpe = excess.mean() / excess.std(ddof=1)
    skewness = scipy.stats.skew(excess)
    kurtosis = scipy.stats.kurtosis(excess, fisher=False)
    spread = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe**2
    test = scipy.stats.ttest_1samp(values, 0)
    curve = numpy.concatenate([[1], numpy.cumprod(1 + values)])
    depth = 1 - curve / numpy.maximum.accumulate(curve)
    ulcer = math.sqrt((depth[1:] ** 2).mean())
    yearly = curve[-1] ** (k / len(values)) - 1
    return {
        "skewness": scipy.stats.skew(values),
        "kurtosis": scipy.stats.kurtosis(values, fisher=False),
        "tStatistic": test.statistic,
        "pValue": test.pvalue,
        "probabilisticSharpe": scipy.stats.norm.cdf(sharpe * math.sqrt((len(values) - 1) / spread)),
        "minimumTrackRecord": 1 + spread * (scipy.stats.norm.ppf(0.95) / sharpe) ** 2 if sharpe > 0 else None,
        "recoveryFactor": (curve[-1] - 1) / depth.max(),
        "martin": (yearly - rf) / ulcer,
        "expectancy": values.mean(),
        "systemQuality": math.sqrt(len(values)) * values.mean() / values.std(ddof=1),
    }


def series(entry):
    index = pandas.date_range("2021-01-15", periods=len(entry["returns"]), freq="D")
    r = pandas.Series(entry["returns"], index=index)
    b = pandas.Series(entry["benchmark"], index=index)
    k, rf = entry["periods"], entry["riskFree"]
    parts = {
        "quantstats": from_quantstats(r, b, k, rf, entry["window"]),
        "empyrical": from_empyrical(r, b, k, rf),
        "scipy": from_scipy(r, k, rf),
    }
    return {f"{library}.{name}": value for library, part in parts.items() for name, value in part.items()}


def normal_quantile(p):
    """Newton's method on the exact distribution function, with 60 digits; scipy's own tails are only good to 1e-14."""
    start = mpmath.mpf(scipy.stats.norm.ppf(p))
    return mpmath.findroot(lambda x: mpmath.ncdf(x) / mpmath.mpf(p) - 1, start, tol=1e-80)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, numpy.ndarray)):
        return [plain(item) for item in value]
    if value is None or not math.isfinite(value):
        return None
    return float(value)


def main():
    mpmath.mp.dps = 60
    task = json.load(sys.stdin)
    answer = {
        "series": [series(entry) for entry in task["series"]],
        "normal": [mpmath.ncdf(mpmath.mpf(x)) for x in task["normal"]],
        "quantile": [normal_quantile(p) for p in task["quantile"]],
        "student": [2 * scipy.stats.t.sf(abs(t), degrees) for t, degrees in task["student"]],
    }
    json.dump(plain(answer), sys.stdout)


if __name__ == "__main__":
    main()
