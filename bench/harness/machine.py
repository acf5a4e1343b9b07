"""The machine that measures: what it is, what runs on it beside the benchmark, and the versions of everything."""

import datetime
import os
import pathlib
import platform
import re
import shutil
import subprocess
import time

from . import processes


def read(path, pattern, fallback=""):
    found = re.search(pattern, pathlib.Path(path).read_text())
    return found.group(1) if found else fallback


def describe():
    cpu = read("/proc/cpuinfo", r"model name\s*: (.*)", platform.machine())
    memory = int(read("/proc/meminfo", r"MemTotal:\s*(\d+)", "0")) / 2**20
    return f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GiB, Linux {platform.release()}"


def available_bytes():
    return int(read("/proc/meminfo", r"MemAvailable:\s*(\d+)", "0")) * 1024


def said(*command):
    """What a program says of itself; empty where it is not there."""
    if not shutil.which(str(command[0])):
        return ""
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.strip()


def number(text):
    found = re.search(r"\d+(\.\d+)+", text)
    return found.group(0) if found else "?"


def today():
    return str(datetime.date.today())


class Strangers:
    """How much of the machine processes took that are not ours: a measurement beside somebody's build is worth little."""

    def __init__(self):
        self.began, self.before = time.monotonic(), self.others()

    @staticmethod
    def others():
        own = set(processes.family(os.getpid()))
        kernel = 2
        return {pid: (name, cpu) for pid, parent, name, cpu in processes.stats() if pid not in own and kernel not in (pid, parent)}

    def share(self):
        """Share of all processors, and the name of whoever took most."""
        seconds = time.monotonic() - self.began
        used = {pid: (cpu - self.before.get(pid, ("", 0))[1], name) for pid, (name, cpu) in self.others().items()}
        most = max(used.values(), default=(0, ""))
        return sum(cpu for cpu, _ in used.values()) / (seconds * os.cpu_count() + 1e-9), most[1]
