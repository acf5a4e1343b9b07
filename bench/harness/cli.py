"""The command line of bench/compare."""

import argparse
import pathlib
import sys
import time
import traceback

from . import bench, processes, servers
from .sections import audiences, choices, compression, connections, costs, garbage, goals, handshakes, memory, million, slow, throughput

SECTIONS = {section.NAME: section for section in (throughput, costs, audiences, slow, compression, memory, connections, handshakes,
                                              garbage, million, choices, goals)}


def parser(description):
    top = argparse.ArgumentParser(prog="bench/compare", description=description,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--results", type=pathlib.Path, default=bench.RESULTS, metavar="FILE",
                        help="where the tables go (default: bench/RESULTS.md)")
    shared.add_argument("--seconds", type=int, default=10, help="of a measurement that counts (default: 10)")
    commands = top.add_subparsers(dest="section", required=True, metavar="SECTION")
    for name, section in SECTIONS.items():
        command = commands.add_parser(name, parents=[shared], help=section.__doc__.splitlines()[0], description=section.__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
        section.options(command)
    commands.add_parser("all", parents=[shared], help="every section, with its defaults")
    return top


def main(description):
    top = parser(description)
    options = top.parse_args()
    names = list(SECTIONS) if options.section == "all" else [options.section]
    servers.build()
    failed = {}
    for name in names:
        own = options if options.section != "all" else top.parse_args(
            [name, "--results", str(options.results), "--seconds", str(options.seconds)])
        began = time.monotonic()
        print(f"== {name}", flush=True)
        failed.update(attempt(name, own))
        print(f"== {name} took {time.monotonic() - began:.0f} s\n", flush=True)
    if failed:
        sys.exit("failed, and not in the results: " + "; ".join(f"{name}: {why}" for name, why in failed.items()))


def attempt(name, options):
    """Measures a section. One that fails is told, and the others are measured nevertheless: {name: why}."""
    try:
        with bench.Bench(options) as running:
            SECTIONS[name].run(running)
    except processes.Failed as failure:
        print(f"{name} failed: {failure}", flush=True)
        return {name: str(failure).splitlines()[0]}
    except Exception as failure:
        traceback.print_exc()
        return {name: f"{type(failure).__name__}: {failure}"}
    return {}
