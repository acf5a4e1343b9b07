"""What the harness decides by itself, without servers. python3 bench/harness/test_harness.py"""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)

from harness import machine, processes, report, search, servers, tools  # noqa: E402
from harness.sections import throughput  # noqa: E402


class SearchTest(unittest.TestCase):
    def test_the_highest_rate_is_found_within_the_step(self):
        for limit in (0.03, 7, 1000, 123456):
            for first in (limit / 50, limit, limit * 40):
                found = search.highest(lambda rate: rate <= limit, first)
                self.assertTrue(limit / search.FINE <= found <= limit, (limit, first, found))

    def test_nothing_is_found_where_nothing_is_sustained(self):
        self.assertIsNone(search.highest(lambda rate: False, 1000))

    def test_a_maximum_is_lowered_until_it_holds(self):
        self.assertAlmostEqual(90, search.confirmed(lambda rate: rate if rate <= 92 else None, 100, fine=100 / 90))
        self.assertIsNone(search.confirmed(lambda rate: None, 100))

    def test_a_peak_is_climbed_while_it_holds_and_left_where_it_does_not(self):
        self.assertAlmostEqual(100 * 1.05**3, search.peak(lambda rate: rate if rate <= 117 else None, 100))
        self.assertAlmostEqual(100 / 1.05**2, search.peak(lambda rate: rate if rate <= 92 else None, 100))
        self.assertIsNone(search.peak(lambda rate: None, 100))

    def test_a_known_maximum_is_raised_by_one_step_at_most(self):
        self.assertEqual(105, search.adjusted(lambda rate: rate, 100))
        self.assertEqual(100, search.adjusted(lambda rate: rate if rate <= 101 else None, 100))
        self.assertAlmostEqual(100 / 1.05**2, search.adjusted(lambda rate: rate if rate <= 92 else None, 100))


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
    def test_prompt_messages_are_those_of_neither_slow_kind(self):
        self.assertEqual(7, tools.prompt({"msgs": 10, "slow_messages": 1, "trickle_messages": 2}))


class ThroughputTest(unittest.TestCase):
    CELL = {"c": [{"run": 1, "max": {"deliveries_per_s": 10e6}}, {"run": 2, "max": {"deliveries_per_s": 12e6}}],
            "carillon": [{"run": 2, "max": {"deliveries_per_s": 9e6}}], "ws": [{"run": 3, "max": {"deliveries_per_s": 1e5}}]}

    def test_only_what_was_measured_in_the_same_run_is_compared(self):
        self.assertEqual([2], [judged["run"] for judged in throughput.beside(self.CELL, "carillon")["c"]])
        self.assertEqual([], throughput.beside(self.CELL, "ws")["c"])

    def test_what_did_not_arrive_or_was_disturbed_is_said(self):
        good, lost, noisy = ({"complete": c, "strangers": s} for c, s in ((True, 0), (False, 0), (True, 0.2)))
        self.assertEqual("", tools.doubts([good, None]))
        self.assertEqual(" (NOT ALL ARRIVED, disturbed)", tools.doubts([good, lost, noisy]))


if __name__ == "__main__":
    unittest.main()
