"""Many clients that come at once, to one gateway or to several processes of it."""

import threading
import time

from . import processes, servers, tools

PER_PROCESS = 16_700  # of the 20,000 descriptors that a process often has at most
PATIENCE = 70  # seconds without anything new, then they give up: a SYN that was lost is sent again for a minute (--hs-timeout)
AGAIN = 1.5  # seconds, about, after which a client comes back: half of it to one and a half
TOKEN_LIFE = 30  # seconds, Django's and the gateway's default
TOKEN_EVERY = 8  # seconds from one making of the tokens to the next, if making them does not take longer


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

    def look(self):
        """What matters of a wave, so far, with one scrape of each."""
        scrapes = [gateway.metrics() for gateway in self.running]
        outcomes = {}
        for scrape in scrapes:
            for label, value in scrape.by_label("carillon_authentications_total").items():
                outcome = label.removeprefix("outcome=")
                outcomes[outcome] = outcomes.get(outcome, 0) + int(value)
        return {"subscribed": int(sum(scrape.sum("carillon_connections", f'state="{state}"') for scrape in scrapes
                                      for state in ("live", "parked"))),
                "accepted": outcomes.get("accepted", 0), "outcomes": outcomes,
                "queries": int(sum(scrape.sum("carillon_directory_query_seconds_count") for scrape in scrapes))}

    def until_empty(self):
        for gateway in self.running:
            gateway.until_empty()

    def stop(self):
        for gateway in self.running:
            gateway.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def tokens_of(bench, who):
    return bench.directory / f"tokens-{who}.txt"


class FreshTokens:
    """A file of tokens that are made anew in a thread of its own, so that nobody who looks at the clock has to wait for them."""

    def __init__(self, users, who, count, file):
        self.make = lambda: users.tokens(who, count, file)
        self.ended, self.failure = threading.Event(), None
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        pause = TOKEN_EVERY
        while not self.ended.wait(pause):
            began = time.monotonic()
            try:
                self.make()
            except Exception as failure:
                self.failure = failure
                return
            pause = max(0, TOKEN_EVERY - (time.monotonic() - began))

    def __enter__(self):
        self.make()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        if self.failure:
            raise self.failure


class Wave:
    """Counts from now on what a wave of clients costs the gateways, and how long it takes until all are in."""

    def __init__(self, gateways, clients, came_again=0, stale=0):
        self.gateways, self.clients, self.came_again, self.stale = gateways, clients, came_again, stale
        self.before, self.cpu = gateways.look(), self.cpu_seconds()
        self.began = time.monotonic()

    def cpu_seconds(self):
        return sum(processes.cpu_seconds(pid) for pid in self.gateways.pids())

    def is_in(self, now):
        """Everybody is there, and was let in since: a connection that has gone may be counted for a moment yet."""
        return now["subscribed"] >= self.clients and now["accepted"] - self.before["accepted"] >= self.clients

    def until_in(self, load, patience=PATIENCE):
        now, changed = self.before, time.monotonic()
        while not self.is_in(now) and time.monotonic() - changed < patience:
            time.sleep(0.1)
            seen = self.gateways.look()
            if any(seen[key] != now[key] for key in ("subscribed", "accepted")):
                now, changed = seen, time.monotonic()
        told = load.mark()
        found = {"clients": self.clients, "gave_up": not self.is_in(now), "subscribed": now["subscribed"],
                 "seconds": changed - self.began, "came_again": told["came_again"] - self.came_again,
                 "stale": told["stale_tokens"] - self.stale, "oldest_token": told["token_age_max_s"],
                 "cpu": self.cpu_seconds() - self.cpu, "queries": now["queries"] - self.before["queries"],
                 "outcomes": {outcome: n - self.before["outcomes"].get(outcome, 0) for outcome, n in now["outcomes"].items()
                              if n != self.before["outcomes"].get(outcome, 0)}}
        print(f"   {found['subscribed']:,} of {self.clients:,} in after {found['seconds']:.1f} s{', given up' if found['gave_up'] else ''};"
              f" {found['cpu']:.1f} CPU s of the gateway, {found['queries']:,} queries, outcomes {found['outcomes']},"
              f" {found['came_again']:,} came again; oldest token sent {found['oldest_token']:.0f} s, {found['stale']:,} too old", flush=True)
        return found


def come_in(bench, gateways, users, count, *options, who="client"):
    """So many users come, as fast as they can, each with a token made just before; who is refused comes back after a second or
    two with a fresh one, as the guide's page does. Gives the load tool with its connections, and what it took until the last
    was subscribed."""
    file = tokens_of(bench, who)
    with FreshTokens(users, who, count, file):
        wave = Wave(gateways, count)
        load = tools.Load(bench, gateways.ports, count, "--hs-timeout", 60, "--again", AGAIN, "--token-life", TOKEN_LIFE, *options,
                          pids=gateways.pids(), token_file=file)
        return load, wave.until_in(load)


def drop(bench, gateways, users, load, who="client"):
    """All connections of the load tool are lost in one moment, and come back; from then until all are subscribed again."""
    with FreshTokens(users, who, load.connections, tokens_of(bench, who)):
        told = load.mark()
        wave = Wave(gateways, load.connections, told["came_again"], told["stale_tokens"])
        load.drop()
        return wave.until_in(load)
