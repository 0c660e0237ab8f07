"""Reads an exposition in Prometheus' text format from standard input with Prometheus' own client and prints it as JSON.

A family is printed as {"type": …, "help": …, "samples": {"name label=value …": "value"}}.
"""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families


def main() -> None:
    families = {}
    for family in text_string_to_metric_families(sys.stdin.read()):
        samples = {}
        for sample in family.samples:
            labels = "".join(f" {name}={value}" for name, value in sorted(sample.labels.items()))
            key = sample.name + labels
            if key in samples:
                sys.exit(f"{key} appears twice")
            samples[key] = repr(float(sample.value))
        if family.name in families:
            sys.exit(f"the family {family.name} appears twice")
        families[family.name] = {
            "type": family.type,
            "help": family.documentation,
            "samples": samples,
        }
    json.dump(families, sys.stdout)


if __name__ == "__main__":
    main()
