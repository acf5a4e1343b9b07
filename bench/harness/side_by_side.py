"""Servers side by side: all are up, with their clients, and single measurements take turns.

A machine that becomes faster or slower meanwhile, as a virtual one does by half within minutes, is so for all of them.
"""

import collections
import concurrent.futures
import contextlib
import threading

from . import processes, tools


class Turns:
    """Whose measurement comes next: everyone's in turn, until they leave."""

    def __init__(self, names):
        self.order = collections.deque(names)
        self.changed = threading.Condition()
        self.stopped = False

    @contextlib.contextmanager
    def turn(self, name):
        with self.changed:
            self.changed.wait_for(lambda: self.stopped or self.order[0] == name)
            if self.stopped:
                raise processes.Failed("stopped")
        try:
            yield
        finally:
            with self.changed:
                self.order.rotate(-1)
                self.changed.notify_all()

    def leave(self, name):
        with self.changed:
            self.order.remove(name)
            self.changed.notify_all()

    def stop(self):
        with self.changed:
            self.stopped = True
            self.changed.notify_all()


def measured(bench, chosen, connections, work, settings):
    """What `work(server, running, load, turn)` gives for each of the servers, by name; or the Failed that it ended with.

    Each has a Redis, clients, and a thread of its own. `turn()` is a context in which nobody else measures; `settings` are each
    server's, by name."""
    found = {}
    with contextlib.ExitStack() as ending:
        ready = {}
        for server in chosen:
            try:
                ready[server] = up(bench, server, connections, settings.get(server.name, {}), ending)
            except tools.LoadFailed as failure:
                found[server.name] = failure
        turns = Turns([server.name for server in ready])

        def alone(server):
            try:
                return work(server, *ready[server], lambda: turns.turn(server.name))
            except processes.Failed as failure:
                return failure
            finally:
                turns.leave(server.name)

        with concurrent.futures.ThreadPoolExecutor(max(1, len(ready))) as pool:
            working = {server.name: pool.submit(alone, server) for server in ready}
            try:
                found.update((name, future.result()) for name, future in working.items())
            except BaseException:
                turns.stop()
                raise
    return found


def up(bench, server, connections, settings, ending):
    """A started server, and its clients, all of whom receive."""
    running = ending.enter_context(server.start(bench, redis=bench.start_redis(), **settings))
    load = ending.enter_context(tools.Load(bench, running.ports, connections, pids=running.pids(), token=running.token(),
                                           redis=running.redis))
    tools.everyone_in(bench, load)
    return running, load
