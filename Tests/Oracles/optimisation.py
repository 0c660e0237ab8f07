"""Independent answers about optimisation from Optuna and scipy: a question as JSON on stdin, the answer on stdout.

  kernels     [{"dimensions": [D], "observations": [[v]], "candidates": [[v]]}] -> the Parzen estimator's log densities
  signedrank  {"differences": [[d]]} -> the probability of a signed-rank sum as large or larger
  sobol       {"points": n, "dimensions": d} -> the unscrambled sequence
  journal     [{"path": file}] -> what Optuna reads from each file
  importance  [{"path": file}] -> PED-ANOVA's importances of the study in each file
  prune       [{"path": file, "trial": n}] -> whether the median and the Wilcoxon pruner end a running trial of each
  search      {"function": f, "sampler": s, "marks": [m], "ours": [[x]]} -> for each mark the noise-free values of the
              best observed trials, a seed for each of ours, Mann and Whitney's two-sided p, the share of pairs we win

A dimension is {"kind": "float|int|categorical", "low": l, "high": h, "step": s, "log": b, "choices": [c]}.
"""

import json
import math
import sys
import warnings

import numpy
import optuna
import scipy.stats
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

COUNT = 17
SHIFTS = [math.sin(i + 1.0) for i in range(COUNT)]
DEAD = {1, 3, 14, 15, 16}
EDGES = {"sphere": 5.0, "rosenbrock": 5.0, "ackley": 32.768, "rastrigin": 5.12}
PLATEAU = [
    ("rsi_buy_th", 50.0, 70.0), ("rsi_sell_th", 30.0, 50.0), ("vol_mult_buy", 1.0, 3.0), ("vol_mult_sell", 1.0, 3.0),
    ("vcp_ratio_th", 0.1, 0.8), ("dist_ath_max", 0.05, 0.3), ("alpha", 0.5, 1.0), ("beta", 0.1, 0.6),
    ("gamma", 0.3, 1.0), ("delta", 0.2, 0.8), ("epsilon", 0.5, 1.0), ("hysteresis_len", 2, 5),
    ("cooldown_bars", 2, 5), ("vix_w", -0.5, 0.0), ("dxy_w", -0.5, 0.0), ("us10y_w", -0.5, 0.0), ("hygief_w", 0.0, 0.6),
]  # fmt: skip


def unit(x):
    """The first number in 0..<1 of splitmix64 with this seed."""
    mask = (1 << 64) - 1
    z = (x + 0x9E3779B97F4A7C15) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def noise(key):
    radius = math.sqrt(-2.0 * math.log(max(unit(2 * key), 1e-300)))
    return 0.1 * radius * math.cos(2.0 * math.pi * unit(2 * key + 1))


def plateau(trial):
    offsets = []
    for i, (name, low, high) in enumerate(PLATEAU):
        suggest = trial.suggest_int if isinstance(low, int) else trial.suggest_float
        offsets.append((suggest(name, low, high) - low) / (high - low) - (0.5 + 0.35 * SHIFTS[i]))
    steps = sum(math.floor(20.0 * abs(offsets[i])) / 20.0 for i in range(COUNT) if i not in DEAD)
    return steps + 2.0 * math.floor(20.0 * abs(offsets[0] * offsets[2])) / 20.0


def value(name, trial):
    if name == "plateau":
        return plateau(trial)
    edge = EDGES[name]
    x = [trial.suggest_float(f"x{i}", -edge, edge) for i in range(COUNT)]
    factor = {"sphere": 2.5, "rosenbrock": 2.0, "ackley": 16.0, "rastrigin": 2.5}[name]
    z = [x[i] - factor * SHIFTS[i] for i in range(COUNT)]
    if name == "sphere":
        return sum(v * v for v in z)
    if name == "rosenbrock":
        z = [v + 1.0 for v in z]
        return sum(100.0 * (b - a * a) ** 2 + (1.0 - a) ** 2 for a, b in zip(z, z[1:]))
    if name == "ackley":
        radius = math.sqrt(sum(v * v for v in z) / COUNT)
        waves = sum(math.cos(2.0 * math.pi * v) for v in z) / COUNT
        return -20.0 * math.exp(-0.2 * radius) - math.exp(waves) + 20.0 + math.e
    return 10.0 * COUNT + sum(v * v - 10.0 * math.cos(2.0 * math.pi * v) for v in z)


def search_once(name, sampler, seed, marks):
    samplers = {"cmaes": optuna.samplers.CmaEsSampler, "tpe": optuna.samplers.TPESampler}
    study = optuna.create_study(sampler=samplers[sampler](seed=seed), direction="minimize")
    best_observed = best_exact = math.inf
    results = []
    for number in range(max(marks)):
        trial = study.ask()
        exact = value(name, trial)
        observed = exact + (noise(seed * 1_000_003 + number) if name == "plateau" else 0.0)
        study.tell(trial, observed)
        if observed < best_observed:
            best_observed, best_exact = observed, exact
        if number + 1 in marks:
            results.append(best_exact)
    return results


def search(task):
    results = [search_once(task["function"], task["sampler"], seed, task["marks"]) for seed in range(len(task["ours"]))]
    answer = []
    for place in range(len(task["marks"])):
        ours, theirs = [row[place] for row in task["ours"]], [row[place] for row in results]
        test = scipy.stats.mannwhitneyu(theirs, ours, alternative="two-sided")
        answer.append({"theirs": theirs, "p": test.pvalue, "wins": test.statistic / len(ours) / len(theirs)})
    return answer


def distribution(entry):
    if entry["kind"] == "categorical":
        return CategoricalDistribution(entry["choices"])
    if entry["kind"] == "int":
        step = int(entry.get("step") or 1)
        return IntDistribution(int(entry["low"]), int(entry["high"]), log=entry["log"], step=step)
    return FloatDistribution(entry["low"], entry["high"], log=entry["log"], step=entry.get("step"))


def kernels(tasks):
    from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
    from optuna.samplers._tpe.sampler import default_weights

    parameters = _ParzenEstimatorParameters(1.0, True, False, default_weights, True)

    def columns(rows, space):
        table = numpy.array(rows, dtype=float).reshape(len(rows), len(space))
        return {name: table[:, i] for i, name in enumerate(space)}

    def densities(task):
        space = {f"x{i}": distribution(entry) for i, entry in enumerate(task["dimensions"])}
        estimator = _ParzenEstimator(columns(task["observations"], space), space, parameters)
        return estimator.log_pdf(columns(task["candidates"], space))

    return [densities(task) for task in tasks]


def signed_rank(task):
    return [
        scipy.stats.wilcoxon(d, alternative="greater", zero_method="zsplit", correction=False).pvalue
        for d in task["differences"]
    ]


def load(task):
    storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(task["path"]))
    return optuna.load_study(study_name=None, storage=storage)


def journal(tasks):
    return [contents(load(task)) for task in tasks]


def contents(study):
    return {
        "name": study.study_name,
        "direction": study.direction.name,
        "best": study.best_trial.number,
        "attributes": study.user_attrs,
        "trials": [
            {
                "state": trial.state.name,
                "value": trial.value,
                "params": {key: str(item) for key, item in trial.params.items()},
                "distributions": {key: repr(item) for key, item in trial.distributions.items()},
                "reports": [[step, item] for step, item in trial.intermediate_values.items()],
                "start": trial.datetime_start.isoformat() if trial.datetime_start else None,
            }
            for trial in study.trials
        ],
    }


def importance(tasks):
    evaluator = optuna.importance.PedAnovaImportanceEvaluator()
    return [optuna.importance.get_param_importances(load(task), evaluator=evaluator) for task in tasks]


def prune(tasks):
    pruners = [optuna.pruners.MedianPruner(), optuna.pruners.WilcoxonPruner()]
    studies = [(load(task), task["trial"]) for task in tasks]
    return [[bool(pruner.prune(study, study.trials[number])) for pruner in pruners] for study, number in studies]


def sobol(task):
    points = scipy.stats.qmc.Sobol(task["dimensions"], scramble=False, bits=32).random(task["points"])
    return points.tolist()


def plain(item):
    if isinstance(item, dict):
        return {key: plain(entry) for key, entry in item.items()}
    if isinstance(item, (list, tuple, numpy.ndarray)):
        return [plain(entry) for entry in item]
    if isinstance(item, (float, numpy.floating)):
        return float(item) if math.isfinite(item) else None
    return item


def main():
    modes = {
        "kernels": kernels, "signedrank": signed_rank, "sobol": sobol, "journal": journal, "importance": importance,
        "prune": prune, "search": search,
    }  # fmt: skip
    json.dump(plain(modes[sys.argv[1]](json.load(sys.stdin))), sys.stdout)


if __name__ == "__main__":
    main()
