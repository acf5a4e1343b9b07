"""A million subscribers in one process, on connections in memory: heap for each, one event to all, one group's permission.

What bench/million says, as it says it; bench/README.md tells what is real in it.
"""

import re

from .. import processes, report, servers

NAME = "million"


def options(parser):
    parser.add_argument("--subscribers", type=int, default=1_000_000)


def run(bench):
    print("bench/million ...", flush=True)
    said = account(processes.run(servers.BENCH / "million", "--subscribers", bench.options.subscribers))
    report.keep(bench, NAME, {"said": said})
    text = f"```\n{said}\n```\n\n{report.footer(bench, [servers.ALL['carillon']])}"
    report.write(bench.options.results, NAME, text)
    print(text)


def account(said):
    """From the line that begins with the number of subscribers; what may stand before it is of the building."""
    begin = re.search(r"^[\d,]+ subscribers", said, flags=re.M)
    return said[begin.start() if begin else 0:].rstrip()
