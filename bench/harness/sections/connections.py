"""Very many real authenticated connections over several gateway processes on this machine: an event for each, all accounted for.

A process often has 20,000 descriptors at most, so there are several; each is the whole gateway, with its own Redis subscription
and database connections. What a million would need is computed from what each of these takes.
"""

import time

from .. import crowd, machine, postgres, processes, report, servers, site, tools
from . import memory

NAME = "connections"
EVENTS = 10


def options(parser):
    parser.add_argument("--connections", type=int, default=100_000)


def run(bench):
    o = bench.options
    database, more = None, {}
    if not postgres.missing():
        database = postgres.Postgres(bench)
        more["database"] = database.version()
    users = site.Site(bench, database.url) if database else bench.site
    users.ask("users", prefix="client", count=o.connections, groups=["Viewers"])
    count = -(-o.connections // crowd.PER_PROCESS)
    visible = users.ask("visible", username="client0")
    print(f"{o.connections:,} clients, {count} gateway processes", flush=True)
    figures = {"database": more.get("database") or f"SQLite, since {postgres.missing()}", **hold(bench, users, count, visible)}
    report.keep(bench, NAME, figures)
    text = table(figures) + "\n\n" + million(bench, figures) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]], **more)
    report.write(o.results, NAME, text)
    print(text)


def hold(bench, users, count, visible):
    o = bench.options
    with crowd.Gateways(bench, count, users.configuration) as gateways:
        time.sleep(memory.STEADY)
        empty = usage(gateways)
        load, came = crowd.come_in(bench, gateways, users, o.connections, "--conc", 4000)
        with load:
            if came["gave_up"]:
                raise tools.LoadFailed(f"only {came['subscribed']} of {o.connections} clients came in")
            time.sleep(memory.STEADY)
            full = usage(gateways)
            before = {name: gateways.sum(name) for name in BOOKS}
            result = tools.measure(bench, load, 1, EVENTS, 200, types=visible, give_up_ms=30_000, again=False)
            tools.line(result, "" if result["complete"] else "INCOMPLETE")
            books = {name: int(gateways.sum(name) - before[name]) for name in BOOKS}
        return {"processes": count, "connections": o.connections, "came": came, "empty": empty, "full": full, "result": result,
                "books": books}


BOOKS = ("carillon_deliveries_matched_total", "carillon_deliveries_total", "carillon_deliveries_shed_total")


def usage(gateways):
    return {"rss": sum(processes.rss_bytes(pid) for pid in gateways.pids()), "available": machine.available_bytes()}


def each(figures):
    """Bytes of resident memory of the gateways, and of all else (kernel, client), for each connection."""
    gateway = (figures["full"]["rss"] - figures["empty"]["rss"]) / figures["connections"]
    return gateway, (figures["empty"]["available"] - figures["full"]["available"]) / figures["connections"] - gateway


def table(figures):
    n, result, books, came = figures["connections"], figures["result"], figures["books"], figures["came"]
    gateway, rest = each(figures)
    rows = [["gateway processes", figures["processes"]], ["database", figures["database"]],
            ["authenticated connections", f"{came['subscribed']:,} of {n:,}, the last after {came['seconds']:.1f} s"],
            ["events published, to everyone", result["published"]["sent"]],
            ["deliveries due", f"{result['expected']:,}"],
            ["received by the clients", f"{result['msgs']:,}, {result['missing']} missing, {result['dup']} twice"],
            ["matched, written, shed by the gateways", ", ".join(f"{books[name]:,}" for name in BOOKS)],
            ["from publication to the client, p50 / p99 / max", f"{result['p50_ms']:.0f} / {result['p99_ms']:.0f} / {result['max_ms']:.0f} ms"],
            ["server CPU s per million deliveries", report.figure(result["server_cpu_s_per_M"], 1)],
            [f"gateways' resident memory, empty for {memory.STEADY} s", f"{figures['empty']['rss'] / 2**20:.0f} MiB"],
            [f"more with each connection, {memory.STEADY} s after the last", f"{gateway / 1024:.2f} KiB"],
            ["kernel's and the clients' memory with each (both ends)", f"{rest / 1024:.2f} KiB"]]
    return report.table(["what", "measured"], rows)


def million(bench, figures):
    """What a million real connections need on one larger machine, from what was measured here and in the section on memory."""
    here, rest = each(figures)
    gateway, source = here / 1024, f"{figures['processes']} processes of this table"
    heap = ""
    kept = report.kept(bench, memory.NAME).get("none")
    if isinstance(kept, list):
        gateway, live = memory.slope(kept, "rss"), memory.slope(kept, "heap")
        span = f"{kept[0]['low']['connections']:,} to {kept[0]['high']['connections']:,} connections of one process"
        source = f"section on memory, {span}; this table's processes say {here / 1024:.2f}"
        heap = (f" Live heap is {live:.2f} KiB each by the section on memory, {live * 1e6 / 2**20:.1f} GiB for all: with as much again"
                f" for the collector, `CARILLON_JAVA_OPTS=-Xmx{2 * live * 1e6 / 2**20 + 1:.0f}g` is the bound to set; the memory above is"
                " what to expect.")
    return f"""What a million real ones need on one larger machine, from these figures:

1. Memory: {gateway * 1e6 / 2**20:.1f} GiB for the gateway, of {gateway:.2f} KiB resident for each connection ({source}); {rest * 1e6 / 2**30:.1f} GiB
   for the kernel and the clients, of {rest / 1024:.2f} KiB (this table) where both ends are on that machine; about half of it where the
   clients are elsewhere.{heap}
2. Descriptors: one for each connection and some hundred more. `LimitNOFILE=1100000` (systemd) or `ulimit -n 1100000`; the kernel
   allows it when `fs.nr_open` is as high, and `fs.file-max` is twice that where both ends are on one machine. The launcher takes
   what the hard limit allows, and `admission.max_connections` follows it.
3. Addresses: a client address has {ports():,} ports to one listening address here (`net.ipv4.ip_local_port_range`), and 64,511 with
   `1024 65535`: a million over loopback need {-(-1_000_000 // ports())} or 16 source addresses. The load tool takes 6,000 from each of 127.0.1.1
   and so on (`--per-src`, `--ports`).
4. Queues: `net.core.somaxconn` and `net.ipv4.tcp_max_syn_backlog` at least `transport.backlog` (4096), or a storm is paced by SYNs
   sent again. Where a firewall tracks connections, `net.netfilter.nf_conntrack_max` above a million.
5. Nothing for idle buffers: an idle socket has none. `net.ipv4.tcp_mem` (pages for all sockets) bounds what a burst may hold."""


def ports():
    low, high = machine.read("/proc/sys/net/ipv4/ip_local_port_range", r"(\d+\s+\d+)").split()
    return int(high) - int(low) + 1
