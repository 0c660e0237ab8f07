"""Answers when schedules are next due, by cronsim (all zones) and croniter (UTC), which must agree.

Reads lines `zone|seconds|expression`, writes the next due time in seconds for each, or `error`.
"""

import sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from croniter import croniter
from cronsim import CronSim, CronSimError


def by_cronsim(expression, zone, seconds):
    try:
        runs = CronSim(expression, datetime.fromtimestamp(seconds, ZoneInfo(zone) if zone != "UTC" else timezone.utc))
    except CronSimError:
        return None
    # At repeated times cronsim begins anew at the first of them; what is not later than asked is passed over.
    for run in runs:
        if run.timestamp() > seconds:
            return int(run.timestamp())
    return None


def by_croniter(expression, seconds):
    start = datetime.fromtimestamp(seconds, timezone.utc)
    return int(croniter(expression, start, max_years_between_matches=100).get_next(datetime).timestamp())


def day_rules_differ(expression):
    """croniter takes a field that covers every day for a star; Vixie's cron looks whether it begins with one."""
    fields = expression.split()
    expanded = croniter.expand(expression)[0]
    return any((expanded[place] == ["*"]) != fields[place].startswith("*") for place in (2, 4))


def main():
    for line in sys.stdin:
        zone, seconds, expression = line.rstrip("\n").split("|")
        if expression.startswith("@"):
            print(by_croniter(expression, int(seconds)))
            continue
        due = by_cronsim(expression, zone, int(seconds))
        if due is not None and zone == "UTC" and not day_rules_differ(expression):
            other = by_croniter(expression, int(seconds))
            if other != due:
                print(f"the oracles disagree on {expression} after {seconds}: {due} and {other}", file=sys.stderr)
                sys.exit(1)
        print("error" if due is None else due)


main()
