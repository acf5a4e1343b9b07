"""Processes that the harness starts, and what the kernel says of them."""

import os
import pathlib
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
COMPILERS = ("C1 ", "C2 ")  # names of the virtual machine's threads


class Failed(Exception):
    """What was to be measured cannot be."""


def run(*command, **options):
    """Runs to its end and gives standard output; what it said is shown when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    if done.returncode:
        raise Failed(f"failed: {' '.join(words)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def free_ports(count=1):
    """So many free ports in a row; the first of them."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = probe.getsockname()[1]
        if all(is_free(port) for port in range(first, first + count)):
            return first
    raise Failed(f"found no {count} free ports in a row")


def is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def stats(ended=False):
    """(pid, parent, name, CPU seconds) of every process; if asked, CPU seconds also of its children that have ended."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                text = pathlib.Path(entry.path, "stat").read_text()
            except OSError:
                continue
            name, fields = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
            own, children = ((int(fields[i]) + int(fields[i + 1])) / TICKS for i in (11, 13))
            yield int(entry.name), int(fields[1]), name, own, *([children] if ended else [])


def threads(pid):
    """(name, CPU seconds of its own, CPU seconds in the kernel) of every thread of a process."""
    for entry in os.scandir(f"/proc/{pid}/task"):
        try:
            text = pathlib.Path(entry.path, "stat").read_text()
        except OSError:
            continue
        fields = text[text.rindex(")") + 2 :].split()
        yield text[text.index("(") + 1 : text.rindex(")")], int(fields[11]) / TICKS, int(fields[12]) / TICKS


def compiler_seconds(pids):
    """CPU seconds that the compilers of Java's virtual machines took; nothing for other processes."""
    return sum(own + kernel for pid in pids for name, own, kernel in threads(pid) if name.startswith(COMPILERS))


def family(pid):
    """A process and all below it: the C reference forks."""
    parents = {child: parent for child, parent, _, _ in stats()}
    found = {pid}
    for child in sorted(parents):
        chain = child
        while chain in parents and chain not in found:
            chain = parents[chain]
        if chain in found:
            found.add(child)
    return sorted(found)


def cpu_seconds(pid):
    members = set(family(pid))
    return sum(cpu for process, _, _, cpu in stats() if process in members)


def rss_bytes(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


class Processes:
    """Starts servers, each with a log file in one directory, and stops those that are left."""

    def __init__(self, directory):
        self.directory = directory
        self.running = []

    def start(self, name, command, port=None, **environment):
        log = self.directory / f"{name}.log"
        with log.open("w") as out:
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.STDOUT, env={**os.environ, **environment}, cwd=self.directory)
        self.running.append(process)
        if port is not None:
            self.wait_for(port, process, log)
        return process

    def wait_for(self, port, process, log):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise Failed(f"a server ended at once:\n{log.read_text()[-2000:]}")
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        raise Failed(f"nothing listens on port {port}:\n{log.read_text()[-2000:]}")

    def stop(self, process, grace=10):
        members = family(process.pid)
        process.terminate()
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.running.remove(process)
        for pid in members:  # a fork whose parent has gone
            if pathlib.Path(f"/proc/{pid}").exists():
                try:
                    os.kill(pid, 9)
                except ProcessLookupError:
                    pass

    def stop_all(self):
        for process in reversed(list(self.running)):
            self.stop(process)
