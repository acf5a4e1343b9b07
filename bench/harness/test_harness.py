"""What the harness decides by itself, without servers. python3 bench/harness/test_harness.py"""

import argparse
import json
import pathlib
import sys
import tempfile
import threading
import unittest
import unittest.mock

sys.dont_write_bytecode = True
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)

from harness import cli, crowd, machine, processes, report, search, servers, side_by_side, tools  # noqa: E402
from harness.sections import audiences, choices, connections, costs, garbage, goals, handshakes, memory, million, slow, throughput  # noqa: E402


class SearchTest(unittest.TestCase):
    def test_the_highest_rate_is_found_within_the_step(self):
        for limit in (0.03, 7, 1000, 123456):
            for first in (limit / 50, limit, limit * 40):
                found = search.highest(lambda rate: rate <= limit, first)
                self.assertTrue(limit / search.FINE <= found <= limit, (limit, first, found))

    def test_nothing_is_found_where_nothing_is_sustained(self):
        self.assertIsNone(search.highest(lambda rate: False, 1000))

    def test_a_walk_stays_about_what_holds_and_what_led_there_does_not_count(self):
        def walk(first, limit, tries=7):
            return [round(rate) for rate in search.staircase(lambda rate: rate if rate <= limit else None, first, tries, fine=2, turns=0)]
        self.assertEqual([8, 8], walk(first=1, limit=9))
        self.assertEqual([8, 8, 8], walk(first=16, limit=9))
        self.assertEqual([8, 8], walk(first=64, limit=9))
        self.assertEqual([64], walk(first=1, limit=1000))
        self.assertEqual([], walk(first=64, limit=0.1))

    def test_a_walk_that_is_still_on_its_way_goes_on_and_not_for_ever(self):
        def walk(limits):
            tried = []
            def sustained(rate):
                tried.append(rate)
                return rate if rate <= (limits.pop(0) if len(limits) > 1 else limits[0]) else None
            return [round(rate) for rate in search.staircase(sustained, 8, 4, fine=2, turns=3)], len(tried)
        self.assertEqual(([8, 8], 4), walk([9]))
        self.assertEqual(([1, 2, 4, 8], 8), walk([1, 1, 1, 9]))
        self.assertEqual(([128 * 8], 8), walk([1e9]))

    def test_a_walk_follows_the_machine(self):
        limits = iter([9, 9, 9, 9, 3, 3, 3, 3, 3, 3])  # turns enough for ten tries
        self.assertEqual([8, 8, 2, 2], list(search.staircase(lambda rate: rate if rate <= next(limits) else None, 8, 10, fine=2)))


class ReportTest(unittest.TestCase):
    def test_a_section_is_replaced_between_its_markers_only(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "R.md"
            file.write_text("before\n<!-- a:begin -->\nold\n<!-- a:end -->\nafter\n")
            report.write(file, "a", r"new \1")
            self.assertEqual("before\n<!-- a:begin -->\nnew \\1\n<!-- a:end -->\nafter\n", file.read_text())

    def test_a_section_without_markers_comes_last(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "R.md"
            report.write(file, "b", "text")
            self.assertTrue(file.read_text().endswith("\n\n## B\n\n<!-- b:begin -->\ntext\n<!-- b:end -->\n"))

    def test_ratios_need_a_reference(self):
        self.assertEqual(("1.50 ×", ""), (report.ratio(3, 2), report.ratio(3, None)))


class MetricsTest(unittest.TestCase):
    def test_counters_are_summed_over_labels(self):
        scrape = servers.Metrics('# HELP x\nx_total{reason="a"} 2.0\nx_total{reason="b"} 3\ny 1.5E3\n')
        self.assertEqual((5, 2, 1500), (scrape.sum("x_total"), scrape.sum("x_total", 'reason="a"'), scrape.sum("y")))
        self.assertEqual({"reason=a": 2, "reason=b": 3}, scrape.by_label("x_total"))


class ProcessesTest(unittest.TestCase):
    def test_a_process_is_of_its_own_family(self):
        self.assertIn(processes.os.getpid(), processes.family(processes.os.getppid()))

    def test_ports_in_a_row_are_free(self):
        first = processes.free_ports(5)
        self.assertTrue(all(processes.is_free(port) for port in range(first, first + 5)))

    def test_versions_are_found(self):
        self.assertEqual(("20.20.2", "?"), (machine.number("v20.20.2"), machine.number("none")))


class LoadTest(unittest.TestCase):
    def test_prompt_messages_are_counted_by_themselves(self):
        self.assertEqual(7, tools.prompt({"msgs": 10, "prompt_messages": 7}))


class ThroughputTest(unittest.TestCase):
    SERVERS = [servers.ALL[name] for name in ("guide", "c", "carillon")]

    def test_only_finished_cells_stay_and_without_add_only_those_to_be_replaced(self):
        kept = {"a": {"servers": {}, "footer": "1"}, "b": {"servers": {}, "footer": "2"}}
        self.assertEqual(["a", "b"], list(throughput.staying(kept, {"a"}, add=True)))
        self.assertEqual(["a"], list(throughput.staying(kept, {"a", "c"}, add=False)))

    def test_cells_stand_by_size_and_connections(self):
        cells = [throughput.cell_name(*cell) for cell in ((1000, 200), (10_000, 200), (1000, 1024), (10_000, 1024))]
        self.assertEqual(cells, list(throughput.in_order(dict.fromkeys(reversed(cells)))))

    def test_cells_of_an_older_form_are_not_read(self):
        def cell(judged):
            return {"servers": {"c": [judged]}, "footer": ""}
        self.assertTrue(throughput.readable(cell({"max": [], "fixed": []})) and throughput.readable(cell({"given_up": "no rate"})))
        self.assertFalse(throughput.readable(cell({"max": {}, "fixed": None})) or throughput.readable({"servers": {}}))

    def test_nobody_is_always_first(self):
        groups = [[[server.name for server in group] for group in throughput.groups(self.SERVERS, repetition)] for repetition in range(3)]
        self.assertEqual([[["guide"], ["c", "carillon"]], [["carillon", "c"]], [["c", "carillon"]]], groups)
        self.assertEqual([], throughput.groups(self.SERVERS[:1], 1))

    def test_a_cell_that_is_not_finished_leaves_the_one_before(self):
        def fails(bench, chosen, connections, size, earlier):
            if size == 2:
                raise KeyboardInterrupt
            return {}
        with tempfile.TemporaryDirectory() as directory, unittest.mock.patch.multiple(
                throughput, one_cell=fails, text=lambda figures, notes: ""), unittest.mock.patch.object(
                report, "footer", lambda *_: "new"):
            bench = unittest.mock.Mock(results=pathlib.Path(directory))
            bench.options = argparse.Namespace(servers="c", connections="10", sizes="1,2", repeat=1, add=False,
                                               results=pathlib.Path(directory) / "R.md")
            report.keep(bench, "throughput", {f"10 × {size} B": {"servers": {}, "footer": "old"} for size in (1, 2, 3)})
            with self.assertRaises(KeyboardInterrupt):
                throughput.run(bench)
            self.assertEqual({"10 × 1 B": "new", "10 × 2 B": "old"},
                             {name: cell["footer"] for name, cell in report.kept(bench, "throughput").items()})

    def test_ratios_are_of_the_medians_shown(self):
        def judged(rate, clients=1):
            point = [{"deliveries_per_s": rate, "server_cpu_s_per_M": 1, "load_cpu_s_per_M": clients, "p50_ms": 1, "p99_ms": 2, "p999_ms": 3, "complete": True,
                      "strangers": 0}]
            return {"max": point, "half": point, "fixed": [], "moderate": point}
        cell = {"servers": {"ws": [judged(1e6, clients=3)], "c": [judged(8e6), judged(12e6)]}, "footer": "made so"}
        said = throughput.text({"cell": cell}, {})
        self.assertIn("| cell | Node ws, nothing checked | 1.00 M | 0.10 × | 1.000 | 1.0 | 1.00 × | 2.00 × |", said)
        self.assertTrue(said.endswith("cell: made so"))

    def test_what_did_not_arrive_or_was_disturbed_is_said(self):
        good, lost, noisy = ({"complete": c, "strangers": s} for c, s in ((True, 0), (False, 0), (True, 0.2)))
        self.assertEqual("", tools.doubts([good, None]))
        self.assertEqual(" (NOT ALL ARRIVED, disturbed)", tools.doubts([good, lost, noisy]))


class SideBySideTest(unittest.TestCase):
    def measured(self, work):
        def start(name):
            def started(ending):
                ending.callback(self.ended.append, name)
                return f"{name} running", None
            return started
        self.ended = []
        return side_by_side.measured({name: start(name) for name in ("c", "carillon")}, work)

    def test_measurements_take_turns_until_one_has_all_of_its_own(self):
        log = []

        def work(name, running, load, place):
            for number in range(2 if name == "c" else 4):
                with place.turn():
                    log.append(name)
            return name
        self.assertEqual({"c": "c", "carillon": "carillon"}, self.measured(work))
        self.assertEqual(["c", "carillon"] * 2 + ["carillon"] * 2, log)

    def test_they_wait_for_each_other_but_not_for_who_has_left(self):
        log = []

        def work(name, running, load, place):
            for meeting in range(3):
                place.meet()
                for _ in range(1 if name == "c" else 3):
                    with place.turn():
                        log.append((meeting, name))
                if name == "c" and meeting == 1:
                    return "left"
            return "stayed"
        self.assertEqual({"c": "left", "carillon": "stayed"}, self.measured(work))
        self.assertEqual([0] * 4 + [1] * 4 + [2] * 3, [meeting for meeting, _ in log])

    def test_one_that_is_alone_waits_for_nobody(self):
        place = side_by_side.Place()
        for _ in range(2):
            place.meet()
            with place.turn():
                pass

    def test_one_that_fails_leaves_the_others(self):
        def work(name, running, load, place):
            for _ in range(3):
                with place.turn():
                    if name == "c":
                        raise tools.LoadFailed("it ended")
            return list(self.ended)
        found = self.measured(work)
        self.assertEqual((["c"], "it ended"), (found["carillon"], str(found["c"])))

    def test_a_server_that_does_not_start_leaves_the_others(self):
        def fails(ending):
            raise processes.Failed("it ended at once")
        found = side_by_side.measured({"c": fails, "carillon": lambda ending: (None, None)}, lambda *_: "measured")
        self.assertEqual(("measured", "it ended at once"), (found["carillon"], str(found["c"])))

    def test_a_fault_of_ours_ends_all_whoever_has_it(self):
        for faulty in ("c", "carillon"):
            def work(name, running, load, place):
                while True:
                    with place.turn():
                        if name == faulty:
                            raise KeyError("fault")
                    place.meet()
            with self.assertRaises(KeyError):
                self.measured(work)
            self.assertEqual({"c", "carillon"}, set(self.ended))

    def test_after_warm_ups_of_different_length_measurements_take_turns(self):
        log = []

        def work(name, running, load, place):
            judge = throughput.Judge(None, unittest.mock.Mock(pids=[name]), 200, name, place)
            judge.settle(50)
            for _ in range(2):
                judge.at(50, 8)
                log.append(name)
        spent = {"c": 0, "carillon": 0}

        def compiler(pids):
            spent[pids[0]] += pids[0] == "carillon" and spent["carillon"] < 6
            return spent[pids[0]]
        result = {"strangers": 0, "deliveries_per_s": 0, "seconds": 0, "msgs": 0, "expected": 0, "p50_ms": 0, "p99_ms": 0, "p999_ms": 0,
                  "server_cpu_s_per_M": 0}
        with unittest.mock.patch.object(throughput.processes, "compiler_seconds", compiler), unittest.mock.patch.object(
                tools, "measure", lambda *_, **__: result), unittest.mock.patch("builtins.print"):
            self.measured(work)
        self.assertIn(log, (["c", "carillon"] * 2, ["carillon", "c"] * 2))


class WarmUpTest(unittest.TestCase):
    @staticmethod
    def warmed(*compiled, **options):
        """Seconds of each piece of a warm-up in which the compiler took so much; the last value holds on."""
        judge = throughput.Judge(None, unittest.mock.Mock(pids=[1]), 200)
        looks = iter([look for before, after in zip((0, *compiled), compiled) for look in (before, after)])
        with unittest.mock.patch.object(judge, "warm") as warm, unittest.mock.patch.object(
                throughput.processes, "compiler_seconds", lambda pids: next(looks, compiled[-1])), unittest.mock.patch("builtins.print"):
            judge.settle(50, **options)
        return [call.args for call in warm.call_args_list]

    def test_it_goes_on_until_the_compiler_rests(self):
        self.assertEqual([(50, 40), (50, 15), (50, 15)], self.warmed(30, 31, 31.01, 33, seconds=40))
        self.assertEqual([(50, 15)], self.warmed(0))

    def test_it_ends_where_the_compiler_never_rests(self):
        self.assertEqual([(50, 15)] * 3, self.warmed(1, 2, 3, 4, 5, pieces=3))

    def test_threads_of_the_compiler_that_have_ended_do_not_look_like_rest(self):
        self.assertEqual([(50, 15), (50, 15)], self.warmed(-3, -3))

    def test_only_the_compilers_threads_count(self):
        with unittest.mock.patch.object(processes, "threads", lambda pid: [("C2 CompilerThre", 1, 2), ("C1 CompilerThre", 4, 0), ("Catalina", 9, 9)]):
            self.assertEqual(14, processes.compiler_seconds([1, 2]))


class CostsTest(unittest.TestCase):
    def test_the_time_of_threads_that_have_ended_is_with_the_others(self):
        none = {kind: [0, 0] for kind in costs.KINDS}
        found = costs.each({"threads": none, "all": 10, "batches": (0, 0)},
                           {"threads": {**none, "loops": [1, 2]}, "all": 15, "batches": (60, 20)}, 1_000_000)
        self.assertEqual(([1, 2], 5, 2, 3), (found["us"]["loops"], found["all"], found["others"], found["batch"]))

    def test_medians_are_shown(self):
        def one(all_, loops, batch):
            return {"all": all_, "us": {**{kind: [0, 0] for kind in costs.KINDS}, "loops": loops}, "others": 0.5, "batch": batch,
                    "result": {"complete": True, "strangers": 0}}
        figures = {"c": {7: [one(3, [1, 2], None)]}, "carillon": {7: [one(9, [1, 8], 4), one(2, [1, 2], 5), one(4, [1, 3], 6)]}}
        said = costs.table(figures, [7], argparse.Namespace(connections=1, size=2))
        self.assertIn("| 3.000 | 2.000 | 1.000 |  |  |  |  |  | all |", said)
        self.assertIn("| 4.000 | 3.000 | 1.000 | 0.000 | 0.000 | 0.000 | 0.500 | 5.0 | all |", said)


class ChoicesTest(unittest.TestCase):
    @staticmethod
    def result(cpu, pauses):
        looks = [{"count": 2, "seconds": 1}, {"count": 2 + pauses, "seconds": 1 + 0.003 * pauses}]
        return {"server_cpu_s_per_M": cpu, "p50_ms": 1, "p99_ms": 2, "p999_ms": 3, "max_ms": 4, "complete": True, "strangers": 0,
                "seconds": 8, "watched": looks}

    def test_pauses_are_those_of_the_measurements(self):
        self.assertEqual("0.50, 3.0", choices.paused([self.result(1, 8), self.result(1, 0)]))
        self.assertEqual("none", choices.paused([self.result(1, 0)]))

    def test_rows_are_held_against_the_first(self):
        speeds = {name: {point: [self.result(cpu, 1)] for point in choices.POINTS} for name, cpu in {"a": 2, "b": 3}.items()}
        said = choices.table("transports", {"speeds": speeds, "idle": {}, "footer": "made so"}, argparse.Namespace(rate=5e6))
        self.assertIn("| b | 3.000 (1.50 ×) | 1.0 / 2.0 / 3.0 / 4.0 | 0.12, 3.0 |", said)


class AudiencesTest(unittest.TestCase):
    def test_writes_are_counted_between_two_looks(self):
        found = audiences.written({"laid": 5, "sets": 10, "audiences": 0}, {"laid": 25, "sets": 20, "audiences": 4}, 1000)
        self.assertEqual({"laid": 20, "writes": 2500}, found)

    def test_deliveries_are_due_to_those_who_see_the_type(self):
        due = audiences.due([1, 2, 3], [[1, 2], [2], [1, 2], [2], [1, 2]])
        self.assertEqual(3 * 10 + 5 * 100, due({"by_type": {"1": 10, "2": 100, "3": 1000}}))

    def test_a_curve_goes_through_every_count(self):
        drawn = audiences.curve("growth", {1: 1.0, 10: 1.044, 100: 1.7})
        for line in ('x-axis "audiences" [1, 10, 100]', "y-axis 0 --> 1.70", "line [1.0, 1.04, 1.7]"):
            self.assertIn(line, drawn)


class MeasureTest(unittest.TestCase):
    def test_only_the_attempt_that_counts_is_watched(self):
        looks, strangers = iter(range(100)), iter([0.5, 0.0])
        load = unittest.mock.Mock(prompt=1, connections=1, pids=[])
        load.mark.return_value = {"msgs": 1, "prompt_messages": 1, "missing": 0, "dup": 0, "forbidden": 0}
        publishing = unittest.mock.Mock(**{"under_way.return_value": False, "said.return_value": {"sent": 1, "secs": 1}})
        with unittest.mock.patch.object(tools, "Publishing", return_value=publishing), unittest.mock.patch.object(tools, "line"), \
                unittest.mock.patch.object(tools.machine, "Strangers") as others:
            others.return_value.share.side_effect = lambda: (next(strangers), "javac")
            result = tools.measure(None, load, 1, 1, 200, types=[1], watch=lambda: next(looks))
        self.assertEqual([2, 3], result["watched"])
        self.assertTrue(result["complete"])


class MemoryTest(unittest.TestCase):
    RUNS = [{"low": {"connections": 0, "rss": 0, "heap": 0}, "high": {"connections": 1024, "rss": rss * 2**20, "heap": 2**20}}
            for rss in (2, 3, 10)]

    def test_slopes_are_medians_of_the_runs(self):
        self.assertEqual((3, 1), (memory.slope(self.RUNS, "rss"), memory.slope(self.RUNS, "heap")))
        self.assertEqual(3 * 2**20, memory.level(self.RUNS, "high", "rss"))

    def test_a_million_is_computed_from_the_slopes_where_there_are_any(self):
        figures = {"processes": 6, "connections": 1024, "empty": {"rss": 0, "available": 2**30}, "full": {"rss": 2**22, "available": 2**29}}
        with unittest.mock.patch.object(report, "kept", return_value={"none": self.RUNS}):
            self.assertIn("of 3.00 KiB resident for each connection (section on memory, 0 to 1,024", connections.million(None, figures))
        with unittest.mock.patch.object(report, "kept", return_value={}):
            self.assertIn("of 4.00 KiB resident for each connection (6 processes of this table)", connections.million(None, figures))


class CrowdTest(unittest.TestCase):
    @staticmethod
    def look(subscribed, accepted, expired=0):
        return {"subscribed": subscribed, "accepted": accepted, "queries": 0, "outcomes": {"accepted": accepted, "expired": expired}}

    def wave(self, *looks, patience=15):
        gateways = unittest.mock.Mock(**{"pids.return_value": [], "look.side_effect": looks})
        load = unittest.mock.Mock(**{"mark.return_value": {"came_again": 12, "stale_tokens": 3, "token_age_max_s": 9}})
        with unittest.mock.patch("builtins.print"):
            return crowd.Wave(gateways, 10, came_again=2, stale=1).until_in(load, patience=patience)

    def test_a_storm_is_over_when_as_many_were_let_in_since(self):
        found = self.wave(self.look(10, 10), self.look(10, 10), self.look(10, 19), self.look(9, 20), self.look(10, 20, expired=4))
        self.assertEqual((False, 10, 10, 2, {"accepted": 10, "expired": 4}),
                         (found["gave_up"], found["subscribed"], found["came_again"], found["stale"], found["outcomes"]))

    def test_a_wave_that_gave_up_is_told_so_and_has_no_rate(self):
        found = self.wave(self.look(0, 0), self.look(7, 7, expired=3), patience=0)
        self.assertTrue(found["gave_up"])
        self.assertIn("| gave up |  |  |", handshakes.table({"all come": {**found, "subscribed": 7}}))
        found = self.wave(self.look(0, 0), self.look(10, 10, expired=3))
        self.assertIn("3 expired (too old when sent: 2)", handshakes.table({"all come": {**found, "seconds": 1}}))

    def test_tokens_are_made_anew_beside_and_a_failure_is_told(self):
        made, enough = [], threading.Event()

        def tokens(*arguments):
            made.append(arguments)
            if len(made) == 3:
                enough.set()
                raise processes.Failed("users.py failed")
        with unittest.mock.patch.object(crowd, "TOKEN_EVERY", 0), self.assertRaises(processes.Failed):
            with crowd.FreshTokens(unittest.mock.Mock(tokens=tokens), "client", 5, "file"):
                self.assertTrue(enough.wait(30))
        self.assertEqual([("client", 5, "file")] * 3, made)


class SlowTest(unittest.TestCase):
    @staticmethod
    def run_of(p99, held=0, adds_up=True):
        result = {"p50_ms": 1, "p99_ms": p99, "p999_ms": p99, "rss_peak": 0, "complete": True, "strangers": 0}
        return {"results": [result], "highest": p99, "connections": 1000, "log_bytes": held * 2**20, "log_bound": "64MiB", "footer": "",
                "books": {"matched": 1, "written": 1, "shed": {}, "received": 1, "closed": {}, "adds_up": adds_up}}

    def test_latency_is_held_against_both_controls(self):
        options = argparse.Namespace(rate=4e6, connections=1000, seconds=10, repeat=2)
        names = list(slow.RUNS)
        said = slow.table({names[0]: self.run_of(20), names[1]: self.run_of(10), names[2]: self.run_of(30, held=9)}, options)
        self.assertIn("1.50 × | 3.00 × | yes |", said)
        self.assertIn("| 9 of 64MiB |", said)

    def test_of_all_measurements_the_books_must_add_up(self):
        row = slow.together([self.run_of(10, adds_up=False), {**self.run_of(20), "highest": None}])
        self.assertEqual([10, 20], [result["p99_ms"] for result in row["results"]])
        self.assertEqual(10, row["highest"])
        self.assertFalse(row["books"]["adds_up"])


class FiguresTest(unittest.TestCase):
    def test_each_measurement_has_a_line_and_is_read_as_it_was_kept(self):
        figures = {"row × 1": {"results": [{"p50_ms": 1.5, "published": {"sent": 7}}, {"p50_ms": 2}], "empty": [], "footer": "{a}, \"b\""}, "7": [1, 2]}
        with unittest.mock.patch.object(report, "LINE", 60):
            text = report.lines(figures)
        self.assertEqual(figures, json.loads(text))
        self.assertIn('\n   {"p50_ms": 1.5, "published": {"sent": 7}},\n   {"p50_ms": 2}\n', text)

    def test_figures_are_kept_beside_the_table_and_without_the_machine_s_paths(self):
        metric = {"score": 1.5, "scoreError": 0.1, "scoreUnit": "B/op", "rawData": [[1, 2]]}
        kept = garbage.essence({"benchmark": "x.B.b", "jvm": "/somewhere/java", "params": {"batch": "1"}, "primaryMetric": metric,
                                "secondaryMetrics": {garbage.GARBAGE: metric, "gc.count": metric}})
        short = {"score": 1.5, "scoreError": 0.1, "scoreUnit": "B/op"}
        self.assertEqual({"benchmark": "x.B.b", "params": {"batch": "1"}, "primaryMetric": short,
                          "secondaryMetrics": {garbage.GARBAGE: short}}, kept)


class GoalsTest(unittest.TestCase):
    @staticmethod
    def goal(compare, bound, **values):
        return goals.Goal("it", "section", lambda kept: values, compare, bound)

    def test_who_misses_a_goal_is_named(self):
        self.assertEqual(["it", "at most 1.2", "1.20 (a), 1.20 (b)", "no: b"], self.goal(goals.AT_MOST, 1.2, a=1.196, b=1.204).row({"x": 1}))
        self.assertEqual(["it", "at least 0.9", "0.90 (a)", "yes"], self.goal(goals.AT_LEAST, 0.9, a=0.9, b=None).row({"x": 1}))
        self.assertEqual(["it", "at least 0.9", "failed (a)", "no: a"], self.goal(goals.AT_LEAST, 0.9, a=goals.FAILED).row({"x": 1}))

    def test_a_figure_that_is_not_of_all_meets_no_goal(self):
        doubtful = {f"a{tools.doubts([{'complete': False, 'strangers': 0}])}": 1}
        self.assertEqual(["1.00 (a (NOT ALL ARRIVED))", "no: a (NOT ALL ARRIVED)"], self.goal(goals.AT_MOST, 2, **doubtful).row({"x": 1})[2:])

    def test_what_was_not_measured_is_not_met(self):
        self.assertEqual(["not measured", ""], self.goal(goals.AT_MOST, 1, a=1).row({})[2:])

    def test_what_stood_in_the_table_stays_where_nothing_is_kept(self):
        one, other = goals.GOALS[0], next(goal for goal in goals.GOALS if goal.section == "connections")
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "R.md"
            report.write(file, goals.NAME, report.table(["goal", "", "measured", "met"],
                                                        [[one.what, "at least 0.9", "1.00 (a | b)", "yes"], [other.what, "", "7", "no: x"], ["unknown", "", "not measured", ""]]))
            standing = report.standing(file, goals.NAME)
        self.assertEqual(["unknown", "", "not measured", ""], standing["unknown"])
        kept = {"connections": {"connections": 1000, "result": {"missing": 0, "dup": 0, "complete": True}}}
        rows = [line for line in goals.table(lambda section: kept.get(section, {}), standing).splitlines() if "not measured" not in line]
        self.assertEqual([f"| {one.what} | at least 0.9 | 1.00 (a | b) | yes |", f"| {other.what} | at most 0 | 0 (1,000) | yes |"], rows[2:])

    @staticmethod
    def point(p50, p99, **more):
        return {"half": [{"p50_ms": p50, "p99_ms": p99, "complete": True, "strangers": 0, **more}]}

    def test_ratios_are_of_the_worse_percentile_and_none_is_a_miss(self):
        c, given_up = [self.point(1, 4)], [self.point(1, 4), {"given_up": "no rate"}]
        cells = {"good": {"c": c, "carillon": [self.point(2, 4)]}, "no c": {"carillon": c}, "lost": {"c": c, "carillon": given_up},
                 "noisy": {"c": [self.point(1, 1, strangers=0.5)], "carillon": c}, "other": {"c": c}}
        found = goals.beside_c("half", "p50_ms", "p99_ms")({name: {"servers": cell} for name, cell in cells.items()})
        self.assertEqual({"good": 2, "noisy (disturbed)": 4}, {name: ratio for name, ratio in found.items() if ratio == ratio})
        self.assertEqual({"good", "lost", "noisy (disturbed)"}, set(found))

    def test_worse_by_what_chance_would_do_too_is_undecided(self):
        def row(*ours):
            """Of measurements in turns with ones of C, which all were 1."""
            cell = {who: [{"fixed": [{"p99_ms": each, "complete": True, "strangers": 0} for each in of]}]
                    for who, of in (("c", [1] * len(ours)), ("carillon", ours))}
            return goals.Goal("it", "section", goals.no_worse("fixed", "p99_ms"), goals.AT_MOST, 1).row({"a": {"servers": cell}})[2:]
        self.assertEqual(["1.10 (a, worse in 4 of 7 turns)", "undecided"], row(1.1, 1.2, 0.5, 1.3, 0.9, 0.8, 1.1))
        self.assertEqual(["1.10 (a, worse in 6 of 7 turns)", "no: a, worse in 6 of 7 turns"], row(1.1, 1.1, 1.1, 1.1, 1.1, 0.8, 1.1))
        self.assertEqual(["1.00 (a, worse in 3 of 7 turns)", "yes"], row(1.1, 1.1, 1.1, 1, 1, 1, 1))

    def met(self, section, kept):
        """What is said of each of a section's goals."""
        return [goal.row(kept)[2:] for goal in goals.GOALS if goal.section == section]

    def slow(self, p99, highest, adds_up=True, shed=0, log=2**26):
        return {"results": [{"p99_ms": p99, "complete": True, "strangers": 0}], "highest": highest, "log_bytes": log, "log_bound": "64MiB",
                "books": {"adds_up": adds_up, "shed": {"overtaken": shed}}}

    def test_slow_clients(self):
        all_read, skip, closed = slow.ALL, "slow, overtaken, policy skip", "slow, overtaken, policy disconnect"
        kept = {all_read: self.slow(10, 100), skip: self.slow(11, 99), closed: self.slow(12, None)}
        self.assertEqual([f"1.10 ({skip}), 1.20 ({closed})", f"0.99 ({skip})"], [said for said, _ in self.met("slow", kept)[:2]])
        self.assertEqual(["yes"] * 3 + ["", "yes"], [met for _, met in self.met("slow", kept)])
        kept[skip], kept[closed] = self.slow(13, None, shed=7), self.slow(9, None, adds_up=False, log=2**26 + 1)
        self.assertEqual([f"no: {skip}", f"no: {skip}", f"no: {closed}", "", f"no: {closed}"], [met for _, met in self.met("slow", kept)])
        kept[slow.HELD] = self.slow(9, None, shed=7)
        del kept[all_read]
        self.assertEqual(["", "", f"no: {closed}", f"no: {slow.HELD}", f"no: {closed}"], [met for _, met in self.met("slow", kept)])

    def test_storms(self):
        def storm(**wave):
            wave = {"gave_up": False, "clients": 1000, "queries": 99, "outcomes": {"accepted": 1000, "expired": 3}, "stale": 3, **wave}
            return {"storm": {"waves": {"they come": {}, "they are lost, and come back": wave}}}
        self.assertEqual(["yes"] * 2, [met for _, met in self.met("handshakes", storm())])
        self.assertEqual(2, sum(met.startswith("no") for _, met in self.met("handshakes", storm(queries=101, stale=2))))
        self.assertEqual(2, sum(met.startswith("no") for _, met in self.met("handshakes", storm(gave_up=True))))
        self.assertEqual([["not measured", ""]] * 2, self.met("handshakes", {"storm": {"waves": {"they come": {}}}}))

    def test_connections(self):
        def kept(**result):
            return {"connections": 1000, "result": {"missing": 0, "dup": 0, "complete": True, **result}}
        self.assertEqual([["0 (1,000)", "yes"]], self.met("connections", kept()))
        for wrong in ({"missing": 2}, {"missing": -2, "dup": 3}, {"complete": False}):
            self.assertEqual("no: 1,000", self.met("connections", kept(**wrong))[0][1])

    def test_costs_of_audiences_and_compression(self):
        def at(cpu):
            return {"50000": [{"server_cpu_s_per_M": cpu, "complete": True, "strangers": 0}]}
        self.assertEqual([["1.05 (10), 1.20 (100)", "no: 100"]], self.met("audiences", {"1": at(10), "10": at(10.5), "100": at(12)}))
        self.assertEqual([["1.31 (50,000/s)", "no: 50,000/s"]],
                         self.met("compression", {"figures": {"none": at(10), "permessage-deflate": at(13.1)}}))

    def test_garbage_and_memory(self):
        def jmh(batch, bytes_):
            return {"benchmark": "x.FanoutBenchmark.carillon", "params": {"batch": batch, "end": "SOCKET"},
                    "secondaryMetrics": {"gc.alloc.rate.norm": {"score": bytes_}}}
        def coming(types, time):
            return {"benchmark": "x.RegistryBenchmark.joinAndLeave", "params": {"types": types}, "primaryMetric": {"score": time, "scoreError": 1}}
        self.assertEqual([["1.10 (10), 1.60 (1,000)", "no: 1,000"], ["16.5 (socket)", "no: socket"], ["0.2 (socket)", "yes"]],
                         self.met("garbage", [jmh("1", 16.5), jmh("32", 0.2), coming("1", 10), coming("10", 11), coming("1000", 16)]))
        runs = MemoryTest.RUNS
        self.assertEqual([["1.000 (none), 1.000 (permessage-deflate)", "yes"], ["3.000 (none), 3.000 (permessage-deflate)", "yes"]],
                         self.met("memory", {kind: runs for kind in memory.KINDS}))

    def test_what_is_kept_in_another_form_is_told(self):
        for section in {goal.section for goal in goals.GOALS}:
            for said, met in self.met(section, {"another": {"form": 1}}):
                self.assertTrue(said.startswith("not measured") and not met, section)


class StrangersTest(unittest.TestCase):
    def test_what_is_stolen_and_who_ended_meanwhile_count(self):
        with unittest.mock.patch.object(machine.Strangers, "others", return_value={}), unittest.mock.patch.object(
                machine.Strangers, "now", side_effect=[(10, 0), (14, 1)]), unittest.mock.patch.object(
                machine.time, "monotonic", side_effect=[0, 10]), unittest.mock.patch.object(machine.os, "cpu_count", return_value=1):
            share, name = machine.Strangers().share()
        self.assertAlmostEqual(0.5, share)
        self.assertEqual("the hypervisor", name)


class CliTest(unittest.TestCase):
    def test_a_section_that_fails_leaves_the_others_and_is_told_at_the_end(self):
        ran = []
        def failing(*_):
            raise tools.LoadFailed("not all came in")
        sections = {"a": unittest.mock.Mock(run=failing), "b": unittest.mock.Mock(run=ran.append)}
        with unittest.mock.patch.object(cli.bench, "Bench"), unittest.mock.patch.object(cli, "SECTIONS", sections), \
                unittest.mock.patch.object(cli.servers, "build"), unittest.mock.patch.object(sys, "argv", ["compare", "all"]), \
                unittest.mock.patch("builtins.print"), unittest.mock.patch.object(cli, "parser") as parser:
            parser.return_value.parse_args.return_value = argparse.Namespace(section="all", results="R", seconds=1)
            with self.assertRaises(SystemExit) as end:
                cli.main("")
        self.assertEqual(1, len(ran))
        self.assertEqual("failed, and not in the results: a: not all came in", end.exception.code)


class MillionTest(unittest.TestCase):
    def test_its_account_begins_with_the_subscribers(self):
        self.assertEqual("5,000 subscribers\nheap", million.account("built\n5,000 subscribers\nheap\n"))


if __name__ == "__main__":
    unittest.main()
