"""A gateway's ear: what is really published on the site's Redis."""

import json
import uuid
from unittest import SkipTest

import redis
from django.test import TransactionTestCase, override_settings

from carillon_signals import channel

END = "end of the test's messages"


class Listening(TransactionTestCase):
    """Each test on a channel of its own. Transactions are real, for what they commit is what is told."""

    def setUp(self):
        control = f"control:{uuid.uuid4()}"
        override = override_settings(CARILLON_CONTROL_CHANNEL=control)
        override.enable()
        self.addCleanup(override.disable)
        self.control = control
        self.redis = channel.client()
        self.subscription = self.redis.pubsub()
        self.addCleanup(self.subscription.close)
        try:
            self.subscription.subscribe(control)
        except redis.ConnectionError as problem:
            raise SkipTest(f"needs a Redis: {problem}") from None
        self.subscription.get_message(timeout=10)

    def told(self):
        """What was published since the last time."""
        self.redis.publish(self.control, json.dumps(END))
        found = []
        while True:
            message = self.subscription.get_message(ignore_subscribe_messages=True, timeout=10)
            assert message is not None, f"no answer from Redis after {found}"
            content = json.loads(message["data"])
            if content == END:
                return found
            found.append(content["invalidate"])
