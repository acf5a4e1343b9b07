"""Very many real authenticated connections over several gateway processes on this machine: an event for each, all accounted for.

A process often has 20,000 descriptors at most, so there are several; each is the whole gateway, with its own Redis subscription
and database connections. What a million would need is computed from what each of these takes.
"""

import time

from .. import crowd, machine, postgres, processes, report, servers, site, tools

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
    figures = hold(bench, users, count, visible)
    report.keep(bench, NAME, figures)
    text = table(figures) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]], **more)
    report.write(o.results, NAME, text)
    print(text)


def hold(bench, users, count, visible):
    o = bench.options
    with crowd.Gateways(bench, count, users.configuration) as gateways:
        time.sleep(2)
        empty = usage(gateways)
        load, came = crowd.come_in(bench, gateways, users, o.connections, "--conc", 4000)
        with load:
            if came["subscribed"] != o.connections:
                raise tools.LoadFailed(f"only {came['subscribed']} of {o.connections} clients came in")
            time.sleep(2)
            full = usage(gateways)
            before = {name: gateways.sum(name) for name in BOOKS}
            result = tools.measure(bench, load, 1, EVENTS, 200, types=visible, give_up_ms=30_000)
            tools.line(result, "" if result["complete"] else "INCOMPLETE")
            books = {name: int(gateways.sum(name) - before[name]) for name in BOOKS}
        return {"processes": count, "connections": o.connections, "came": came, "empty": empty, "full": full, "result": result,
                "books": books}


BOOKS = ("carillon_deliveries_matched_total", "carillon_deliveries_total", "carillon_deliveries_shed_total")


def usage(gateways):
    return {"rss": sum(processes.rss_bytes(pid) for pid in gateways.pids()), "available": machine.available_bytes()}


def table(figures):
    n, result, books, came = figures["connections"], figures["result"], figures["books"], figures["came"]
    rss = (figures["full"]["rss"] - figures["empty"]["rss"]) / n
    rest = (figures["empty"]["available"] - figures["full"]["available"]) / n - rss
    rows = [["gateway processes", figures["processes"]],
            ["authenticated connections", f"{came['subscribed']:,} of {n:,}, the last after {came['seconds']:.1f} s"],
            ["events published, to everyone", result["published"]["sent"]],
            ["deliveries due", f"{result['expected']:,}"],
            ["received by the clients", f"{result['msgs']:,}, {result['missing']} missing, {result['dup']} twice"],
            ["matched, written, shed by the gateways", ", ".join(f"{books[name]:,}" for name in BOOKS)],
            ["from publication to the client, p50 / p99 / max", f"{result['p50_ms']:.0f} / {result['p99_ms']:.0f} / {result['max_ms']:.0f} ms"],
            ["server CPU s per million deliveries", report.figure(result["server_cpu_s_per_M"], 1)],
            ["gateways' resident memory, empty", f"{figures['empty']['rss'] / 2**20:.0f} MiB"],
            ["more with each connection", f"{rss / 1024:.2f} KiB"],
            ["kernel's memory and client's with each (both ends)", f"{rest / 1024:.2f} KiB"],
            ["so for a million: gateway", f"{rss * 1e6 / 2**30:.1f} GiB"],
            ["kernel and clients, where both are on one machine", f"{rest * 1e6 / 2**30:.1f} GiB"]]
    return report.table(["what", "measured"], rows)
