"""Servers side by side: all are up, with their clients, and single measurements take turns.

A machine that becomes faster or slower meanwhile, as a virtual one does by half within minutes, is so for all of them.
"""

import collections
import concurrent.futures
import contextlib
import os
import threading

from . import processes, tools


class Turns:
    """Whose measurement comes next: everyone's in turn, until they leave."""

    def __init__(self, names):
        self.order = collections.deque(names)
        self.waiting = []  # those who have come to a meeting
        self.meetings = 0
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

    def meet(self, name):
        """Waits until all others have come to this point too, or left."""
        with self.changed:
            if self.stopped:
                raise processes.Failed("stopped")
            self.order.remove(name)
            self.waiting.append(name)
            meeting = self.meetings
            self.everyone_may_have_come()
            self.changed.wait_for(lambda: self.stopped or self.meetings > meeting)

    def leave(self, name):
        with self.changed:
            for names in (self.order, self.waiting):
                if name in names:
                    names.remove(name)
            self.everyone_may_have_come()

    def everyone_may_have_come(self):
        if not self.order:
            self.order.extend(self.waiting)
            self.waiting.clear()
            self.meetings += 1
        self.changed.notify_all()

    def stop(self):
        with self.changed:
            self.stopped = True
            self.changed.notify_all()


class Place:
    """One server's place among those that are measured side by side; by default it is alone."""

    def __init__(self, turns=None, name=""):
        turns = turns or Turns([name])
        self.turn = lambda: turns.turn(name)  # a context in which nobody else measures
        self.meet = lambda: turns.meet(name)


def measured(starts, work):
    """What `work(name, running, load, place)` gives for each of `starts`, by name; or the Failed that it ended with.

    Each has a thread of its own and a Place among the others. `starts` are functions, as `start` gives them, by name."""
    found, ready = {}, {}
    with contextlib.ExitStack() as all_end:
        for name, started in starts.items():
            end = all_end.enter_context(contextlib.ExitStack())
            try:
                ready[name] = (*started(end), end)
            except processes.Failed as failure:
                end.close()
                found[name] = failure
        turns = Turns(ready)

        def alone(name):
            running, load, end = ready[name]
            try:
                return work(name, running, load, Place(turns, name))
            except processes.Failed as failure:
                end.close()  # what it still has to do must not run beside the others' measurements
                return failure
            except BaseException:
                turns.stop()
                raise
            finally:
                turns.leave(name)

        with concurrent.futures.ThreadPoolExecutor(max(1, len(ready))) as pool:
            try:
                working = {name: pool.submit(alone, name) for name in ready}
                found.update((name, future.result()) for name, future in working.items())
            except BaseException:
                turns.stop()
                for *_, end in ready.values():
                    end.close()  # what is being measured fails at once
                raise
    return found


def all_measured(starts, work):
    """The same, where nothing is to be had unless all succeed: raises what one of them failed with."""
    found = measured(starts, work)
    for result in found.values():
        if isinstance(result, processes.Failed):
            raise result
    return found


def start(bench, server, connections, settings, *flags, tokens=None, receives=None, **clients):
    """How a server is started, with a Redis of its own, and clients, all of whom receive: a function that gives both, and adds to the
    stack that it is given what is to be done at their end. `flags` and `clients` are the load tool's; `tokens` makes a file of tokens,
    which do not live long; `receives` says who is to receive what, as tools.measure wants it."""
    def started(ending):
        redis, process = bench.start_redis()
        ending.callback(bench.processes.stop, process)
        running = ending.enter_context(server.start(bench, redis=redis, **settings))
        who = {"token_file": tokens()} if tokens else {"token": running.token()}
        # Each worker opens one after the other, so that neighbours in the server's list are of different workers. With hundreds under
        # way, long rows of them were one worker's, of one server more than of the other, and a worker that is awake is not woken.
        load = ending.enter_context(tools.Load(bench, running.ports, connections, "--conc", os.cpu_count(), *flags, pids=running.pids(),
                                               redis=running.redis, **who, **clients))
        tools.everyone_in(bench, load, **(receives or {}))
        return running, load
    return started
