"""Independent values for the overfitting statistics: reads questions as JSON on stdin, writes what libraries say.

skfolio and scikit-learn answer for splits and Sharpe ratios, arch for resamples, block lengths, intervals and the
Reality Check. The probability of overfitting, Hansen's p-values and the acceleration over blocks are written out.

Input:  {"studies": [{"seed": 0, "edge": 0.002, "block": 10}], "series": [{"returns": [...], "block": 6}],
         "splits": [{"observations": 120, "groups": 6, "testGroups": 2, "purge": 3, "embargo": 2}],
         "walks": [{"usable": 400, "folds": 5, "test": 40, "gap": 20, "first": null}]}
Output: the same keys. A study is 1,000 x 20 normal returns of deviation 0.01, drawn row by row from default_rng(seed),
with the edge added to column 7.
"""

import itertools
import json
import math
import sys
import warnings

import numpy
import scipy.stats
from arch.bootstrap import SPA, StationaryBootstrap, optimal_block_length
from skfolio.measures import deflated_sharpe_ratio, expected_max_sharpe_ratio, probabilistic_sharpe_ratio
from skfolio.model_selection import CombinatorialPurgedCV
from sklearn.model_selection import TimeSeriesSplit

warnings.filterwarnings("ignore")

COLUMN = 7


def sharpe(values):
    return values.mean(axis=0) / values.std(axis=0, ddof=1)


def overfitting(matrix, blocks):
    parts = numpy.array_split(numpy.arange(len(matrix)), blocks)
    logits, inside, outside = [], [], []
    for half in itertools.combinations(range(blocks), blocks // 2):
        rest = [block for block in range(blocks) if block not in half]
        first = sharpe(matrix[numpy.concatenate([parts[block] for block in half])])
        second = sharpe(matrix[numpy.concatenate([parts[block] for block in rest])])
        best = first.argmax()
        share = scipy.stats.rankdata(second)[best] / (matrix.shape[1] + 1)
        logits.append(math.log(share / (1 - share)))
        inside.append(first[best])
        outside.append(second[best])
    line = scipy.stats.linregress(inside, outside)
    return {
        "probability": sum(logit <= 1e-12 for logit in logits) / len(logits),
        "logits": logits,
        "slope": line.slope,
        "intercept": line.intercept,
        "determination": line.rvalue**2,
        "loss": sum(value < 0 for value in outside) / len(outside),
    }


def unstudentized(matrix, block):
    """arch's test divides by no deviation; its upper p-value is the Reality Check's."""
    # Losses are returns with the other sign; the benchmark earns nothing.
    test = SPA(
        numpy.zeros(len(matrix)), -matrix, block_size=block, reps=5_000, bootstrap="stationary", nested=False, seed=11,
    )
    test.compute()
    return test


def superior(matrix, block, variances):
    """Hansen's p-values from their definition, over resamples drawn by arch."""
    count, means, deviations = len(matrix), matrix.mean(axis=0), numpy.sqrt(variances)
    band = math.sqrt(2 * math.log(math.log(count)))
    nulls = {
        "lower": numpy.maximum(means, 0),
        "consistent": numpy.where(math.sqrt(count) * means / deviations >= -band, means, 0),
        "upper": means,
    }
    statistic = max(0, (math.sqrt(count) * means / deviations).max())
    reached = dict.fromkeys(nulls, 0)
    for (sample,), _ in StationaryBootstrap(block, matrix, seed=13).bootstrap(5_000):
        resampled = sample.mean(axis=0)
        for name, null in nulls.items():
            reached[name] += max(0, (math.sqrt(count) * (resampled - null) / deviations).max()) >= statistic
    return {name: value / 5_000 for name, value in reached.items()}


def study(entry):
    matrix = numpy.random.default_rng(entry["seed"]).normal(0, 0.01, (1_000, 20))
    matrix[:, COLUMN] += entry["edge"]
    ratios = sharpe(matrix)
    best = ratios.argmax()
    test = unstudentized(matrix, entry["block"])
    return {
        "columns": matrix.T,
        "best": best,
        "probabilistic": probabilistic_sharpe_ratio(matrix[:, best]),
        "deflated": deflated_sharpe_ratio(matrix[:, best], ratios),
        "expectedMaximum": expected_max_sharpe_ratio(len(ratios), ratios.std(ddof=1)),
        "eight": overfitting(matrix, 8),
        "twelve": overfitting(matrix, 12),
        "superior": superior(matrix, entry["block"], test._loss_diff_var),
        "realityCheck": test.pvalues["upper"],
        "variances": test._loss_diff_var,
        "blocks": optimal_block_length(matrix)["stationary"],
    }


def acceleration(statistic, returns, block):
    """By leaving out blocks; arch leaves out single periods."""
    parts = numpy.array_split(numpy.arange(len(returns)), round(len(returns) / block))
    values = numpy.array([statistic(numpy.delete(returns, part)) for part in parts])
    distances = values.mean() - values
    return (distances**3).sum() / (6 * (distances**2).sum() ** 1.5)


def series(entry):
    returns = numpy.array(entry["returns"])

    def resamples(statistic):
        def of(method):
            bootstrap = StationaryBootstrap(entry["block"], returns, seed=5)
            return bootstrap.conf_int(statistic, reps=2_500, method=method, size=0.9).ravel()

        draws = StationaryBootstrap(entry["block"], returns, seed=5).apply(statistic, reps=2_500).ravel()
        return {
            "percentile": of("percentile"),
            "corrected": of("bca"),
            "bias": scipy.stats.norm.ppf((draws < statistic(returns)).mean()),
            "acceleration": acceleration(statistic, returns, entry["block"]),
        }

    def depth(values):
        curve = numpy.concatenate([[1], numpy.cumprod(1 + values)])
        return (1 - curve / numpy.maximum.accumulate(curve)).max()

    return {
        "block": optimal_block_length(returns)["stationary"].iloc[0],
        "sharpe": resamples(sharpe),
        "maxDrawdown": resamples(depth),
    }


def splits(entry):
    cross = CombinatorialPurgedCV(
        n_folds=entry["groups"], n_test_folds=entry["testGroups"], purged_size=entry["purge"],
        embargo_size=entry["embargo"],
    )
    pairs = list(cross.split(numpy.zeros((entry["observations"], 1))))
    return {
        "train": [train for train, _ in pairs],
        "test": [numpy.concatenate(tests) for _, tests in pairs],
        "pathOfTests": cross.get_path_ids(),
    }


def walk(entry):
    folds = TimeSeriesSplit(
        entry["folds"], gap=entry["gap"], test_size=entry["test"], max_train_size=entry.get("first")
    )
    pairs = list(folds.split(numpy.zeros((entry["usable"], 1))))
    return {"train": [train for train, _ in pairs], "test": [test for _, test in pairs]}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def main():
    task = json.load(sys.stdin)
    answer = {
        "studies": [study(entry) for entry in task["studies"]],
        "series": [series(entry) for entry in task["series"]],
        "splits": [splits(entry) for entry in task["splits"]],
        "walks": [walk(entry) for entry in task["walks"]],
    }
    json.dump(plain(answer), sys.stdout)


if __name__ == "__main__":
    main()
