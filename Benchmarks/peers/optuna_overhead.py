"""What a trial costs Optuna when 1,000 trials of 17 parameters are known: CPU time of the 100 before, in memory.

The objective is a sum, as in `sigma-bench learning`, which prints the same of our samplers.
"""

import json
import sys
import time
import warnings

import optuna

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def evaluate(study):
    trial = study.ask()
    shares = [
        (trial.suggest_int(f"n{i}", 2, 5) - 2) / 3 if i in (11, 12) else trial.suggest_float(f"x{i}", 0.0, 1.0)
        for i in range(17)
    ]
    study.tell(trial, sum(shares))


def measure(name, sampler, known):
    study = optuna.create_study(sampler=sampler)
    for _ in range(known - 100):
        evaluate(study)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(100):
        evaluate(study)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    row = {
        "workload": "learning", "engine": "Optuna", "version": optuna.__version__, "n": 100, "unit": "trials",
        "variant": f"{name}, the 100 trials before {known}", "cpu_s": cpu, "wall_s": wall, "rate_cpu": 100 / cpu,
    }  # fmt: skip
    print("RESULT " + json.dumps(row), flush=True)


def main():
    known = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    measure("TPE", optuna.samplers.TPESampler(seed=1), known)
    measure("CMA-ES", optuna.samplers.CmaEsSampler(seed=1), known)


if __name__ == "__main__":
    main()
