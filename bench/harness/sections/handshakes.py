"""Connections authenticated a second, with a cold and a warm PostgreSQL, and a storm of clients that are all lost and come back at once.

Every client is a user of its own with a fresh token, in a group. Cold database: started just now, and its files out of the
kernel's cache. Storm: when all clients of several gateway processes are in, the load tool closes all their connections in one
moment, without a close frame; each comes back about one to two seconds later with a new token, while others' departures are
still under way. The tokens are made meanwhile, on the same processors. Its time is from the drop until all are subscribed again and as many credentials were accepted since. Who is refused
(a token lives 30 s) comes again a second or two later. The storm meets the gateway's pacing at its defaults, the waves before it
find none.

The gateway judges a token's age at its arrival. "Too old when sent" are those that had less than a second to live when the
client sent them; all other expired ones grew old between client and gateway. A wave in which nothing moved for 70 s gave up.
"""

from .. import crowd, postgres, report, servers, site

NAME = "handshakes"
EAGER = ("--conc", 4000)
UNPACED = {"CARILLON_ADMISSION_OPENINGS_PER_SECOND": "0", "CARILLON_ADMISSION_OPENINGS_IN_FLIGHT": "0"}
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
    users.ask("users", prefix="other", count=o.connections, groups=["Viewers"])
    figures = report.kept(bench, NAME) if not (o.storm and o.connections) else {}
    if o.connections:
        figures["rates"] = {"waves": rates(bench, database, users), "footer": footer(bench, database)}
    if o.storm:
        figures["storm"] = {"waves": storm(bench, users), "footer": footer(bench, database)}
    report.keep(bench, NAME, figures)
    text = "\n\n".join(f"{table(part['waves'])}\n\n{part['footer']}" for part in figures.values())
    report.write(o.results, NAME, text)
    print(text)


def footer(bench, database):
    return report.footer(bench, [servers.ALL["carillon"]], postgres=database.version())


def rates(bench, database, users):
    count, found = bench.options.connections, {}

    def wave(name, gateways, who="client", cold=False):
        print(name, flush=True)
        users.tokens(who, count, crowd.tokens_of(bench, who))  # users.py reads the users once; the database is cold afterwards
        if cold:
            database.restart_cold()
        load, found[name] = crowd.come_in(bench, gateways, users, count, *EAGER, who=who)
        load.close()
        gateways.until_empty()

    with crowd.Gateways(bench, 1, users.configuration, **UNPACED) as gateways:
        wave("gateway and database just started", gateways, cold=True)
        wave("both warm, users just seen", gateways)
        wave("gateway warm, database cold, users never seen", gateways, who="other", cold=True)
        wave("both warm, users just seen, once more", gateways, who="other")
    return found


def storm(bench, users):
    count = bench.options.storm
    found, needed = {}, -(-count // crowd.PER_PROCESS)
    with crowd.Gateways(bench, needed, users.configuration) as gateways:
        for name in (f"{count:,} come for the first time", f"the {count:,} come once more, since not all were in"):
            print(f"{name}, {needed} gateway processes", flush=True)
            load, found[name] = crowd.come_in(bench, gateways, users, count, *STORM)
            if not found[name]["gave_up"]:
                break
            load.close()
            gateways.until_empty()
        else:
            print("no storm: it needs all clients to be in", flush=True)
            return {name: {**wave, "processes": needed} for name, wave in found.items()}
        with load:
            name = f"all {count:,} are lost in one moment, and come back"
            print(name, flush=True)
            found[name] = crowd.drop(bench, gateways, users, load)
    return {name: {**wave, "processes": needed} for name, wave in found.items()}


def table(waves):
    rows = []
    for name, wave in waves.items():
        refused = {outcome: n for outcome, n in wave["outcomes"].items() if outcome != "accepted"}
        said = ", ".join(f"{n:,} {outcome}" for outcome, n in refused.items()) or "none"
        if refused.get("expired"):
            said += f" (too old when sent: {wave['stale']:,})"
        times = ["gave up", "", "", ""] if wave["gave_up"] else [
            report.figure(wave["seconds"], 1), f"{wave['clients'] / wave['seconds']:,.0f}",
            f"{wave['clients'] / max(wave['cpu'], 0.01):,.0f}", f"{wave['queries'] / wave['clients']:.4f}"]
        rows.append([name, wave.get("processes", 1), f"{wave['subscribed']:,} of {wave['clients']:,}", *times[:3], f"{wave['queries']:,}",
                     times[3], said, f"{wave['came_again']:,}"])
    return report.table(["", "processes", "came in", "seconds until the last was in", "a second", "a second of the gateway's CPU (a core)",
                         "database queries", "a client", "credentials refused", "told to come later, or not let in at all, and came again"], rows)
