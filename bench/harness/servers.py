"""The servers that are compared. Each can be started on this machine, and tells a client's token."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request

from . import machine, processes, site

BENCH = site.TOP / "bench"
LAUNCHER = site.TOP / "gateway" / "bin" / "carillon"


class Running:
    """A started server: where clients connect, and which processes it is."""

    def __init__(self, bench, process, ports, token, admin=None, redis=None):
        self.bench, self.process, self.ports, self.token, self.admin = bench, process, ports, token, admin
        self.redis = redis or bench.redis

    def pids(self):
        return processes.family(self.process.pid)

    def metrics(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/metrics", timeout=20) as answer:
            return Metrics(answer.read().decode())

    def until_empty(self, seconds=30):
        """Waits until it knows that nobody is there any more."""
        deadline = time.monotonic() + seconds
        while self.metrics().sum("carillon_connections"):
            if time.monotonic() > deadline:
                raise processes.Failed(f"connections of clients that have gone are still counted after {seconds} s")
            time.sleep(0.2)

    def stop(self):
        self.bench.processes.stop(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Metrics:
    """A scrape of /metrics."""

    def __init__(self, text):
        self.values = {}
        for name, labels, value in re.findall(r"^([a-z_]+)(\{[^}]*\})? (\S+)$", text, flags=re.M):
            self.values[name, labels] = float(value)

    def sum(self, name, *labels):
        """Over all label sets that hold each of these, as in 'state="open"'."""
        return sum(value for (known, having), value in self.values.items()
                   if known == name and all(label in having for label in labels))

    def by_label(self, name):
        return {re.sub(r'[{}"]', "", labels): value for (known, labels), value in self.values.items() if known == name and labels}


class Carillon:
    name, label, short, repeats = "carillon", "Carillon", "Carillon", True
    fine = 1.05
    first = 6_000_000

    def missing(self, bench):
        return ""

    def start(self, bench, configuration=None, port=None, redis=None, **settings):
        """`settings` are variables like CARILLON_SLOW_POLICY, or CARILLON_JAVA_OPTS."""
        if redis:
            settings["CARILLON_REDIS_URL"] = site.redis_url(redis)
        port, admin = port or processes.free_ports(), processes.free_ports()
        environment = {"CARILLON_LISTEN": f"127.0.0.1:{port}", "CARILLON_ADMIN_LISTEN": f"127.0.0.1:{admin}", **settings}
        process = bench.processes.start(f"carillon-{port}", [LAUNCHER, "serve", "--config", configuration or bench.site.configuration],
                                        port, **environment)
        return Running(bench, process, [port], bench.site.token, admin, redis)

    def version(self, bench):
        said = machine.said(LAUNCHER, "--version").replace("\n", ", ")
        git = ("git", "-C", site.TOP)
        # The results are written while others are measured.
        changed = machine.said(*git, "status", "--porcelain", "--", ".", ":!bench/RESULTS.md", ":!bench/figures")
        commit = machine.said(*git, "describe", "--always") + (" and changes" if changed.strip() else "")
        return f"{said}, commit {commit}"


class Guide:
    name, label, short, repeats = "guide", "guide's server (Python websockets)", "guide's", False
    fine = 1.1
    first = 40_000

    def missing(self, bench):
        return ""

    def start(self, bench, redis=None):
        port = processes.free_ports()
        process = bench.processes.start("guide", [bench.site.python, site.DJANGO / "guide" / "notifications.py", "--host", "127.0.0.1",
                                                  "--port", port], port,
                                        **{**bench.site.environment, "REDIS_URL": site.redis_url(redis or bench.redis)})
        return Running(bench, process, [port], bench.site.token, redis=redis)

    def version(self, bench):
        packages = (site.DJANGO / "requirements.txt").read_text()
        python = machine.said(bench.site.python, "--version")
        return f"{python}, websockets {machine.number(packages.split('websockets')[1])}, Django {machine.number(packages)}"


class C:
    name, label, short, repeats = "c", "C, shared batches, nothing checked", "C", True
    fine = 1.05
    first = 8_000_000

    def missing(self, bench):
        return ""

    def start(self, bench, redis=None):
        port = processes.free_ports()
        process = bench.processes.start("c", [bench.directory / "broadcaster", "--port", port, "--redis-port", redis or bench.redis,
                                              "--mode", "concat", "--procs", os.cpu_count()], port)
        return Running(bench, process, [port], lambda: "token", redis=redis)

    def version(self, bench):
        return f"gcc {machine.number(machine.said('gcc', '--version').splitlines()[0].split(')')[-1])}"


class Ws:
    name, label, short, repeats = "ws", "Node ws, nothing checked", "ws", False
    fine = 1.1
    first = 100_000
    sources = BENCH / "peers" / "ws"

    def missing(self, bench):
        """Why it cannot be measured; empty when it can. Installs what it needs."""
        for program in ("node", "npm"):
            if not shutil.which(program):
                return f"{program} is not on the PATH; on Debian: apt-get install nodejs npm"
        self.directory = bench.directory / "ws"
        self.directory.mkdir(exist_ok=True)
        wanted = (self.sources / "package.json").read_text()
        stamp = self.directory / "installed.json"
        shutil.copy(self.sources / "server.js", self.directory)
        if not stamp.exists() or stamp.read_text() != wanted:
            print("installing ws from npm ...", flush=True)
            shutil.copy(self.sources / "package.json", self.directory)
            done = subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"],
                                  cwd=self.directory, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode:
                return "npm install failed: " + " ".join(done.stdout.split())[-300:]
            stamp.write_text(wanted)
        return ""

    def start(self, bench, redis=None):
        port = processes.free_ports()
        process = bench.processes.start("ws", ["node", self.directory / "server.js", port, redis or bench.redis], port)
        return Running(bench, process, [port], lambda: "token", redis=redis)

    def version(self, bench):
        package = (self.directory / "node_modules" / "ws" / "package.json").read_text()
        return f"Node {machine.number(machine.said('node', '--version'))}, ws {machine.number(package[package.index('version'):])}"


ALL = {server.name: server for server in (Guide(), Ws(), C(), Carillon())}


def build():
    """The gateway as the launcher wants it; afterwards each start is quick. Never in the middle of a measurement."""
    if "carillon" not in processes.run(LAUNCHER, "--version"):
        sys.exit("the gateway could not be built")
