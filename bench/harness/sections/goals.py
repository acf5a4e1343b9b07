"""What Carillon was built to reach, each goal with the figures of the other sections, and whether it is met. Measures nothing.

Reads the figures that the sections keep beside the tables that are made of them. Where a section has kept none, what the table of goals
said of it stays.
"""

import math
import operator
import typing

from .. import machine, report, tools
from . import compression, memory, slow, throughput

NAME = "goals"
AT_MOST, AT_LEAST = operator.le, operator.ge
DOUBT = "NOT ALL ARRIVED"  # as tools.doubts words it: such a figure meets no goal
WORDS = {AT_MOST: "at most", AT_LEAST: "at least"}
FAILED = math.nan  # no figure could be measured, and so the goal is missed: it compares with nothing
CHANCE = 0.1  # a figure that is worse than its equal in so many turns, or more, is so by chance no more often than this


class Undecided(float):
    """Misses its bound, but not in more turns than it might by chance: of two equal ones each is the worse half of the time."""


class Goal(typing.NamedTuple):
    what: str
    section: str
    values: typing.Callable  # of what the section keeps: {of what: figure}; None where there was nothing to measure
    compare: typing.Callable
    bound: float
    digits: int = 2

    def row(self, kept):
        head = [self.what, f"{WORDS[self.compare]} {self.bound:g}"]
        try:
            found = {of: value for of, value in self.values(kept).items() if value is not None} if kept else {}
        except (AttributeError, IndexError, KeyError, TypeError):
            return [*head, "not measured (what is kept is incomplete, or of another form)", ""]
        if not found:
            return [*head, "not measured", ""]
        missed = [of for of, value in found.items() if DOUBT in of or not self.compare(value, self.bound)]
        short = [of for of in missed if DOUBT in of or not isinstance(found[of], Undecided)]
        said = ", ".join(("failed" if math.isnan(value) else f"{value:.{self.digits}f}") + (f" ({of})" if of else "")
                         for of, value in found.items())
        return [*head, said, f"no: {', '.join(filter(None, short)) or 'above'}" if short else "undecided" if missed else "yes"]


def beside_c(point, *keys):
    """Carillon's figure of C's, in each cell of the throughput table that both are in; with several keys, the worst of them."""
    def values(kept):
        found = {}
        for name, cell in kept.items():
            cell = cell["servers"]
            if "carillon" in cell and throughput.middle(cell, "c", point, keys[0]):
                doubts = throughput.doubts(cell, "carillon", point) or throughput.doubts(cell, "c", point)
                found[name + doubts] = max(of_c(cell, point, key) for key in keys)
        return found
    return values


def no_worse(point, *keys):
    """The same, where Carillon is to be no worse than C: with how often it was, in measurements that took turns."""
    def values(kept):
        found = {}
        for name, figure in beside_c(point, *keys)(kept).items():
            cell = kept[name.split(" (")[0]]["servers"]
            worse, turns = max(turns_worse(cell, point, key) for key in keys)
            by_chance = sum(math.comb(turns, count) for count in range(worse, turns + 1)) / 2**turns
            found[f"{name}, worse in {worse} of {turns} turns"] = Undecided(figure) if figure > 1 and by_chance > CHANCE else figure
        return found
    return values


def turns_worse(cell, point, key):
    """How often Carillon's figure was above C's of the same turn, of how many turns."""
    ours, theirs = ([result[key] for judged in cell[who] for result in judged.get(point, [])] for who in ("carillon", "c"))
    pairs = [(own, other) for own, other in zip(ours, theirs) if own is not None and other is not None]
    return sum(own > other for own, other in pairs), len(pairs)


def of_c(cell, point, key):
    ours, theirs = (throughput.middle(cell, who, point, key) for who in ("carillon", "c"))
    return FAILED if not ours or any("given_up" in judged for judged in cell["carillon"]) else ours / theirs


def audiences(kept):
    """CPU of a delivery in so many audiences, of that in one, the worst of the rates."""
    one = kept["1"]
    return {f"{int(count):,}" + doubts(*measured.values(), *one.values()): max(cpu(measured[rate]) / cpu(one[rate]) for rate in one)
            for count, measured in kept.items() if count != "1"}


def cpu(results):
    return report.median([result["server_cpu_s_per_M"] for result in results])


def doubts(*measurements):
    return tools.doubts(result for results in measurements for result in results)


def garbage(batch):
    def values(kept):
        return {each["params"]["end"].lower(): each["secondaryMetrics"]["gc.alloc.rate.norm"]["score"] for each in kept
                if each["benchmark"].endswith(".FanoutBenchmark.carillon") and each["params"]["batch"] == batch}
    return values


def coming_and_going(kept):
    """Time with so many content types, of that with one; failed where the error is as large as the time."""
    took = {each["params"]["types"]: each["primaryMetric"] for each in kept
            if each["benchmark"].endswith(".RegistryBenchmark.joinAndLeave")}
    one = took["1"]
    return {f"{int(types):,}": FAILED if max(metric["scoreError"] / metric["score"] for metric in (one, of)) > 1 else of["score"] / one["score"]
            for types, of in took.items() if types != "1"}


def idle(key):
    return lambda kept: {kind: memory.slope(kept[kind], key) for kind in memory.KINDS}


def slow_rows(figure):
    return lambda kept: {name + doubts(row["results"]): figure(kept, row) for name, row in kept.items() if slow.RUNS[name].slow}


def compressed(kept):
    none, shared = (kept["figures"][kind] for kind in compression.KINDS)
    return {f"{int(rate):,}/s" + doubts(none[rate], shared[rate]): cpu(shared[rate]) / cpu(none[rate]) for rate in none}


def late_p99(kept, row):
    return slow.p99(row["results"]) / slow.p99(kept[slow.ALL]["results"])


def highest(kept):
    rates = {name: row["highest"] for name, row in kept.items() if slow.RUNS[name].searched}
    all_read = rates.pop(slow.ALL)
    return {name: rate / all_read if rate and all_read else FAILED for name, rate in rates.items()}


def books(kept):
    return {name: 0 if row["books"]["adds_up"] else FAILED for name, row in kept.items()}


def shed_in_place(kept):
    """Deliveries that those lost whose place the log held to the end."""
    return {name: sum(kept[name]["books"]["shed"].values()) for name in kept if name == slow.HELD}


def log_held(kept):
    """Of log.max_bytes, at most, while events came."""
    return {name: row["log_bytes"] / slow.size(row["log_bound"]) for name, row in kept.items()}


def storm(figure):
    """Of the wave in which all come back."""
    def values(kept):
        waves = kept.get("storm", {}).get("waves", {})
        return {name: FAILED if wave["gave_up"] else figure(wave) for name, wave in waves.items() if "come back" in name}
    return values


def missing(kept):
    result = kept["result"]
    lost = result["missing"] + result["dup"]
    return {f"{kept['connections']:,}": lost if lost or result["complete"] else FAILED}


GOALS = (
    Goal("1. sustained deliveries a second, of C's", "throughput", beside_c("max", "deliveries_per_s"), AT_LEAST, 0.9),
    Goal("2. CPU a delivery at 50,000/s, of C's", "throughput", beside_c("moderate", "server_cpu_s_per_M"), AT_MOST, 1.15),
    Goal("3. p50 and p99 at 50,000/s, of C's, the worse", "throughput", beside_c("moderate", "p50_ms", "p99_ms"), AT_MOST, 1.3),
    Goal("3. p50 and p99 at half of the own maximum, of C's, the worse", "throughput", beside_c("half", "p50_ms", "p99_ms"), AT_MOST, 1.3),
    Goal("3. p50 and p99 at 5 M/s, of C's, the worse", "throughput", no_worse("fixed", "p50_ms", "p99_ms"), AT_MOST, 1.0),
    Goal("4. CPU a delivery in so many audiences, of that in one; a tenth for copies of their own", "audiences", audiences, AT_MOST, 1.1),
    Goal("4. time of a coming and going with so many content types, of that with one", "garbage", coming_and_going, AT_MOST, 1.5),
    Goal("5. bytes of garbage a delivery, one by one", "garbage", garbage("1"), AT_MOST, 16, 1),
    Goal("5. bytes of garbage a delivery, 32 in a batch", "garbage", garbage("32"), AT_MOST, 1, 1),
    Goal("6. KiB of live heap for an idle connection", "memory", idle("heap"), AT_MOST, 2, 3),
    Goal("6. KiB of resident memory for an idle connection", "memory", idle("rss"), AT_MOST, 3, 3),
    Goal("6. deliveries to so many real connections that are missing, or came twice", "connections", missing, AT_MOST, 0, 0),
    Goal("7. p99 of the others beside slow clients, of where all read", "slow", slow_rows(late_p99), AT_MOST, 1.2),
    Goal("7. highest rate of the others, of where all read", "slow", highest, AT_LEAST, 0.95),
    Goal("7. deliveries that are in neither book", "slow", books, AT_MOST, 0, 0),
    Goal("7. deliveries lost by the slow while the log holds their place", "slow", shed_in_place, AT_MOST, 0, 0),
    Goal("7. what the log held at most, of its bound (log.max_bytes)", "slow", log_held, AT_MOST, 1),
    Goal("8. CPU with compression, of that without", "compression", compressed, AT_MOST, 1.3),
    Goal("9. database queries a client in a storm", "handshakes", storm(lambda wave: wave["queries"] / wave["clients"]), AT_MOST, 0.1, 3),
    Goal("9. tokens that expired in the gateway's queue in that storm", "handshakes",
         storm(lambda wave: max(0, wave["outcomes"].get("expired", 0) - wave["stale"])), AT_MOST, 0, 0),
)


def options(parser):
    pass


def run(bench):
    text = (table(lambda section: report.kept(bench, section), report.standing(bench.options.results, NAME))
            + f"\n\nOf the tables below, each of which says when and of what it is; `{report.command()}`, {machine.today()}.")
    report.write(bench.options.results, NAME, text)
    print(text)


def table(kept, standing):
    """`standing` are the rows of the table before, by what they begin with."""
    rows = [(standing.get(goal.what) if not kept(goal.section) else None) or goal.row(kept(goal.section)) for goal in GOALS]
    return report.table(["goal", "", "measured", "met"], rows)
