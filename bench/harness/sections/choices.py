"""What the launcher's defaults were chosen by: collectors and transports beside each other, all else equal.

Each is started anew for each turn, warmed up at both rates, and measured at the high one and at 50,000 deliveries a second; idle memory
is the slope between --from and --to connections. Only the rows of one table are compared.
"""

from .. import report, servers, tools
from . import memory, throughput

NAME = "choices"
COLLECTORS = {
    "the launcher's: G1, young of 32 MiB, little slack": "",
    "G1, left to itself": "-XX:+UseG1GC",
    "Parallel, young of 64 MiB": "-XX:+UseParallelGC -XX:MaxNewSize=64m",
    "ZGC": "-XX:+UseZGC",
}
CHOICES = {
    "collectors": {name: {"CARILLON_JAVA_OPTS": flags} for name, flags in COLLECTORS.items()},
    "object headers": {"compact": {}, "not compact": {"CARILLON_JAVA_OPTS": "-XX:-UseCompactObjectHeaders"}},
    "transports": {name: {"CARILLON_TRANSPORT_IO": name} for name in ("epoll", "io_uring", "nio")},
}
WARM_UP = 20
POINTS = ("high", "moderate")


def options(parser):
    parser.add_argument("--which", default=",".join(CHOICES), help="of collectors, object headers, transports")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--rate", type=int, default=5_000_000, help="the high rate, deliveries a second (default: 5,000,000)")
    parser.add_argument("--repeat", type=int, default=2, help="turns (default: 2)")
    parser.add_argument("--from", dest="low", type=int, default=4000, help="idle connections (default: 4000)")
    parser.add_argument("--to", dest="high", type=int, default=12_000, help="idle connections (default: 12000)")


def run(bench):
    o = bench.options
    figures = report.kept(bench, NAME)
    for choice in o.which.split(","):
        speeds = {name: [] for name in CHOICES[choice]}
        for _ in range(o.repeat):
            for name, settings in CHOICES[choice].items():
                print(f"{choice}: {name}", flush=True)
                speeds[name].append(speed(bench, settings))
        idle = {} if choice == "transports" else {
            name: [memory.one(bench, name, (), o.low, o.high, **settings)] for name, settings in CHOICES[choice].items()}
        figures[choice] = {"speeds": speeds, "idle": idle, "footer": report.footer(bench, [servers.ALL["carillon"]])}
        report.keep(bench, NAME, figures)
    text = "\n\n".join(table(choice, figures[choice], o) for choice in CHOICES if choice in figures)
    report.write(o.results, NAME, text)
    print(text)


def speed(bench, settings):
    o = bench.options
    with servers.ALL["carillon"].start(bench, **settings) as running, \
            tools.Load(bench, running.ports, o.connections, pids=running.pids(), token=bench.site.token()) as load:
        tools.everyone_in(bench, load)
        judge = throughput.Judge(bench, load, o.size)
        judge.warm(o.rate / o.connections, WARM_UP)
        judge.settle(throughput.MODERATE / o.connections)
        before = pauses(running)
        found = {"high": judge.at(o.rate / o.connections, 8), "moderate": judge.at(throughput.MODERATE / o.connections, 8)}
        after = pauses(running)
        return {**found, "gc": {name: after[name] - before[name] for name in after}}


def pauses(running):
    metrics = running.metrics()
    return {"count": metrics.sum("jvm_gc_pause_seconds_count"), "seconds": metrics.sum("jvm_gc_pause_seconds_sum")}


def table(choice, kept, o):
    rows = []
    first = next(iter(kept["speeds"].values()))
    for name, speeds in kept["speeds"].items():
        row = [name]
        for point in POINTS:
            cpu, reference = (report.median([turn[point]["server_cpu_s_per_M"] for turn in turns]) for turns in (speeds, first))
            row += [f"{report.figure(cpu)} ({report.ratio(cpu, reference)}){tools.doubts(turn[point] for turn in speeds)}",
                    " / ".join(report.ms(report.median([turn[point][key] for turn in speeds]))
                               for key in ("p50_ms", "p99_ms", "p999_ms", "max_ms"))]
        row.append(" / ".join(f"{turn['gc']['count']:.0f}, {turn['gc']['seconds'] * 1000:.0f} ms" for turn in speeds))
        if kept["idle"]:
            row += [report.figure(memory.slope(kept["idle"][name], key)) for key in ("heap", "rss")]
            row.append(f"{memory.level(kept['idle'][name], 'high', 'rss') / 2**20:.0f} MiB")
        rows.append(row)
    high = f"{o.rate / 1e6:.0f} M/s"
    head = [choice, f"CPU s per million at {high}", f"p50 / p99 / p99.9 / max ms at {high}", "CPU s per million at 50,000/s",
            "p50 / p99 / p99.9 / max ms at 50,000/s", "pauses of the collector in each turn"]
    if kept["idle"]:
        head += ["live heap, KiB each", "resident, KiB each", f"resident with {o.high:,}"]
    return f"{report.table(head, rows)}\n\n{kept['footer']}"
