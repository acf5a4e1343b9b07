"""Highest sustained rate, CPU and latency: the guide's server, Node's ws, the C reference and Carillon, side by side.

A rate is sustained when everything arrives and p99 stays below a second, in a run of --seconds. About where it lies short runs
tell; then ten runs count, or up to twenty while the walk is still on its way, each 5 % higher after one that was sustained and 5 % lower
after one that was not: the median of those that were is the highest rate. Latency, and CPU at 50,000/s, are measured seven times. Carillon and C are up side by side, and their
measurements take turns, --repeat times with servers started anew, and medians count; those that carry a hundredth come before, once.

A cell of the table, so many connections and events of one size, is of one run of one command, with all its servers, and its
ratios are of the figures shown. It replaces the cell of an earlier command when it is finished.
"""

import itertools
import re

from .. import processes, report, search, servers, side_by_side, tools

NAME = "throughput"
HOPELESS_MS = 2000  # far from sustained; a gateway whose log is overtaken would begin to close the slowest
MODERATE, FIXED = 50_000, 5_000_000
SHORT = 3
# In the tries that are too high for it, Carillon skips what a client is late with. By default it would close the client, who would be
# missing from the lower rates too.
SETTINGS = {"carillon": {"CARILLON_SLOW_POLICY": "skip"}}
WARM_UP = 40  # seconds at least; batched, a method runs some thousand times a second only, so the optimizing compiler takes its time
# A compiler is done that took so little of a core for so many seconds. At 50,000 deliveries a second a method comes fifty times a second,
# and some seconds without anything to compile are common long before the last.
RESTS, QUIET = 0.005, 15
TRIES = 10  # of the highest rate
ROUNDS = 7  # measurements of each latency and of CPU, in turns: one in three was disturbed by the host


def options(parser):
    parser.add_argument("--servers", default="guide,ws,c,carillon", help="of guide, ws, c, carillon")
    parser.add_argument("--connections", default="1000,10000", help="default: 1000,10000")
    parser.add_argument("--sizes", default="200,1024", help="bytes of an event; default: 200,1024")
    parser.add_argument("--repeat", type=int, default=2, help="how often Carillon and C are measured (default: 2)")
    parser.add_argument("--add", action="store_true", help="keep the other cells of the table, of earlier commands")


def run(bench):
    o = bench.options
    names = o.servers.split(",")
    chosen = [server for name, server in servers.ALL.items() if name in names]
    notes = {server.name: server.missing(bench) for server in chosen}
    for name, note in notes.items():
        if note:
            print(f"{name} is not measured: {note}", flush=True)
    chosen = [server for server in chosen if not notes[server.name]]
    bench.site.token()  # made before anything is measured
    earlier = {name: cell for name, cell in report.kept(bench, NAME).items() if readable(cell)}
    cells = list(itertools.product(map(int, o.connections.split(",")), map(int, o.sizes.split(","))))
    figures = staying(earlier, {cell_name(*cell) for cell in cells}, o.add)
    for connections, size in cells:
        name = cell_name(connections, size)
        figures[name] = {"servers": one_cell(bench, chosen, connections, size, earlier), "footer": report.footer(bench, chosen)}
        figures = in_order(figures)
        report.keep(bench, NAME, figures)
        report.write(o.results, NAME, text(figures, notes))
    print(text(figures, notes))


def in_order(figures):
    """By size, then by connections, in whatever order the cells were measured."""
    return dict(sorted(figures.items(), key=lambda item: [int(number) for number in re.findall(r"\d+", item[0])][::-1]))


def staying(earlier, planned, add):
    """The cells of earlier commands that stay for now: with --add all of them, else those that are to be replaced."""
    return {name: cell for name, cell in earlier.items() if add or name in planned}


def readable(cell):
    """Whether a cell that was kept is finished, and of the present form: each point's measurements in a list."""
    return "footer" in cell and all("given_up" in judged or all(isinstance(results, list) for results in judged.values())
                                    for runs in cell["servers"].values() for judged in runs)


def one_cell(bench, chosen, connections, size, earlier):
    found = {server.name: [] for server in chosen}
    for repetition in range(bench.options.repeat):
        for group in groups(chosen, repetition):
            able = [server for server in group if not any("given_up" in judged for judged in found[server.name])]
            if able:
                print(f"{' and '.join(server.label for server in able)}: {connections} × {size} B", flush=True)

            def judged(name, running, load, place):
                server = servers.ALL[name]
                guess = first_guess(earlier, server, connections, size)
                return Judge(bench, load, size, server.short, place).judge(guess, found[name], server.fine)
            starts = {server.name: side_by_side.start(bench, server, connections, SETTINGS.get(server.name, {})) for server in able}
            for name, result in side_by_side.measured(starts, judged).items():
                if isinstance(result, processes.Failed):
                    print(f"   {name} given up: {result}", flush=True)
                    result = {"given_up": str(result)}
                found[name].append(result)
    return found


def groups(chosen, repetition):
    """Who is measured side by side in this repetition, group after group; in a group nobody is always the first."""
    alone = [[server] for server in chosen if not server.repeats and repetition == 0]
    together = [server for server in chosen if server.repeats]
    first = repetition % len(together) if together else 0
    return alone + [together[first:] + together[:first]] * bool(together)


def cell_name(connections, size):
    return f"{connections} × {size} B"


def first_guess(earlier, server, connections, size):
    """Events a second to begin the search with, and its first step; only the search's time depends on them."""
    known = middle(earlier.get(cell_name(connections, size), {}).get("servers", {}), server.name, "max", "rate")
    if known:
        return known, 1.25
    return server.first / connections * (1 if size <= 400 or server.first < 1e6 else 0.35), 1.5


class Judge:
    """Measures one server with its connections open, and others in turn with it."""

    def __init__(self, bench, load, size, who="", place=None, **options):
        """`options` are those of every measurement."""
        self.options = options
        self.bench, self.load, self.size, self.place = bench, load, size, place or side_by_side.Place()
        self.who = who and f"{who:>10}: "

    def at(self, rate, seconds, verdict="", **more):
        """One measurement, told to whoever watches."""
        with self.place.turn():
            result = tools.measure(self.bench, self.load, rate, seconds, self.size, give_up_ms=HOPELESS_MS, who=self.who,
                                   **self.options, **more)
        tools.line(result, verdict, self.who)
        return result

    def warm(self, rate, seconds):
        self.at(rate, seconds, "(warming up)", again=False)

    def settle(self, rate, seconds=QUIET, pieces=6):
        """Warms up, and goes on until a virtual machine's compiler rests: what comes often at this rate is compiled anew first.
        Then waits until all others have done so too, so that what is measured next is measured in turns."""
        for _ in range(pieces):
            before = processes.compiler_seconds(self.load.pids)
            self.warm(rate, seconds)
            # Where threads of the compiler have ended meanwhile, what they took is not known.
            if 0 <= (processes.compiler_seconds(self.load.pids) - before) / seconds < RESTS:
                break
            seconds = min(seconds, QUIET)
        else:
            print(f"   {self.who}the compiler still works", flush=True)
        self.place.meet()

    def short(self, rate):
        """A backlog that grows must show within the short run, so less lateness is allowed; a narrow miss has another chance."""
        for _ in range(2):
            result = self.at(rate, SHORT)
            if result["complete"] and result["p99_ms"] < 500:
                return True
            if result["p99_ms"] > 1000:
                return False
        return False

    def long(self, rate):
        result = self.at(rate, self.bench.options.seconds)
        return {**result, "rate": rate} if result["complete"] and result["p99_ms"] < 1000 else None

    def judge(self, guess, before, fine):
        n, (rate, step) = self.load.connections, guess
        self.warm(MODERATE / n, 2)
        self.settle(rate / 2, WARM_UP)
        rate = highest(result for earlier in before for result in earlier["max"]) or search.highest(self.short, rate, step, fine)
        if rate:
            self.warm(rate, QUIET)  # whoever has only met half of it would fail where one that was searched for long would not
            self.place.meet()
        held = rate and search.staircase(self.long, rate, TRIES, fine)
        if not held:
            raise tools.LoadFailed("no rate is sustained")
        top = highest(held)
        print(f"   {self.who}sustains {top * n / 1e6:.3f} M/s; now half of it, 5 M/s where reached, 50,000/s", flush=True)
        points = {"half": top / 2, "fixed": FIXED / n if top * n >= FIXED else None, "moderate": MODERATE / n}
        found = {"max": held, **{point: [] for point in points}}
        for point, rate in points.items():
            self.place.meet()
            if point == "moderate":
                self.settle(rate)  # one event a write is another path than many
            if rate:
                found[point] = [self.at(rate, 8) for _ in range(ROUNDS)]
        return found


def highest(held):
    """Events a second: the median of the runs that held."""
    return report.median([result["rate"] for result in held])


def middle(cell, name, point, key):
    """The median of a figure over all measurements of a server."""
    return report.median([result[key] for judged in cell.get(name, []) for result in judged.get(point, [])])


def text(figures, notes):
    throughput, latency = [], []
    for what, kept in figures.items():
        cell = kept["servers"]
        for name in servers.ALL:
            failed = next((judged["given_up"] for judged in cell.get(name, []) if "given_up" in judged), None)
            if failed:
                throughput.append([what, servers.ALL[name].label, failed, "", "", "", "", ""])
            elif cell.get(name):
                throughput.append([what, servers.ALL[name].label, *rates(cell, name)])
                latency.append([what, servers.ALL[name].label, *(late(cell, name, point) for point in ("moderate", "half", "fixed"))])
    parts = [report.table(["connections × event", "server", "sustained deliveries/s", "of C's", "server CPU s per million there",
                           "at 50,000/s", "of C's", "with the clients', of C's"], throughput), "",
             "Milliseconds from the time an event was due to the client, p50 / p99 / p99.9, and p50 and p99 against C's:", "",
             report.table(["connections × event", "server", "at 50,000/s", "at half of the own maximum", "at 5 M/s"], latency), ""]
    parts += [f"{servers.ALL[name].label}: not measured: {note}.\n" for name, note in notes.items() if note]
    parts += [f"{what}: {kept['footer']}\n" for what, kept in figures.items()]
    return "\n".join(parts).rstrip()


def doubts(cell, name, point):
    return tools.doubts(result for judged in cell[name] for result in judged.get(point, []))


def rates(cell, name):
    most, cost, calm = (middle(cell, name, *which) for which in (("max", "deliveries_per_s"), ("max", "server_cpu_s_per_M"),
                                                                 ("moderate", "server_cpu_s_per_M")))
    c_most, c_calm = middle(cell, "c", "max", "deliveries_per_s"), middle(cell, "c", "moderate", "server_cpu_s_per_M")
    return [f"{most / 1e6:.2f} M" + doubts(cell, name, "max"), report.ratio(most, c_most), report.figure(cost, 3),
            report.figure(calm, 1) + doubts(cell, name, "moderate"), report.ratio(calm, c_calm),
            report.ratio(with_clients(cell, name), with_clients(cell, "c"))]


def with_clients(cell, name):
    """CPU at the moderate rate of server and load tool together. On loopback the kernel does much of a client's work, as waking it, in
    the server's `send`, or in the client's `recv`, as the two happen to meet; their sum does not depend on that."""
    shares = [middle(cell, name, "moderate", key) for key in ("server_cpu_s_per_M", "load_cpu_s_per_M")]
    return sum(shares) if all(shares) else None


def late(cell, name, point):
    p50, p99, p999 = (middle(cell, name, point, key) for key in ("p50_ms", "p99_ms", "p999_ms"))
    if p50 is None:
        return ""
    against = [report.ratio(value, middle(cell, "c", point, key), 1) for value, key in ((p50, "p50_ms"), (p99, "p99_ms"))]
    ratios = f" ({', '.join(against)})" if name != "c" and all(against) else ""
    return f"{report.ms(p50)} / {report.ms(p99)} / {report.ms(p999)}{ratios}{doubts(cell, name, point)}"
