"""What a delivery leaves behind for the collector, and its time in memory, by JMH: the fan-out beside Netty's channel group.
And what a coming and going costs, for so many content types.

Times are of short runs (bench/jmh --quick), and rough; garbage is counted, and exact to a byte. Whole runs: bench/jmh.
"""

import json

from .. import processes, report, servers

NAME = "garbage"
BENCHMARKS = ("FanoutBenchmark", "AudiencesBenchmark", "SlowShareBenchmark", "RegistryBenchmark")
SHOWN = ("end", "batch", "audiences", "slowPercent", "types", "payload")


def options(parser):
    parser.add_argument("--whole", action="store_true", help="JMH's whole runs: ten minutes instead of three")


def run(bench):
    jmh = [servers.BENCH / "jmh", *([] if bench.options.whole else ["--quick"]), *BENCHMARKS]
    print("running JMH ...", flush=True)
    processes.run(*jmh)
    figures = json.loads((servers.BENCH / "target" / "jmh.json").read_text())
    report.keep(bench, NAME, figures)
    text = table(figures) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]])
    report.write(bench.options.results, NAME, text)
    print(text)


def table(figures):
    rows = []
    for each in figures:
        params = ", ".join(f"{name} {each['params'][name]}" for name in SHOWN if name in each["params"])
        time, garbage = each["primaryMetric"], each["secondaryMetrics"].get("gc.alloc.rate.norm", {})
        rows.append([".".join(each["benchmark"].split(".")[-2:]), params, f"{time['score']:.0f} ± {time['scoreError']:.0f}",
                     report.figure(garbage.get("score"), 1)])
    return report.table(["benchmark", "of", "ns a delivery, or a coming and going", "bytes of garbage"], rows)
