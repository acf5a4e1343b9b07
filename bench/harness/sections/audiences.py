"""Cost of a delivery when connections see different things: 1,000 of them in 1, 10, 100 and 1,000 audiences.

Each connection is of another user, who sees --each of --types content types, and events are spread over all types; so rows differ in
how many different things are seen, and in nothing else: as many users are read anew by the sweep of permissions. A batch is laid into
one buffer for each audience and loop, and written once for each connection. The gateways, one for each number of audiences, are up
side by side, and their measurements take turns.
"""

import functools

from .. import report, servers, side_by_side, tools
from . import throughput

NAME = "audiences"
SIZE = 200


def options(parser):
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--audiences", default="1,10,100,1000", help="default: 1,10,100,1000")
    parser.add_argument("--types", type=int, default=200, help="content types (default: 200)")
    parser.add_argument("--each", type=int, default=100, help="of which a user sees (default: 100)")
    parser.add_argument("--rates", default="50000,1000000", help="deliveries a second; default: 50000,1000000")
    parser.add_argument("--repeat", type=int, default=throughput.ROUNDS, help=f"measurements at each rate (default: {throughput.ROUNDS})")


def run(bench):
    o = bench.options
    counts, rates = [int(n) for n in o.audiences.split(",")], [int(rate) for rate in o.rates.split(",")]
    types = bench.site.ask("content_types", count=o.types)
    sets = {count: bench.site.ask("audiences", prefix=prefix(count), count=o.connections, types=types, each=o.each, distinct=count)
            for count in counts}
    receives = {count: {"types": types, "expected": due(types, sets[count])} for count in counts}
    starts = {count: side_by_side.start(bench, servers.ALL["carillon"], o.connections, {}, "--per-type", max(types), receives=receives[count],
                                        tokens=functools.partial(tokens, bench, count, sets[count])) for count in counts}
    figures = side_by_side.all_measured(starts, lambda count, *who: one(bench, rates, receives[count], count, *who))
    report.keep(bench, NAME, figures)
    text = table(figures, rates, o) + "\n\n" + report.footer(bench, [servers.ALL["carillon"]])
    report.write(o.results, NAME, text)
    print(text)


def prefix(count):
    """Of the names of the users that are so many audiences."""
    return f"aud-{count}-"


def tokens(bench, count, sets):
    return bench.site.tokens(prefix(count), len(sets), bench.directory / "tokens.txt", types=sets)


def due(types, sets):
    """How many deliveries events are, by their types, when each connection sees its set."""
    viewers = {t: sum(t in seen for seen in sets) for t in types}
    return lambda published: sum(events * viewers[int(t)] for t, events in published["by_type"].items())


def one(bench, rates, receives, count, running, load, place):
    o, found = bench.options, {}
    judge = throughput.Judge(bench, load, SIZE, f"{count:,} audiences", place, **receives)
    for rate in sorted(rates, reverse=True):
        events = rate / (o.connections * o.each / o.types)
        judge.settle(events, throughput.QUIET if found else throughput.WARM_UP)
        found[rate] = [{**result, **written(*result["watched"], o.connections)}
                       for result in (judge.at(events, 8, watch=lambda: batches(running)) for _ in range(o.repeat))]
    return found


def batches(running):
    metrics = running.metrics()
    return {"laid": metrics.sum("carillon_batch_events_total"), "sets": metrics.sum("carillon_batches_total"),
            "audiences": metrics.sum("carillon_audiences")}


def written(before, after, connections):
    """Events laid into buffers between two looks, and writes of connections, each of one audience's buffer."""
    laid, sets = (after[name] - before[name] for name in ("laid", "sets"))
    return {"laid": laid, "writes": sets * connections / max(1, after["audiences"])}


def table(figures, rates, o):
    rows, curves = [], []
    for rate in rates:
        growth, first = {}, None
        for count, measured in figures.items():
            results = measured[rate]
            cpu = report.median([r["server_cpu_s_per_M"] for r in results])
            first = first or cpu
            growth[count] = cpu / first
            msgs = sum(r["msgs"] for r in results)
            rows.append([f"{rate:,}/s", f"{count:,}", report.figure(cpu), report.ratio(cpu, first),
                         report.figure(msgs / sum(r["writes"] for r in results), 1),
                         report.figure(sum(r["laid"] for r in results) / msgs, 3),
                         " / ".join(report.ms(report.median([r[key] for r in results])) for key in ("p50_ms", "p99_ms")),
                         tools.doubts(results).strip(" ()") or "all"])
        curves.append(curve(f"server CPU at {rate:,} deliveries/s, of one audience's", growth))
    head = ["deliveries", "audiences", "server CPU s per million", "of one audience's", "deliveries a write",
            "copies laid into buffers a delivery", "p50 / p99 ms", "arrived"]
    return (f"{o.connections:,} connections, each of another user and seeing {o.each} of {o.types} content types, events of {SIZE} bytes over all types.\n\n"
            + "\n\n".join([report.table(head, rows), *curves]))


def curve(title, growth):
    """A chart that GitHub and most Markdown viewers draw (Mermaid)."""
    return "\n".join(["```mermaid", "xychart-beta", f'    title "{title}"', f'    x-axis "audiences" {list(growth)}',
                      f"    y-axis 0 --> {max(1.5, *growth.values()):.2f}", f"    line {[round(value, 2) for value in growth.values()]}",
                      "```"])
