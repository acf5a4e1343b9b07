"""What a JVM's memory holds, asked of the JVM itself."""

import functools
import re

from . import processes, servers


@functools.cache
def jcmd():
    home = processes.run(servers.LAUNCHER, "--print-java-home").strip()
    return f"{home}/bin/jcmd"


def live_heap(pid):
    """Bytes of all live objects: counting them collects the garbage first."""
    total = processes.run(jcmd(), pid, "GC.class_histogram").rstrip().splitlines()[-1]
    found = re.match(r"Total\s+\d+\s+(\d+)", total)
    return int(found.group(1))


def largest(pid, count=15):
    """The classes that take most: (bytes, instances, name)."""
    lines = processes.run(jcmd(), pid, "GC.class_histogram").splitlines()
    found = (re.match(r"\s*\d+:\s+(\d+)\s+(\d+)\s+(\S+)", line) for line in lines)
    return [(int(m.group(2)), int(m.group(1)), m.group(3)) for m in found if m][:count]
