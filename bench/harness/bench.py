"""What all sections share: a directory, a Redis, a Django site, and the processes that must end with us."""

import functools
import signal
import sys

from . import processes, servers, site, tools

RESULTS = servers.BENCH / "RESULTS.md"


class Bench:
    def __init__(self, options):
        self.options = options
        self.directory = servers.BENCH / "target" / "compare"
        self.results = options.results.resolve().parent / "figures"  # beside the tables that are made of them
        self.directory.mkdir(parents=True, exist_ok=True)
        self.results.mkdir(parents=True, exist_ok=True)
        self.processes = processes.Processes(self.directory)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
        tools.build(self.directory)

    def __enter__(self):
        self.redis, _ = self.start_redis()
        return self

    def __exit__(self, *_):
        self.processes.stop_all()

    def start_redis(self):
        """One more, which ends with us at the latest: its port, and its process."""
        port = processes.free_ports()
        process = self.processes.start(f"redis-{port}", ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly",
                                                         "no", "--client-output-buffer-limit", "pubsub 0 0 0"], port)
        return port, process

    @functools.cached_property
    def site(self):
        print("preparing the Django site ...", flush=True)
        return site.Site(self)
