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
    """How much of the machine others took: a measurement beside somebody's build is worth little.

    Others are processes that are not ours, those too that ended meanwhile: what the kernel counts in all, without what ours took,
    their children that have ended, and the kernel's own threads. And other machines on the same hardware ("steal")."""

    def __init__(self):
        self.began, self.before, self.totals = time.monotonic(), self.others(), self.now()

    @staticmethod
    def now():
        """CPU seconds of all that is neither ours nor the kernel's own, and those stolen."""
        ticks = [int(word) for word in read("/proc/stat", r"cpu +(.*)").split()]
        user, nice, system, steal = *ticks[:3], ticks[7]
        known = set(processes.family(os.getpid()))
        ours = sum(cpu + (ended if pid in known else 0) for pid, parent, _, cpu, ended in processes.stats(ended=True)
                   if pid in known or 2 in (pid, parent))
        return (user + nice + system) / processes.TICKS - ours, steal / processes.TICKS

    @staticmethod
    def others():
        own = set(processes.family(os.getpid()))
        kernel = 2
        return {pid: (name, cpu) for pid, parent, name, cpu in processes.stats() if pid not in own and kernel not in (pid, parent)}

    def share(self):
        """Share of all processors, and the name of whoever took most."""
        seconds = (time.monotonic() - self.began) * os.cpu_count() + 1e-9
        taken, stolen = (max(0, now - before) for now, before in zip(self.now(), self.totals))
        used = {pid: (cpu - self.before.get(pid, ("", 0))[1], name) for pid, (name, cpu) in self.others().items()}
        most = max([*used.values(), (stolen, "the hypervisor"), (0, "")])
        living = sum(cpu for cpu, _ in used.values())
        return (max(living, taken) + stolen) / seconds, most[1]
