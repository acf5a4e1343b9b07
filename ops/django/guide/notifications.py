#!/usr/bin/env python
"""
The server that Carillon replaces: the notification server of the guide "Integrate with Django" of the websockets
library, as a reference to test and measure against. Adapted from that guide's example, under its license (LICENSE
beside this file); added are the command line and settings.REDIS_URL.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

import django
import redis.asyncio
from websockets.asyncio.server import broadcast, serve
from websockets.frames import CloseCode

# The site's package "notifications" has this file's name, so this file's folder must not be searched.
sys.path[0] = str(Path(__file__).resolve().parent.parent)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from sesame.utils import get_user  # noqa: E402

CONNECTIONS = {}


def get_content_types(user):
    """Return the set of IDs of content types visible by user."""
    return {
        ct.id
        for ct in ContentType.objects.all()
        if user.has_perm(f"{ct.app_label}.view_{ct.model}") or user.has_perm(f"{ct.app_label}.change_{ct.model}")
    }


async def handler(websocket):
    """Authenticate user and register connection in CONNECTIONS."""
    token = await websocket.recv()
    user = await asyncio.to_thread(get_user, token)
    if user is None:
        await websocket.close(CloseCode.INTERNAL_ERROR, "authentication failed")
        return
    ct_ids = await asyncio.to_thread(get_content_types, user)
    CONNECTIONS[websocket] = {"content_type_ids": ct_ids}
    try:
        await websocket.wait_closed()
    finally:
        del CONNECTIONS[websocket]


async def process_events():
    """Listen to events in Redis and process them."""
    pubsub = redis.asyncio.from_url(settings.REDIS_URL).pubsub()
    await pubsub.subscribe("events")
    async for message in pubsub.listen():
        if message["type"] != "message":
            continue
        payload = message["data"].decode()
        event = json.loads(payload)
        recipients = (
            websocket
            for websocket, connection in CONNECTIONS.items()
            if event["content_type_id"] in connection["content_type_ids"]
        )
        broadcast(recipients, payload)


async def main(host, port):
    async with serve(handler, host, port):
        await process_events()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The guide's notification server.")
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=8888)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.host, arguments.port))
