"""Where the CPU time of a delivery goes: to which threads, in the kernel and in the server's own code, beside the C reference.

The two are measured in turns, --repeat times at each rate; medians count. Each is warmed up at a high rate, and at each that is
measured, until the optimizing compiler rests; what it still does is shown. "All" is what the kernel counts for the whole processes; "others" is what is left of it: other threads, and
those that have ended, as the compiler's do.
"""

from .. import processes, report, servers, side_by_side, tools
from . import throughput

NAME = "costs"
KINDS = {"loops": ("carillon-loop", "broadcaster"), "bus": ("bus-",), "compiler": processes.COMPILERS, "collector": ("GC Thread", "G1 ", "VM Thread")}


def options(parser):
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--rates", default="50000,1000000,5000000,9000000", help="deliveries a second; default: 50000,1000000,5000000,9000000")
    parser.add_argument("--repeat", type=int, default=5, help="measurements at each rate; medians count (default: 5)")
    parser.add_argument("--warm-up", type=int, default=30, help="seconds at 5 M deliveries a second (default: 30)")


def run(bench):
    rates = [int(rate) for rate in bench.options.rates.split(",")]
    chosen = [servers.ALL["c"], servers.ALL["carillon"]]
    starts = {server.name: side_by_side.start(bench, server, bench.options.connections, {}) for server in chosen}
    figures = side_by_side.all_measured(starts, lambda *who: one(bench, rates, *who))
    report.keep(bench, NAME, figures)
    text = table(figures, rates, bench.options) + "\n\n" + report.footer(bench, chosen)
    report.write(bench.options.results, NAME, text)
    print(text)


def one(bench, rates, name, running, load, place):
    o, found = bench.options, {}
    judge = throughput.Judge(bench, load, o.size, servers.ALL[name].short, place)
    judge.warm(throughput.FIXED / o.connections, o.warm_up)
    for rate in rates:
        judge.settle(rate / o.connections)
        results = [judge.at(rate / o.connections, 8, watch=lambda: {"threads": threads(running), "batches": batches(running),
                                                                    "all": processes.cpu_seconds(running.process.pid)})
                   for _ in range(o.repeat)]
        found[rate] = [{"result": result, **each(*result["watched"], result["msgs"])} for result in results]
    return found


def each(before, after, msgs):
    """What was spent between two looks, microseconds for each delivery: all, and own and kernel of each kind of thread."""
    us = {kind: [(after["threads"][kind][i] - before["threads"][kind][i]) / max(1, msgs) * 1e6 for i in (0, 1)] for kind in KINDS}
    whole = (after["all"] - before["all"]) / max(1, msgs) * 1e6
    events, written = after["batches"], before["batches"]
    return {"us": us, "all": whole, "others": max(0, whole - sum(map(sum, us.values()))),
            "batch": (events[0] - written[0]) / max(1, events[1] - written[1]) if events else None}


def threads(running):
    """CPU seconds (own, kernel) of each of these kinds of thread of all the server's processes."""
    found = {kind: [0, 0] for kind in KINDS}
    for pid in running.pids():
        for name, own, kernel in processes.threads(pid):
            kind = next((kind for kind, begins in KINDS.items() if name.startswith(begins)), None)
            if kind:
                found[kind][0] += own
                found[kind][1] += kernel
    return found


def batches(running):
    """Events in batches, and batches, so far."""
    if running.admin is None:
        return None
    metrics = running.metrics()
    return metrics.sum("carillon_batch_events_total"), metrics.sum("carillon_batches_total")


def figures_of(one):
    """Of a measurement, in the table's order: microseconds, and events a write."""
    own, kernel = one["us"]["loops"]
    return [one["all"], kernel, own, *(sum(one["us"][kind]) for kind in ("bus", "compiler", "collector")), one["others"], one["batch"]]


def table(figures, rates, o):
    rows = []
    for rate in rates:
        for name, found in figures.items():
            *us, batch = (report.median(column) for column in zip(*map(figures_of, found[rate])))
            known = us if name == "carillon" else us[:3] + [None] * 4  # C has no such threads
            rows.append([f"{rate:,}/s", servers.ALL[name].label, *(report.figure(value, 3) for value in known), report.figure(batch, 1),
                         tools.doubts([one["result"] for one in found[rate]]).strip(" ()") or "all"])
    head = ["deliveries", "server", "all", "loops: kernel", "loops: own code", "bus thread", "compiler", "collector", "others",
            "events a write", "arrived"]
    return (f"CPU microseconds for each delivery; {o.connections:,} connections, events of {o.size} bytes.\n\n" + report.table(head, rows))
