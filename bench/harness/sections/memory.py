"""Memory for each idle authenticated connection: the slope between --from and --to connections, launcher's own flags.

Live heap is what the JVM counts after a collection; resident memory is read before that collection ("as it is") and after it.
"""

import time

from .. import machine, memory_use, processes, report, servers, tools

NAME = "memory"
KINDS = {"none": (), "permessage-deflate": ("--deflate",)}


def options(parser):
    parser.add_argument("--from", dest="low", type=int, default=10_000, help="connections (default: 10000)")
    parser.add_argument("--to", dest="high", type=int, default=19_000, help="connections (default: 19000)")


def run(bench):
    o = bench.options
    figures = {kind: one(bench, f"compression: {kind}", flags, o.low, o.high) for kind, flags in KINDS.items()}
    report.keep(bench, NAME, figures)
    text = table(figures, o) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]])
    report.write(o.results, NAME, text)
    print(text)


def one(bench, what, flags, low_count, high_count, **settings):
    with servers.ALL["carillon"].start(bench, **settings) as running:
        empty = look(running, "empty")
        with tools.Load(bench, running.ports, low_count, *flags, token=bench.site.token()) as load:
            tools.everyone_in(bench, load)
            low = look(running, f"{low_count} connections, {what}", low_count)
            more = ("--src", "127.0.200.1", *flags)
            with tools.Load(bench, running.ports, high_count - low_count, *more, token=bench.site.token()) as rest:
                tools.everyone_in(bench, rest)
                high = look(running, f"{high_count} connections, {what}", high_count)
                high["largest"] = memory_use.largest(running.process.pid)
    return {"empty": empty, "low": low, "high": high}


def look(running, what, connections=0):
    """Reads all of it, a moment after the last connection came in."""
    time.sleep(3)
    pid = running.process.pid
    seen = {"connections": connections, "rss": processes.rss_bytes(pid), "heap": memory_use.live_heap(pid), "rss_after": processes.rss_bytes(pid),
            "available": machine.available_bytes()}
    print(f"   {what}: resident {seen['rss'] / 2**20:.0f} MiB, {seen['rss_after'] / 2**20:.0f} MiB after a collection,"
          f" live heap {seen['heap'] / 2**20:.1f} MiB", flush=True)
    return seen


def slope(figures, key):
    """KiB for each connection more."""
    low, high = figures["low"], figures["high"]
    return (high[key] - low[key]) / (high["connections"] - low["connections"]) / 1024


def table(figures, o):
    rows = []
    for kind, measured in figures.items():
        mib = [f"{measured[point]['rss'] / 2**20:.0f} MiB" for point in ("empty", "low", "high")]
        rows.append([kind, *(report.figure(slope(measured, key)) for key in ("heap", "rss", "rss_after")),
                     report.figure(-slope(measured, "available"), 1), *mib])
    head = ["compression", "live heap, KiB each", "resident, KiB each", "after a collection, KiB each",
            "whole machine, KiB each (both ends' sockets and the client too)", "resident: none", f"{o.low:,}", f"{o.high:,}"]
    return (f"Idle authenticated connections; slopes between {o.low:,} and {o.high:,}, of a gateway just started.\n\n"
            + report.table(head, rows))
