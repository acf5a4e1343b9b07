"""What the launcher's defaults were chosen by: flags of the virtual machine, and transports, beside each other, all else equal.

The gateways of a table are up side by side, are warmed up until their compilers rest, and are measured in turns, at the high rate and
at 50,000 deliveries a second. Idle memory is the slope between --from and --to connections, of gateways of their own. Only the rows of
one table are compared.
"""

import concurrent.futures

from .. import report, servers, side_by_side, tools
from . import memory, throughput

NAME = "choices"
FLAGS = {
    "the launcher's: G1, compact headers, young of 32 MiB, little slack": "",
    "the same, headers not compact": "-XX:-UseCompactObjectHeaders",
    "the same, young of 24 MiB at least": "-XX:NewSize=24m",
    "the same, a heap of 96 MiB at least": "-Xms96m",
    "G1, left to itself": "-XX:+UseG1GC",
    "Parallel, young of 64 MiB": "-XX:+UseParallelGC -XX:MaxNewSize=64m",
    "ZGC": "-XX:+UseZGC",
}
CHOICES = {
    "virtual machine": {name: {"CARILLON_JAVA_OPTS": flags} for name, flags in FLAGS.items()},
    "transports": {name: {"CARILLON_TRANSPORT_IO": name} for name in ("epoll", "io_uring", "nio")},
}
WARM_UP = 20
POINTS = ("high", "moderate")


def options(parser):
    parser.add_argument("--which", action="append", choices=CHOICES, help="may be given more than once (default: all)")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--rate", type=int, default=5_000_000, help="the high rate, deliveries a second (default: 5,000,000)")
    parser.add_argument("--repeat", type=int, default=throughput.ROUNDS, help=f"measurements at each rate (default: {throughput.ROUNDS})")
    parser.add_argument("--from", dest="low", type=int, default=4000, help="idle connections (default: 4000)")
    parser.add_argument("--to", dest="high", type=int, default=12_000, help="idle connections (default: 12000)")


def run(bench):
    o = bench.options
    figures = report.kept(bench, NAME)
    for choice in o.which or CHOICES:
        print(choice, flush=True)
        speeds = side_by_side.all_measured({name: side_by_side.start(bench, servers.ALL["carillon"], o.connections, settings)
                                        for name, settings in CHOICES[choice].items()}, lambda *who: speed(bench, *who))
        idle = {} if choice == "transports" else idle_memory(bench, CHOICES[choice])
        figures[choice] = {"speeds": speeds, "idle": idle, "footer": report.footer(bench, [servers.ALL["carillon"]])}
        report.keep(bench, NAME, figures)
    text = "\n\n".join(table(choice, figures[choice], o) for choice in CHOICES if choice in figures)
    report.write(o.results, NAME, text)
    print(text)


def idle_memory(bench, rows):
    """Of all at once: what one of them has in memory does not depend on the others, and most of the time is waiting."""
    o = bench.options
    with concurrent.futures.ThreadPoolExecutor(len(rows)) as pool:
        found = {name: pool.submit(memory.one, bench, name, (), o.low, o.high, **settings) for name, settings in rows.items()}
        return {name: [future.result()] for name, future in found.items()}


def speed(bench, name, running, load, place):
    o, found = bench.options, {}
    judge = throughput.Judge(bench, load, o.size, name, place)
    judge.warm(o.rate / o.connections, WARM_UP)
    for point, rate in {"high": o.rate, "moderate": throughput.MODERATE}.items():
        judge.settle(rate / o.connections)
        found[point] = [judge.at(rate / o.connections, 8, watch=lambda: pauses(running)) for _ in range(o.repeat)]
    return found


def pauses(running):
    metrics = running.metrics()
    return {"count": metrics.sum("jvm_gc_pause_seconds_count"), "seconds": metrics.sum("jvm_gc_pause_seconds_sum")}


def table(choice, kept, o):
    rows = []
    first = next(iter(kept["speeds"].values()))
    for name, measured in kept["speeds"].items():
        row = [name]
        for point in POINTS:
            results = measured[point]
            cpu, reference = (report.median([result["server_cpu_s_per_M"] for result in each]) for each in (results, first[point]))
            row += [f"{report.figure(cpu, 3)} ({report.ratio(cpu, reference)}){tools.doubts(results)}",
                    " / ".join(report.ms(report.median([result[key] for result in results]))
                               for key in ("p50_ms", "p99_ms", "p999_ms", "max_ms")),
                    paused(results)]
        if kept["idle"]:
            row += [report.figure(memory.slope(kept["idle"][name], key)) for key in ("heap", "rss")]
            row.append(f"{memory.level(kept['idle'][name], 'high', 'rss') / 2**20:.0f} MiB")
        rows.append(row)
    head = [choice]
    for rate in (f"{o.rate / 1e6:.0f} M/s", "50,000/s"):
        head += [f"CPU s per million at {rate}", "p50 / p99 / p99.9 / max ms", "pauses of the collector a second, ms each"]
    if kept["idle"]:
        head += ["live heap, KiB each", "resident, KiB each", f"resident with {o.high:,}"]
    return f"{report.table(head, rows)}\n\n{kept['footer']}"


def paused(results):
    """How often the collector paused in measurements, and for how long on average."""
    counts, seconds = (sum(result["watched"][1][key] - result["watched"][0][key] for result in results) for key in ("count", "seconds"))
    often = counts / sum(result["seconds"] for result in results)
    return f"{often:.2f}, {seconds / counts * 1000:.1f}" if counts else "none"
