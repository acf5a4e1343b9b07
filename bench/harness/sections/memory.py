"""Memory for each idle authenticated connection, each a user's own: the slope between --from and --to connections, launcher's own flags.

Resident memory is read of a gateway that nothing else is asked of; live heap, for which the JVM has to collect its garbage, of
another one. So no collection of ours is in the first. Each is measured --repeat times, with gateways started anew, and medians
count.
"""

import time

from .. import machine, memory_use, processes, report, servers, tools

NAME = "memory"
# Seconds. An idle gateway looks every 30 whether that long nothing was collected, then collects, and gives back what the coming of its
# clients took: a minute at most.
STEADY = 65
JUST_STARTED = 3
KINDS = {"none": (), "permessage-deflate": ("--deflate",)}


def options(parser):
    parser.add_argument("--from", dest="low", type=int, default=10_000, help="connections (default: 10000)")
    parser.add_argument("--to", dest="high", type=int, default=19_000, help="connections (default: 19000)")
    parser.add_argument("--repeat", type=int, default=3, help="how often, with a gateway started anew (default: 3)")


def run(bench):
    o = bench.options
    figures = {kind: [] for kind in KINDS}
    for _ in range(o.repeat):
        for kind, flags in KINDS.items():
            figures[kind].append(one(bench, f"compression: {kind}", flags, o.low, o.high))
    report.keep(bench, NAME, figures)
    text = table(figures, o) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]])
    report.write(o.results, NAME, text)
    print(text)


def one(bench, what, flags, low_count, high_count, **settings):
    users = {"idle": low_count, "more": high_count - low_count}
    for prefix, count in users.items():
        bench.site.ask("users", prefix=prefix, count=count, groups=["Viewers"])
    resident = fill(bench, f"resident, {what}", flags, users, resident_now, STEADY, **settings)
    heap = fill(bench, f"live heap, {what}", flags, users, heap_now, 3, **settings)
    return {point: {**resident[point], **heap[point]} for point in resident}


def fill(bench, what, flags, users, look, pause, **settings):
    """What is to be seen of a gateway just started, and with --from and with --to connections, each time after a pause."""
    types = bench.site.ask("visible", username="idle0")
    with servers.ALL["carillon"].start(bench, **settings) as running:
        empty = after(JUST_STARTED, running, look, what, 0)
        with crowd(bench, running, "idle", users["idle"], *flags) as load:
            tools.everyone_in(bench, load, types=types)
            low = after(pause, running, look, what, users["idle"])
            with crowd(bench, running, "more", users["more"], "--src", "127.0.200.1", *flags) as rest:
                tools.everyone_in(bench, rest, types=types)
                high = after(pause, running, look, what, sum(users.values()))
    return {"empty": empty, "low": low, "high": high}


def crowd(bench, running, prefix, count, *flags):
    file = bench.site.tokens(prefix, count, bench.directory / f"tokens-{prefix}-{running.ports[0]}.txt")
    return tools.Load(bench, running.ports, count, *flags, token_file=file)


def after(pause, running, look, what, connections):
    time.sleep(pause)
    seen = {"connections": connections, **look(running.process.pid)}
    print(f"   {what}, {connections} connections: " + ", ".join(f"{seen[key] / 2**20:.1f} MiB" for key in ("rss", "heap") if key in seen), flush=True)
    return seen


def resident_now(pid):
    return {"rss": processes.rss_bytes(pid), "available": machine.available_bytes()}


def heap_now(pid):
    return {"heap": memory_use.live_heap(pid), "largest": memory_use.largest(pid)}


def slope(runs, key):
    """KiB for each connection more, the median of the runs."""
    return report.median([(run["high"][key] - run["low"][key]) / (run["high"]["connections"] - run["low"]["connections"]) / 1024
                          for run in runs])


def level(runs, point, key):
    return report.median([run[point][key] for run in runs])


def table(figures, o):
    rows = []
    for kind, measured in figures.items():
        mib = [f"{level(measured, point, 'rss') / 2**20:.0f} MiB" for point in ("empty", "low", "high")]
        rows.append([kind, *(report.figure(slope(measured, key)) for key in ("heap", "rss")),
                     report.figure(-slope(measured, "available"), 1), *mib])
    head = ["compression", "live heap, KiB each", "resident, KiB each",
            "whole machine, KiB each (both ends' sockets and the client too)", "resident: just started", f"{o.low:,}", f"{o.high:,}"]
    return (f"Idle authenticated connections, each of another user; slopes between {o.low:,} and {o.high:,}, of a gateway just started;"
            f" medians of {o.repeat} runs. Resident memory is read {STEADY} s after the last connection: an idle gateway collects by itself"
            " and gives back what is free.\n\n" + report.table(head, rows))
