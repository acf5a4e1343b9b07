"""The C tools: built here, driven here. What they do is in bench/tools/README.md."""

import functools
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import time

from . import machine, processes

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "tools"
READY_SECONDS = 120
DISTURBED = 0.08  # of the machine taken by processes that are not ours
BUILT = {"wsload": ["-lz"], "wspub": [], "broadcaster": ["-luring"]}


def build(directory):
    for program in ("gcc", "redis-server"):
        if not shutil.which(program):
            sys.exit(f"{program} is needed and not on the PATH; on Debian: "
                     "apt-get install gcc liburing-dev zlib1g-dev redis-server")
    for needed, package in (("liburing.h", "liburing-dev"), ("zlib.h", "zlib1g-dev")):
        if not header(needed):
            sys.exit(f"the header {needed} is needed and not there; on Debian: apt-get install {package}")
    for name, libraries in BUILT.items():
        source = SOURCES / f"{name}.c"
        newest = max(path.stat().st_mtime for path in SOURCES.glob("*.[ch]"))
        if not (directory / name).exists() or (directory / name).stat().st_mtime < newest:
            processes.run("gcc", "-O2", "-o", directory / name, source, *libraries)


def header(name):
    return subprocess.run(["gcc", "-E", "-x", "c", "-include", name, "/dev/null"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


class LoadFailed(processes.Failed):
    """Not every client came in, or the load tool ended."""


class Load:
    """wsload with its connections open, measuring from mark to mark."""

    def __init__(self, bench, ports, connections, *options, pids=(), token=None, token_file=None, slow=0, trickle=0,
                 redis=None):
        """`slow` and `trickle` are fractions; those clients are not expected to receive anything in time. `redis` is where their
        events are published."""
        self.bench = bench
        self.redis = redis or bench.redis
        self.connections = connections
        self.prompt = connections - int(connections * slow) - int(connections * trickle + 0.5)
        who = ["--token-file", token_file] if token_file else ["--token", token or "token"]
        command = [bench.directory / "wsload", "--control", "-q", "--port", ports[0], "--ports", len(ports), "-n", connections,
                   "-w", os.cpu_count(), "--settle", "0.5", "--connect-max", READY_SECONDS, *who, *options]
        if slow or trickle:
            command += ["--slow", slow, "--trickle", trickle]
        self.received = 0
        self.pids = list(pids)
        if pids:
            command += ["--server-pid", ",".join(str(pid) for pid in pids)]
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.unread = b""
        bench.processes.running.append(self.process)

    @functools.cached_property
    def ready(self):
        """What wsload says when no connection is under way any more."""
        said = self.answer("READY", READY_SECONDS + 30)
        return {name: float(value.rstrip("/s")) for name, value in (word.split("=") for word in said.split())}

    def answer(self, word, seconds=60):
        """The rest of the next line that begins with a word."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            line, newline, rest = self.unread.partition(b"\n")
            if newline:
                self.unread = rest
                if line.startswith(word.encode()):
                    return line[len(word):].decode()
            elif select.select([self.process.stdout], [], [], 1)[0]:
                more = os.read(self.process.stdout.fileno(), 65536)
                if not more:
                    break
                self.unread += more
        raise LoadFailed(f"the load tool did not say {word}")

    def ask(self, command, word):
        if not self.ready:
            raise LoadFailed("the load tool is not ready")
        try:
            self.process.stdin.write(command.encode() + b"\n")
        except BrokenPipeError:
            raise LoadFailed("the load tool has ended") from None
        return json.loads(self.answer(word))

    def peek(self):
        return self.ask("peek", "PEEK")

    def mark(self):
        """Ends a measurement and begins the next; `received` goes on over all of them."""
        result = self.ask("mark", "RESULT")
        self.received += result["msgs"]
        return result

    def resume(self):
        self.ask("resume", "RESUMED")

    def drop(self):
        """All connections are closed at once; where they come --again, they come back."""
        self.ask("drop", "DROPPED")

    def require_all(self):
        if self.ready["open"] != self.connections:
            raise LoadFailed(f"only {self.ready['open']:.0f} of {self.connections} clients came in, in {self.ready['connect_s']:.0f} s")

    def settle(self, expected=None, seconds=20, quiet=1500):
        """Waits until so many messages came, or none for `quiet` ms."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            now = self.peek()
            if prompt(now) == expected or now["idle_ms"] > quiet:
                return
            time.sleep(0.05)

    def close(self):
        if self.process in self.bench.processes.running:
            self.bench.processes.running.remove(self.process)
        try:
            self.process.stdin.write(b"quit\n")
            self.process.stdin.close()
            self.process.wait(15)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def prompt(figures):
    """Messages of the clients that read at once."""
    return figures["prompt_messages"]


class Publishing:
    """wspub under way: open loop, events at their times however late the server is."""

    def __init__(self, bench, redis, rate, seconds, size, *options, types):
        which = ["--type-list", ",".join(str(t) for t in types)]
        command = [bench.directory / "wspub", "--port", redis, "-r", rate, "-d", seconds, "-s", size, "--intended",
                   *which, *options]
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)

    def under_way(self):
        return self.process.poll() is None

    def stop(self):
        self.process.terminate()

    def said(self):
        """What was published, after the end."""
        out = self.process.communicate()[0]
        if "PUB " not in out:
            raise LoadFailed("the publisher failed")
        return json.loads(out.split("PUB ", 1)[1])


def measure(bench, load, rate, seconds, size, *options, again=True, who="", **more):
    """A measurement as `once` makes it; made again, up to three times, where somebody else took the machine meanwhile. The line that
    tells so begins with `who`."""
    for _ in range(3 if again else 1):
        result = once(bench, load, rate, seconds, size, *options, **more)
        if seconds < 1 or result["strangers"] < DISTURBED:
            break
        line(result, "(again)", who)
    return result


def once(bench, load, rate, seconds, size, *options, types=None, expected=None, give_up_ms=4000, quiet=1500, watch=None):
    """So many events a second for so long. Gives the load tool's figures, and whether all came in time.

    By default the events are of content types of an app of the site's own; those of Django's users, groups and
    permissions would have Carillon read users anew, which the other servers do not.

    `expected` tells from what was published how many messages should arrive; by default every client that
    reads gets every event.
    What `watch` gives before and after this one measurement is in the result as "watched".
    Gives up early where the latency shows that the rate is far too high.
    """
    watched = [watch()] if watch else []
    load.mark()
    strangers = machine.Strangers()
    publishing = Publishing(bench, load.redis, rate, seconds, size, *options, types=types or bench.site.types)
    rss = []
    try:
        while publishing.under_way():
            time.sleep(0.1)
            rss.append(sum(processes.rss_bytes(pid) for pid in load.pids))
            if load.peek()["p99_ms"] > give_up_ms:
                publishing.stop()
                break
    finally:
        published = publishing.said()
    due = expected(published) if expected else published["sent"] * load.prompt
    load.settle(due, quiet=quiet)
    result = load.mark()
    result["rss_peak"] = max(rss, default=0)
    for whole, name in ((result, "types"), (published, "by_type")):
        whole.pop(name, None)  # as many as there are content types, and of no more use
    share, name = strangers.share()
    if watch:
        result["watched"] = [*watched, watch()]
    result.update(offered=rate * load.connections, expected=due, published=published, seconds=seconds,
                  deliveries_per_s=result["msgs"] / max(published["secs"], 0.001), strangers=share, stranger=name,
                  complete=prompt(result) == due and result["missing"] == 0 and result["dup"] == 0
                  and result["forbidden"] == 0 and published["secs"] < seconds * 1.05 + 0.1)
    return result


def doubts(results):
    """What is to be said of measurements in a table, if anything."""
    results = [result for result in results if result]
    words = [word for word, true in (("NOT ALL ARRIVED", not all(r["complete"] for r in results)),
                                     ("disturbed", any(r["strangers"] >= DISTURBED for r in results))) if true]
    return f" ({', '.join(words)})" if words else ""


def everyone_in(bench, load, seconds=60, **options):
    """Connected is not yet authenticated: publishes single events until one reaches everybody whom it should."""
    load.require_all()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if measure(bench, load, 100, 0.01, 200, quiet=700, **options)["complete"]:
            return
        time.sleep(0.3)
    raise LoadFailed(f"not all of {load.connections} clients receive events after {seconds} s")


def line(result, verdict="", who=""):
    """A measurement in a line, for whoever watches."""
    note = f"  (others took {result['strangers']:.0%} of the machine: {result['stranger']})" if result["strangers"] > 0.04 else ""
    print(f"   {who}{result['deliveries_per_s'] / 1e6:7.3f} M/s for {result['seconds']} s: {result['msgs']}/{result['expected']}"
          f"  p50 {result['p50_ms']:.1f}  p99 {result['p99_ms']:.1f}  p99.9 {result['p999_ms']:.1f} ms"
          f"  cpu {result['server_cpu_s_per_M']:.3f} s/M {verdict}{note}", flush=True)
