#!/usr/bin/env python3
"""The best run of each engine as Markdown tables, with the rule of the oracle that it agrees with.

usage: table.py results.jsonl oracle.json          exits 1 when a run of SIGMA agrees with no rule
"""
import json
import statistics
import sys

TOLERANCE = 0.005
HEAD = ("engine", "variant", "n", "best CPU s", "rate per CPU s", "C / this", "spread", "wall s", "load CPU s",
        "peak MB", "fills", "final equity", "agrees with")


def scaled(x):
    for suffix, unit in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if x >= unit:
            return "%.3g %s" % (x / unit, suffix)
    return "%.3g" % x


def is_reference(row):
    return row["engine"].startswith("C loop")


def expected(rows, oracle):
    """Workload -> [(rule, equity, tolerance)]."""
    answers = {}
    for key, answer in oracle.items():
        workload, rule = key.split(None, 1)
        answers.setdefault(workload, []).append((rule, float(answer["equity"]), TOLERANCE))
    for row in rows:  # no oracle of its own: the grid is summed by C, the order book is answered by hftbacktest
        if row["workload"] == "W3" and is_reference(row):
            answers["W3"] = [("C sum of 1,000", float(row["final_equity"]), 100 * TOLERANCE)]
        if row["workload"] == "W4" and row["engine"].startswith("hftbacktest") and row.get("fills"):
            rule = "hftbacktest " + row["variant"]
            answers.setdefault("W4", []).append((rule, float(row["final_equity"]), TOLERANCE))
    return answers


def agreement(row, answers):
    """The rule a row agrees with, "-" for none, "" where there is nothing to compare with."""
    if row["workload"] in ("W5", "W6") or not row.get("final_equity") or row.get("fills") == 0:
        return ""
    sized = "%s@%d" % (row["workload"], row["n"])
    rules = answers.get(sized) or answers.get(row["workload"])
    if not rules:
        return ""
    return next((rule for rule, equity, slack in rules if abs(equity - float(row["final_equity"])) < slack), "-")


def cells(runs, ceiling, answers):
    best = min(runs, key=lambda row: row["cpu_s"])
    spread = "%.0f%%" % (100 * (max(row["cpu_s"] for row in runs) / best["cpu_s"] - 1)) if len(runs) > 1 else "1 run"
    return (
        "%s %s" % (best["engine"], best.get("version", "")), best["variant"], "{:,}".format(best["n"]),
        "%.4g" % best["cpu_s"], "**%s** %s" % (scaled(best["rate_cpu"]), best["unit"]),
        "%.3g" % (ceiling / best["rate_cpu"]) if ceiling else "", spread, "%.4g" % min(row["wall_s"] for row in runs),
        best.get("load_cpu_s", ""), "%d" % best["rss_peak_mb"], best.get("fills", ""),
        best.get("final_equity", "") if best["workload"] not in ("W5", "W6") else "", agreement(best, answers))


def main():
    rows = [json.loads(line) for line in open(sys.argv[1]) if line.strip()]
    answers = expected(rows, json.load(open(sys.argv[2])))
    noise = [row["cpu_s"] for row in rows if row["workload"] == "noise"]
    groups, ceilings, wrong = {}, {}, []
    for row in rows:
        workload = row["workload"]
        if workload == "noise":
            continue
        groups.setdefault(workload, {}).setdefault((row["engine"], row["variant"], row["n"]), []).append(row)
        if is_reference(row) and (workload != "W5" or row["variant"].startswith("CSV")) and workload != "W6":
            ceilings[workload] = max(ceilings.get(workload, 0), row["rate_cpu"])
        if row["engine"].upper().startswith("SIGMA") and agreement(row, answers) == "-":
            wrong.append("%s %s: %s" % (workload, row["variant"], row["final_equity"]))
    for workload in sorted(groups):
        rule = "|".join(["---"] * 2 + ["---:"] * (len(HEAD) - 3) + ["---"])
        print("\n### %s\n\n| %s |\n|%s|" % (workload, " | ".join(HEAD), rule))
        for runs in sorted(groups[workload].values(), key=lambda runs: min(row["cpu_s"] / row["n"] for row in runs)):
            print("| %s |" % " | ".join(str(cell) for cell in cells(runs, ceilings.get(workload), answers)))
    if noise:
        print("\nNoise: one C loop before every script, %d times: best %.4g s, median %.4g s, worst %.4g s of CPU." % (
            len(noise), min(noise), statistics.median(noise), max(noise)))
    for line in wrong:
        print("table: SIGMA agrees with no rule in " + line, file=sys.stderr)
    sys.exit(bool(wrong))


main()
