"""Gathers what a transaction changed, and publishes it once the change is committed: before, nobody could read it."""

import base64
import logging
import time
import weakref

from django.conf import settings
from django.db import models, transaction

from .channel import publish

logger = logging.getLogger("carillon_signals")

KINDS = ("users", "groups", "sessions")

# After a failure nothing is tried for so many seconds: whoever saves a user must not wait for each a time-out.
PAUSE = 5


def invalidate(*, users=(), groups=(), sessions=(), all=False, using=None):
    """
    Makes the gateway read anew who these users are and what they may see, when the transaction commits.

    Users and groups are given as objects or primary keys, sessions (which have ended) by their keys; all means everybody
    who is connected. For what sends no signals: QuerySet.update(), bulk_create(), SQL. What one transaction asks for
    leaves as one message.
    """
    change = Change(all)
    change.add("users", users)
    change.add("groups", groups)
    change.add("sessions", sessions)
    if not change.is_empty():
        gather(change, using)


class Change:
    """Whose rows have changed. More ids than CARILLON_MAX_IDS become everybody."""

    def __init__(self, everybody=False):
        self.everybody = everybody
        self.ids = {kind: set() for kind in KINDS}

    def add(self, kind, given):
        self.ids[kind].update(plain(one) for one in given)

    def merge(self, other):
        self.everybody |= other.everybody
        for kind, ids in other.ids.items():
            self.ids[kind] |= ids
        if self.is_large():
            # A long transaction must not hold them all. Ended sessions are nobody's any more, and must be named.
            self.everybody = True
            self.ids["users"].clear()
            self.ids["groups"].clear()

    def is_large(self):
        return len(self.ids["users"]) + len(self.ids["groups"]) > max_ids()

    def is_empty(self):
        return not self.everybody and not any(self.ids.values())

    def messages(self):
        """What to publish, as JSON would have it; several where very many sessions ended at once."""
        sessions = sorted(self.ids["sessions"])
        first = {"sessions": sessions[: max_ids()]}
        if self.everybody or self.is_large():
            first["all"] = True
        else:
            first.update({kind: sorted(self.ids[kind], key=str) for kind in ("users", "groups")})
        yield {name: value for name, value in first.items() if value}
        for start in range(max_ids(), len(sessions), max_ids()):
            yield {"sessions": sessions[start : start + max_ids()]}


def max_ids():
    return getattr(settings, "CARILLON_MAX_IDS", 1000)


def plain(given):
    """A primary key as JSON knows it; text where it is no number."""
    key = given.pk if isinstance(given, models.Model) else given
    if isinstance(key, (bytes, memoryview)):
        return "base64:" + base64.b64encode(key).decode()
    return key if isinstance(key, int) else str(key)


def gather(change, using):
    connection = transaction.get_connection(using)
    if not connection.in_atomic_block:
        # Committed already; or about to be, by hand, which nobody tells of: the gateway reads again for ten seconds.
        Batch(change).send()
        return
    reference = getattr(connection, "carillon_batch", None)
    batch = reference and reference()
    if batch is None:
        batch = Batch()
        connection.carillon_batch = weakref.ref(batch)
    batch.change.merge(change)
    # For every change anew, since rolling back to a savepoint takes back what was registered after it. Only what is
    # registered holds the batch, so a rolled-back transaction leaves nothing behind. A change that was rolled back, and
    # goes out with others, makes the gateway read in vain, and nothing worse.
    transaction.on_commit(batch.send, using=using)


class Batch:
    """What one transaction has changed. The first of its calls at the commit sends everything."""

    def __init__(self, change=None):
        self.change = change or Change()

    def send(self):
        change, self.change = self.change, Change()
        if not change.is_empty():
            outbox.send(change)


class Outbox:
    """Publishes, and after a failure rests. What it missed is made up for by the next message: everybody is read anew."""

    def __init__(self):
        self.resting_until = None

    def send(self, change):
        if self.resting_until is not None:
            if time.monotonic() < self.resting_until and not raises():
                return
            change.everybody = True
        try:
            for message in change.messages():
                publish(message)
            self.resting_until = None
        except Exception as problem:  # The request must not fail because Redis is away; the gateway's sweep comes anyway.
            self.resting_until = time.monotonic() + PAUSE
            if raises():
                raise
            logger.error("The gateway was not told of a change of permissions: %s", problem)


outbox = Outbox()


def raises():
    return getattr(settings, "CARILLON_RAISE", False)
