"""Connections authenticated a second, with a cold and a warm PostgreSQL, and a storm of clients that all come back at once.

Every client is a user of its own with a fresh token, in a group. Cold database: started just now, and its files out of the
kernel's cache. Storm: all clients of several gateway processes lose their connection in one moment and come back with new tokens; who is
refused (a token lives 30 s) comes again a second or two later.
"""

from .. import crowd, postgres, report, servers, site

NAME = "handshakes"
EAGER = ("--conc", 4000)
STORM = ("--conc", 100_000)


def options(parser):
    parser.add_argument("--connections", type=int, default=10_000, help="clients of one gateway (default: 10000)")
    parser.add_argument("--storm", type=int, default=100_000, help="clients of the storm; 0 for none (default: 100000)")


def run(bench):
    o = bench.options
    if postgres.missing():
        print(f"not measured: {postgres.missing()}")
        return
    database = postgres.Postgres(bench)
    users = site.Site(bench, database.url)
    users.ask("users", prefix="client", count=max(o.connections, o.storm), groups=["Viewers"])
    figures = report.kept(bench, NAME) if not (o.storm and o.connections) else {}
    if o.connections:
        figures["rates"] = rates(bench, database, users)
    if o.storm:
        figures["storm"] = storm(bench, users)
    report.keep(bench, NAME, figures)
    text = table(figures) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]], postgres=database.version())
    report.write(o.results, NAME, text)
    print(text)


def rates(bench, database, users):
    count, found = bench.options.connections, {}

    def wave(name, gateways):
        print(name, flush=True)
        load, found[name] = crowd.come_in(bench, gateways, users, count, *EAGER)
        load.close()
        crowd.gone(gateways)

    database.restart_cold()
    with crowd.Gateways(bench, 1, users.configuration) as gateways:
        wave("gateway and database just started", gateways)
        wave("both warm", gateways)
        database.restart_cold()
        wave("gateway warm, database cold", gateways)
        wave("both warm, once more", gateways)
    return found


def storm(bench, users):
    count = bench.options.storm
    found, processes_needed = {}, -(-count // crowd.PER_PROCESS)
    with crowd.Gateways(bench, processes_needed, users.configuration) as gateways:
        for name in (f"{count:,} come for the first time", f"all {count:,} come back at once"):
            print(f"{name}, {processes_needed} gateway processes", flush=True)
            load, found[name] = crowd.come_in(bench, gateways, users, count, *STORM)
            found[name]["processes"] = processes_needed
            load.close()
            crowd.gone(gateways)
    return found


def table(figures):
    rows = []
    for name, wave in [*figures.get("rates", {}).items(), *figures.get("storm", {}).items()]:
        refused = {outcome: n for outcome, n in wave["outcomes"].items() if outcome != "accepted"}
        rows.append([name, wave.get("processes", 1), f"{wave['subscribed']:,} of {wave['clients']:,}", report.figure(wave["seconds"], 1),
                     f"{wave['subscribed'] / wave['seconds']:,.0f}", f"{wave['subscribed'] / max(wave['cpu'], 0.01):,.0f}",
                     f"{wave['queries']:,}", f"{wave['queries'] / max(1, wave['subscribed']):.4f}",
                     ", ".join(f"{n:,} {outcome}" for outcome, n in refused.items()) or "none", f"{wave['came_again']:,}"])
    return report.table(["", "processes", "came in", "seconds until the last was in", "a second", "a second of the gateway's CPU (a core)",
                         "database queries", "a client", "refused", "came again"], rows)
