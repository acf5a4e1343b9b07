"""What permessage-deflate costs: all clients with it against all without, at the same rates.

Events are padded with words, so that they compress about as text does. The load tool counts every compressed message and
inflates those of one connection in 64 (to inflate all would measure the load tool); latency is of those.
"""

from .. import memory_use, report, servers, tools
from . import throughput

NAME = "compression"
KINDS = {"none": (), "permessage-deflate": ("--deflate",)}
IDLE = 5000


def options(parser):
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--rates", default="50000,1000000", help="deliveries a second; default: 50000,1000000")
    parser.add_argument("--repeat", type=int, default=2)


def run(bench):
    o = bench.options
    rates = [int(rate) for rate in o.rates.split(",")]
    figures = {kind: {rate: [] for rate in rates} for kind in KINDS}
    with servers.ALL["carillon"].start(bench) as running:
        for kind, flags in KINDS.items():
            one(bench, running, kind, flags, rates, {kind: {rate: [] for rate in rates}}, throughput.WARM_UP)
        for turn in range(o.repeat):
            for kind, flags in list(KINDS.items())[::-1 if turn % 2 else 1]:
                one(bench, running, kind, flags, rates, figures, 3)
        idle = {kind: heap_each(bench, running, flags) for kind, flags in KINDS.items()}
    report.keep(bench, NAME, {"figures": figures, "idle": idle})
    text = table(figures, idle, rates, o) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]])
    report.write(o.results, NAME, text)
    print(text)


def one(bench, running, kind, flags, rates, figures, warm_up):
    o = bench.options
    print(f"{o.connections} connections, compression: {kind}", flush=True)
    with tools.Load(bench, running.ports, o.connections, *flags, pids=running.pids(), token=bench.site.token()) as load:
        tools.everyone_in(bench, load)
        warm = tools.measure(bench, load, rates[-1] / o.connections, warm_up, o.size, "--words", again=False)
        if flags and warm["deflate"] != o.connections:
            raise tools.LoadFailed(f"only {warm['deflate']} of {o.connections} connections agreed on compression")
        for rate in rates:
            result = tools.measure(bench, load, rate / o.connections, 8, o.size, "--words")
            tools.line(result, "" if result["complete"] else "INCOMPLETE")
            figures[kind][rate].append(result)


def heap_each(bench, running, flags):
    """Live heap for each idle connection, bytes."""
    print(f"live heap with {IDLE} idle connections {' '.join(flags)}", flush=True)
    running.until_empty()  # of the clients before
    before = memory_use.live_heap(running.process.pid)
    with tools.Load(bench, running.ports, IDLE, *flags, token=bench.site.token()) as load:
        tools.everyone_in(bench, load)
        return (memory_use.live_heap(running.process.pid) - before) / IDLE


def table(figures, idle, rates, o):
    rows = []
    for rate in rates:
        plain = report.median([r["server_cpu_s_per_M"] for r in figures["none"][rate]])
        for kind in KINDS:
            results = figures[kind][rate]
            cpu = report.median([r["server_cpu_s_per_M"] for r in results])
            wire = sum(r["wire_bytes"] for r in results) / max(1, sum(r["msgs"] for r in results))
            rows.append([f"{rate:,}/s", kind, report.figure(cpu), report.ratio(cpu, plain), report.figure(wire, 0),
                         " / ".join(report.ms(report.median([r[key] for r in results])) for key in ("p50_ms", "p99_ms")),
                         report.figure(idle[kind] / 1024), tools.doubts(results).strip(" ()") or "all"])
    head = ["deliveries", "compression", "server CPU s per million", "of none's", "bytes a delivery on the wire", "p50 / p99 ms",
            "KiB of live heap an idle connection", "arrived"]
    return f"{o.connections:,} connections, all of one user, events of {o.size} bytes of words.\n\n" + report.table(head, rows)
