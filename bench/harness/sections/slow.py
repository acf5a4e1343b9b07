"""What slow clients do to the others: a tenth not reading at all, a tenth reading at a tenth of --rate, against none.

The others' latency and highest sustained rate are compared with the run in which all read, and with one in which the others are
alone. All these are up side by side, and their measurements take turns; those who read slowly do so all the time, at a tenth of
--rate divided by the number of runs. Afterwards the slow ones read all that is still there for them, and everything must add up:

    deliveries matched = deliveries written + deliveries shed      (the gateway's /metrics)
    events that the clients received = deliveries written          (the load tool's count)

The highest rate is searched where all read and with policy skip. At such rates the log overtakes whoever does not read, whatever its
size, and who is disconnected then is no burden any more.

The gateways are more patient here than by default (keepalive.ping_timeout, keepalive.close_timeout, slow.max_behind): they would close
who does not read after 40 s, or reset who does not answer a close frame within 10 s, and what the kernel then still holds for
them would be lost with the connection.

A client that is closed can also have received part of a batch that its socket did not take whole; such a batch counts as
shed ("unsent"), so the clients may have received up to so many events more.
"""

import re
import time
import typing

from .. import machine, report, search, servers, side_by_side, tools
from . import throughput

NAME = "slow"
SIZE, FRAME = 200, 204
SHARE = 0.1  # of each slow kind
WARM_UP = 15  # seconds at least: until the slow ones' sockets are full, and the code that parks them has run a while
PATIENT = {"CARILLON_KEEPALIVE_PING_TIMEOUT": "3600s", "CARILLON_KEEPALIVE_CLOSE_TIMEOUT": "3600s",
           "CARILLON_SLOW_MAX_BEHIND": "3600s"}


class Run(typing.NamedTuple):
    slow: bool = True
    alone: bool = False  # those who are slow in the other runs are not there at all
    searched: bool = False  # for the highest rate
    settings: dict = {}


ALL, ALONE, HELD = "all read", "only the others, nobody else", "slow, the log holds their place"
RUNS = {
    ALL: Run(slow=False, searched=True, settings=throughput.SETTINGS["carillon"]),
    ALONE: Run(slow=False, alone=True),
    HELD: Run(settings={"CARILLON_LOG_MAX_EVENTS": "524288"}),
    "slow, overtaken, policy skip": Run(searched=True, settings={"CARILLON_SLOW_POLICY": "skip"}),
    "slow, overtaken, policy disconnect": Run(),
}


def options(parser):
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=4_000_000,
                        help="deliveries a second; the log's 65,536 events must not last 35 s (default: 4,000,000)")
    parser.add_argument("--repeat", type=int, default=2, help="with gateways started anew; the first time the highest rates too (default: 2)")


def run(bench):
    o = bench.options
    highest = report.kept(bench, NAME).get(ALL, {}).get("highest")
    bench.site.token()  # made before anything is measured
    repetitions = []
    for number in range(o.repeat):
        names = list(RUNS)[number:] + list(RUNS)[:number]  # nobody is always the first
        found = side_by_side.all_measured({name: start(bench, RUNS[name]) for name in names},
                                          lambda *who: one(bench, *who, searches=not repetitions, first=highest))
        repetitions.append(found)
    figures = {name: together([found[name] for found in repetitions]) for name in RUNS}
    report.keep(bench, NAME, figures)
    text = table(figures, o) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]])
    report.write(o.results, NAME, text)
    print(text)


def together(repetitions):
    """All measurements of a row; the last one's books, which are right only if all are."""
    last = repetitions[-1]
    return {**last, "results": [result for found in repetitions for result in found["results"]],
            "highest": report.median([found["highest"] for found in repetitions]),
            "log_bytes": max(found["log_bytes"] for found in repetitions),
            "books": {**last["books"], "adds_up": all(found["books"]["adds_up"] for found in repetitions)}}


def start(bench, run):
    o = bench.options
    share = SHARE if run.slow else 0
    slowly = o.rate / o.connections * FRAME / 10 / len(RUNS)  # bytes a second; while others are measured, nothing comes
    return side_by_side.start(bench, servers.ALL["carillon"], connections(o, run), {**PATIENT, **run.settings},
                              *(["--trickle-bytes", slowly, "--slow-rcvbuf", 65536] if run.slow else []), slow=share, trickle=share)


def connections(o, run):
    return o.connections - 2 * int(o.connections * SHARE) if run.alone else o.connections


def one(bench, name, running, load, place, searches, first):
    o, run = bench.options, RUNS[name]
    events = o.rate / o.connections
    judge = throughput.Judge(bench, load, SIZE, name, place)
    judge.settle(events, WARM_UP, pieces=2)  # not for longer: the log's bytes must last for what is measured too
    results = [judge.at(events, o.seconds, watch=lambda: running.metrics().sum("carillon_log_bytes")) for _ in range(3)]
    place.meet()
    highest = None
    if run.searched and searches:
        rate = search.highest(judge.short, first or 8_000_000 / o.connections, 1.25)
        highest = rate and throughput.highest(search.staircase(judge.long, rate, throughput.TRIES))
    place.meet()  # what the slow ones still have to read must not run beside measurements
    return {"results": results, "highest": highest, "log_bytes": max(held for result in results for held in result["watched"]),
            "log_bound": log_bound(bench, run.settings),
            "connections": load.connections, "books": books(load, running)}


def log_bound(bench, settings):
    """log.max_bytes, as the gateway says that it is in effect."""
    said = machine.said("env", *(f"{name}={value}" for name, value in settings.items()), servers.LAUNCHER, "config", "--config",
                        bench.site.configuration)
    return re.search(r"^log:(?:\n .*)*?\n +max_bytes: (\S+)", said, flags=re.M).group(1)


def size(text):
    """Bytes of a size as the gateway prints it: 64MiB."""
    number, unit = re.fullmatch(r"(\d+)([KMG]iB|B)", text).groups()
    return int(number) * 1024 ** ("B", "KiB", "MiB", "GiB").index(unit)


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
    for name in figures:
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
        f"Events of {SIZE} bytes, {o.rate / 1e6:.1f} M deliveries/s to {o.connections:,} connections offered for {o.seconds} s, three times, and again with gateways started anew ({o.repeat} in all):"
        " medians; the same events a second in each run. Latency and rates are of those who read at once.", "",
        report.table(["run", "connections", "p50 / p99 / p99.9 ms", "p99, of that where all read", "of the others' alone", "others got all",
                      "highest rate the others sustain (as if all read)", "of that where all read", "resident at most",
                      "the log held, MiB, of log.max_bytes"], speed), "",
        "The books, after the slow ones have read what was left for them:", "",
        report.table(["run", "matched", "written", "shed", "received by the clients", "closed", "adds up"], accounts)])
