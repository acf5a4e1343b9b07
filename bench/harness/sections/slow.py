"""What slow clients do to the others: a tenth not reading at all, a tenth reading at a tenth of --rate, against none.

The others' latency and highest sustained rate are compared with the run in which all read, and with one in which the others are
alone. While the highest rate is searched for, the slow ones go on reading a tenth of --rate. Afterwards the slow ones read all
that is still there for them, and everything must add up:

    deliveries matched = deliveries written + deliveries shed      (the gateway's /metrics)
    events that the clients received = deliveries written          (the load tool's count)

The gateway is more patient here than by default (keepalive.ping_timeout, keepalive.close_timeout, slow.max_behind): it would close
who does not read after 40 s, or reset who does not answer a close frame within 10 s, and what the kernel then still holds for
them would be lost with the connection.

A client that is closed can also have received part of a batch that its socket did not take whole; such a batch counts as
shed ("unsent"), so the clients may have received up to so many events more.
"""

import re
import time
import typing

from .. import machine, report, search, servers, tools
from . import throughput

NAME = "slow"
SIZE, FRAME = 200, 204
SHARE = 0.1  # of each slow kind
WARM_UP = 15  # seconds at least: until the slow ones' sockets are full, and the code that parks them has run a while
PATIENT = {"CARILLON_KEEPALIVE_PING_TIMEOUT": "600s", "CARILLON_KEEPALIVE_CLOSE_TIMEOUT": "600s",
           "CARILLON_SLOW_MAX_BEHIND": "600s"}


class Run(typing.NamedTuple):
    slow: bool = True
    alone: bool = False  # those who are slow in the other runs are not there at all
    searched: bool = False  # for the highest rate
    settings: dict = {}


ALL, ALONE = "all read", "only the others, nobody else"
RUNS = {
    ALL: Run(slow=False, searched=True, settings=throughput.SETTINGS["carillon"]),
    ALONE: Run(slow=False, alone=True),
    "slow, the log holds their place": Run(settings={"CARILLON_LOG_MAX_EVENTS": "524288"}),
    "slow, overtaken, policy skip": Run(searched=True, settings={"CARILLON_SLOW_POLICY": "skip"}),
    "slow, overtaken, policy disconnect": Run(),
}


def options(parser):
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=4_000_000,
                        help="deliveries a second; the log's 65,536 events must not last 35 s (default: 4,000,000)")
    parser.add_argument("--repeat", type=int, default=2, help="turns; each row's gateway is started anew for each (default: 2)")
    parser.add_argument("--runs", default="1,2,3,4,5", help="which of the table's rows; the others are kept (default: 1,2,3,4,5)")


def run(bench):
    o = bench.options
    chosen = [list(RUNS)[int(number) - 1] for number in o.runs.split(",")]
    figures = {name: kept for name, kept in report.kept(bench, NAME).items() if name in RUNS and name not in chosen and "log_bound" in kept}
    footer = report.footer(bench, [servers.ALL["carillon"]])
    turns = {name: [] for name in chosen}
    for turn in range(o.repeat):
        for name in chosen:
            print(f"{name}, turn {turn + 1} of {o.repeat}", flush=True)
            turns[name].append(one(bench, RUNS[name], first=figures.get(ALL, {}).get("highest")))
            figures[name] = {**together(turns[name]), "footer": footer}
            report.keep(bench, NAME, figures)
    text = table(figures, o) + "\n\n" + "\n".join(dict.fromkeys(kept["footer"] for kept in figures.values()))
    report.write(o.results, NAME, text)
    print(text)


def together(turns):
    """The turns of a row: all their measurements, the last one's books, which are right only if all are."""
    last = turns[-1]
    return {**last, "results": [result for turn in turns for result in turn["results"]],
            "highest": report.median([turn["highest"] for turn in turns]),
            "books": {**last["books"], "adds_up": all(turn["books"]["adds_up"] for turn in turns)}}


def one(bench, run, first):
    o = bench.options
    connections = o.connections - 2 * int(o.connections * SHARE) if run.alone else o.connections
    seconds = o.seconds
    events = o.rate / o.connections
    flags = ["--trickle-bytes", events * FRAME / 10, "--slow-rcvbuf", 65536] if run.slow else []
    share = SHARE if run.slow else 0
    with servers.ALL["carillon"].start(bench, **PATIENT, **run.settings) as running, \
            tools.Load(bench, running.ports, connections, *flags, slow=share, trickle=share, pids=running.pids(),
                       token=bench.site.token()) as load:
        tools.everyone_in(bench, load)
        judge = throughput.Judge(bench, load, SIZE)
        judge.settle(events, WARM_UP, pieces=2)  # not for longer: the log's bytes must last for what is measured too
        results = []
        for _ in range(3):
            results.append(tools.measure(bench, load, events, seconds, SIZE))
            tools.line(results[-1], "" if results[-1]["complete"] else "INCOMPLETE")
        log_bytes = running.metrics().sum("carillon_log_bytes")
        highest = None
        if run.searched:
            rate = search.highest(judge.short, first or 8_000_000 / o.connections, 1.25)
            highest = throughput.highest([{"max": rate and search.staircase(judge.long, rate, throughput.TRIES) or []}])
        return {"results": results, "highest": highest, "log_bytes": log_bytes, "log_bound": log_bound(bench, run.settings),
                "connections": connections, "books": books(load, running)}


def log_bound(bench, settings):
    """log.max_bytes, as the gateway says that it is in effect."""
    said = machine.said("env", *(f"{name}={value}" for name, value in settings.items()), servers.LAUNCHER, "config", "--config",
                        bench.site.configuration)
    return re.search(r"^log:(?:\n .*)*?\n +max_bytes: (\S+)", said, flags=re.M).group(1)


def books(load, running):
    """Lets the slow ones read what there is for them; then, with nothing under way, both sides' counts."""
    load.resume()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        time.sleep(0.5)
        if running.metrics().sum("carillon_deliveries_pending") == 0 and load.peek()["idle_ms"] > 2000:
            break
    last, metrics = load.mark(), running.metrics()
    shed = {reason.removeprefix("reason="): int(count) for reason, count in metrics.by_label("carillon_deliveries_shed_total").items()}
    closed = {reason.removeprefix("reason="): int(count) for reason, count in metrics.by_label("carillon_closes_total").items() if count}
    found = {"matched": int(metrics.sum("carillon_deliveries_matched_total")), "written": int(metrics.sum("carillon_deliveries_total")),
             "shed": shed, "closed": closed, "received": load.received, "parks": int(metrics.sum("carillon_parks_total")),
             "missed_by_others": last["missing"]}
    found["adds_up"] = (found["matched"] == found["written"] + sum(shed.values())
                        and found["written"] <= found["received"] <= found["written"] + shed.get("unsent", 0))
    print(f"   {found}", flush=True)
    return found


def p99(results):
    return report.median([result["p99_ms"] for result in results])


def table(figures, o):
    base, alone = figures.get(ALL), figures.get(ALONE)
    speed, accounts = [], []
    for name in RUNS:
        if name not in figures:
            continue
        kept, books_ = figures[name], figures[name]["books"]
        results = kept["results"]
        highest = f"{kept['highest'] * o.connections / 1e6:.2f} M" if kept["highest"] else ""
        speed.append([name, f"{kept['connections']:,}", " / ".join(report.ms(report.median([r[key] for r in results])) for key in ("p50_ms", "p99_ms", "p999_ms")),
                      *(report.ratio(p99(results), control and p99(control["results"])) for control in (base, alone)), tools.doubts(results).strip(" ()") or "yes", highest,
                      report.ratio(kept["highest"], base and base["highest"]),
                      f"{max(r['rss_peak'] for r in results) / 2**20:.0f} MiB", f"{kept['log_bytes'] / 2**20:.0f} of {kept['log_bound']}"])
        shed = ", ".join(f"{count:,} {reason}" for reason, count in books_["shed"].items() if count) or "0"
        closed = ", ".join(f"{count} {reason}" for reason, count in books_["closed"].items()) or "0"
        accounts.append([name, f"{books_['matched']:,}", f"{books_['written']:,}", shed, f"{books_['received']:,}", closed,
                         "yes, exactly" if books_["adds_up"] and books_["received"] == books_["written"]
                         else "yes, within the batches cut off" if books_["adds_up"] else "NO"])
    return "\n".join([
        f"Events of {SIZE} bytes, {o.rate / 1e6:.1f} M deliveries/s to {o.connections:,} connections offered for {o.seconds} s, three times in each of {o.repeat} turns: medians; the same"
        " events a second in each run. Latency and rates are of those who read at once.", "",
        report.table(["run", "connections", "p50 / p99 / p99.9 ms", "p99, of that where all read", "of the others' alone", "others got all",
                      "highest rate the others sustain (as if all read)", "of that where all read", "resident at most",
                      "the log held, MiB, of log.max_bytes"], speed), "",
        "The books, after the slow ones have read what was left for them:", "",
        report.table(["run", "matched", "written", "shed", "received by the clients", "closed", "adds up"], accounts)])
