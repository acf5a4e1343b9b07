"""What a delivery leaves behind for the collector, and its time in memory, by JMH: the fan-out beside Netty's channel group.
And what a coming and going costs, for so many content types.

Times of deliveries are of short runs (bench/jmh --quick), and rough; garbage is counted, and exact to a byte. Whole runs: bench/jmh.
"""

import json

from .. import processes, report, servers

NAME = "garbage"
COUNTED = ("FanoutBenchmark", "AudiencesBenchmark", "SlowShareBenchmark")
TIMED = ("RegistryBenchmark",)
GARBAGE = "gc.alloc.rate.norm"
SHOWN = ("end", "batch", "audiences", "slowPercent", "types", "payload")


def options(parser):
    parser.add_argument("--whole", action="store_true", help="JMH's whole runs of all: ten minutes instead of five")


def run(bench):
    figures = jmh(*([] if bench.options.whole else ["--quick"]), *COUNTED) + jmh(*TIMED)
    report.keep(bench, NAME, figures)
    text = table(figures) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]])
    report.write(bench.options.results, NAME, text)
    print(text)


def jmh(*arguments):
    print(f"bench/jmh {' '.join(arguments)} ...", flush=True)
    processes.run(servers.BENCH / "jmh", *arguments)
    return [essence(each) for each in json.loads((servers.BENCH / "target" / "jmh.json").read_text())]


def essence(each):
    """Of what JMH writes: without the machine's paths, and the single iterations."""
    figures = {"primaryMetric": each["primaryMetric"], **{name: metric for name, metric in each["secondaryMetrics"].items() if name == GARBAGE}}
    scores = {name: {key: metric[key] for key in ("score", "scoreError", "scoreUnit")} for name, metric in figures.items()}
    return {"benchmark": each["benchmark"], "params": each["params"], "primaryMetric": scores.pop("primaryMetric"), "secondaryMetrics": scores}


def table(figures):
    rows = []
    for each in figures:
        params = ", ".join(f"{name} {each['params'][name]}" for name in SHOWN if name in each["params"])
        time, garbage = each["primaryMetric"], each["secondaryMetrics"].get(GARBAGE, {})
        rows.append([".".join(each["benchmark"].split(".")[-2:]), params, f"{time['score']:.0f} ± {time['scoreError']:.0f}",
                     report.figure(garbage.get("score"), 1)])
    return report.table(["benchmark", "of", "ns a delivery, or a coming and going", "bytes of garbage"], rows)
