"""Tables of bench/RESULTS.md: each section's stands between its own markers, and is made anew by its own command."""

import json
import re
import shlex
import statistics
import sys

from . import machine


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def ratio(value, reference, digits=2):
    return f"{value / reference:.{digits}f} ×" if value is not None and reference else ""


def figure(value, digits=2):
    return "" if value is None else f"{value:.{digits}f}"


def ms(value):
    """Milliseconds, as precise as is worth reading."""
    return "" if value is None else f"{value:.1f}" if value < 10 else f"{value:.0f}"


def command():
    return shlex.join(["bench/compare", *sys.argv[1:]])


def footer(bench, servers=(), **more):
    """Machine, date, versions and command of what was measured just now."""
    versions = [server.version(bench) for server in servers]
    versions += [f"Redis {machine.number(machine.said('redis-server', '--version'))}", *more.values()]
    return f"{machine.today()}, {machine.describe()}; {'; '.join(versions)}; `{command()}`."


def write(path, section, text):
    """Puts the text between the section's markers; at the end of the file where it has none yet."""
    begin, end = f"<!-- {section}:begin -->", f"<!-- {section}:end -->"
    old = path.read_text() if path.exists() else "# Results\n"
    if begin not in old:
        old = f"{old.rstrip()}\n\n## {section.capitalize()}\n\n{begin}\n{end}\n"
    new = re.sub(f"({re.escape(begin)}\n).*?({re.escape(end)})", lambda m: f"{m.group(1)}{text}\n{m.group(2)}", old, flags=re.S)
    path.write_text(new)


def standing(path, section):
    """The rows of a section's table as it stands, by their first cell."""
    begin, end = f"<!-- {section}:begin -->", f"<!-- {section}:end -->"
    text = path.read_text() if path.exists() else ""
    rows = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in text.partition(begin)[2].partition(end)[0].splitlines() if line.startswith("| ")]
    return {row[0]: row for row in rows}


LINE = 4000  # characters; what is longer is no single measurement


def keep(bench, section, figures):
    """All figures, for whoever wants more than the table, and for what is added to it later."""
    (bench.results / f"{section}.json").write_text(lines(figures) + "\n")


def lines(value, indent=""):
    """JSON with a line for each measurement, so that a change of it can be read."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    nested = [isinstance(child, (dict, list)) for child in children]
    whole = json.dumps(value, ensure_ascii=False)
    if not any(nested) or (isinstance(value, dict) and not all(nested) and len(whole) <= LINE):
        return whole
    inner = indent + " "
    open_, close, parts = ("{", "}", [f"{json.dumps(str(key), ensure_ascii=False)}: {lines(child, inner)}" for key, child in value.items()]) \
        if isinstance(value, dict) else ("[", "]", [lines(child, inner) for child in value])
    return open_ + "\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}{close}"


def kept(bench, section):
    file = bench.results / f"{section}.json"
    return json.loads(file.read_text()) if file.exists() else {}
