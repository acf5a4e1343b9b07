"""
WebSocket clients by the real `websockets` library, and a publisher: commands come on standard input, what happened
leaves on standard output, a JSON object a line.

Commands: {"do": "connect", "name", "url", "send": [["text"|"binary", [fragment, ...]], ...], "headers": {name: value},
"subprotocols": [name, ...]}, {"do": "send", "name", "text"}, {"do": "close", "name"}, {"do": "publish", "redis", "channel",
"payloads": [text, ...]}. Binary fragments are base64.
Reports: {"name", "kind": "open"|"message"|"close"|"failed", "time", ...}. It ends with its input.
"""

import asyncio
import base64
import json
import sys
import time

import redis.asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

LARGEST = 64 * 2**20

clients = {}
tasks = set()


def report(name, kind, **details):
    print(json.dumps({"name": name, "kind": kind, "time": time.time(), **details}), flush=True)


def decoded(kind, fragments):
    return [base64.b64decode(f) if kind == "binary" else f for f in fragments]


async def client(name, url, send, headers=None, subprotocols=None):
    try:
        websocket = await connect(
            url, max_size=LARGEST, proxy=None, additional_headers=headers, subprotocols=subprotocols
        )
    except Exception as error:
        report(name, "failed", error=repr(error))
        return
    clients[name] = websocket
    report(name, "open", subprotocol=websocket.subprotocol)
    try:
        for kind, fragments in send:
            fragments = decoded(kind, fragments)
            await websocket.send(fragments[0] if len(fragments) == 1 else fragments)
        async for message in websocket:
            if isinstance(message, str):
                report(name, "message", text=message)
            else:
                report(name, "message", binary=base64.b64encode(message).decode())
    except ConnectionClosed:
        pass
    # Closed already, or by a peer that did so while we sent; the code and the reason are the peer's.
    await websocket.wait_closed()
    report(name, "close", code=websocket.close_code, reason=websocket.close_reason)


async def publish(url, channel, payloads):
    async with redis.asyncio.from_url(url) as connection:
        for payload in payloads:
            await connection.publish(channel, payload.encode("utf-8"))


async def obey(command):
    match command.pop("do"):
        case "connect":
            task = asyncio.create_task(client(**command))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        case "send":
            await clients[command["name"]].send(command["text"])
        case "close":
            await clients[command["name"]].close()
        case "publish":
            await publish(command["redis"], command["channel"], command["payloads"])


async def main():
    commands = asyncio.StreamReader(limit=LARGEST)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    async for line in commands:
        await obey(json.loads(line))
    for websocket in list(clients.values()):
        await websocket.close()


if __name__ == "__main__":
    asyncio.run(main())
