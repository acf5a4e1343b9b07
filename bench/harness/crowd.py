"""Many clients that come at once, to one gateway or to several processes of it."""

import time

from . import processes, servers, tools

PER_PROCESS = 16_700  # of the 20,000 descriptors that a process often has at most


class Gateways:
    """Several gateway processes on ports in a row, so that the load tool can spread its connections over them."""

    def __init__(self, bench, count, configuration, **settings):
        first = processes.free_ports(count)
        self.ports = list(range(first, first + count))
        self.running = []
        carillon = servers.ALL["carillon"]
        for port in self.ports:
            self.running.append(carillon.start(bench, configuration=configuration, port=port, **settings))

    def pids(self):
        return [gateway.process.pid for gateway in self.running]

    def sum(self, name, *labels):
        return sum(gateway.metrics().sum(name, *labels) for gateway in self.running)

    def by_label(self, name):
        total = {}
        for gateway in self.running:
            for label, value in gateway.metrics().by_label(name).items():
                total[label] = total.get(label, 0) + value
        return total

    def subscribed(self):
        return int(self.sum("carillon_connections", 'state="live"') + self.sum("carillon_connections", 'state="parked"'))

    def stop(self):
        for gateway in self.running:
            gateway.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def tokens_of(bench, who):
    return bench.directory / f"tokens-{who}.txt"


def come_in(bench, gateways, users, count, *options, patience=15, who="client"):
    """So many users come, as fast as they can, each with a token made just before; who is refused comes back after a second or
    two with a fresh one, as the guide's page does. Gives the load tool with its connections, and what it took until the last
    was subscribed."""
    file = tokens_of(bench, who)
    users.tokens(who, count, file)
    queries, outcomes = gateways.sum("carillon_directory_query_seconds_count"), gateways.by_label("carillon_authentications_total")
    cpu = sum(processes.cpu_seconds(pid) for pid in gateways.pids())
    began = tokens = time.monotonic()
    load = tools.Load(bench, gateways.ports, count, "--hs-timeout", 60, "--again", 1.5, *options, pids=gateways.pids(), token_file=file)
    seen, changed = 0, began
    while seen < count and time.monotonic() - changed < patience:
        time.sleep(0.1)
        now = gateways.subscribed()
        if now != seen:
            seen, changed = now, time.monotonic()
        if time.monotonic() - tokens > 10:
            users.tokens(who, count, file)
            tokens = time.monotonic()
    after = gateways.by_label("carillon_authentications_total")
    found = {"clients": count, "subscribed": seen, "seconds": changed - began,
             "came_again": load.mark()["came_again"],
             "cpu": sum(processes.cpu_seconds(pid) for pid in gateways.pids()) - cpu,
             "queries": int(gateways.sum("carillon_directory_query_seconds_count") - queries),
             "outcomes": {label.removeprefix("outcome="): int(n - outcomes.get(label, 0)) for label, n in after.items()
                          if n != outcomes.get(label, 0)}}
    print(f"   {found['subscribed']:,} of {count:,} in after {found['seconds']:.1f} s; {found['cpu']:.1f} CPU s of the gateway,"
          f" {found['queries']:,} queries, outcomes {found['outcomes']}, {found['came_again']:,} came again", flush=True)
    return load, found


def gone(gateways, seconds=30):
    """Waits until the gateways know that nobody is there any more."""
    deadline = time.monotonic() + seconds
    while gateways.subscribed() and time.monotonic() < deadline:
        time.sleep(0.2)
