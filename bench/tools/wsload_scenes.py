"""What test_wsload.py plays wsload against: a server that sends crafted bytes, and wsload under control."""

import asyncio
import base64
import hashlib
import json
import struct
import subprocess
import time
import zlib

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PATIENCE = 30
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(payload, op=TEXT, fin=1, masked=False, rsv=0):
    n, mask = len(payload), 0x80 if masked else 0
    length = bytes([mask | n]) if n < 126 else bytes([mask | 126]) + struct.pack(">H", n) if n < 65536 \
        else bytes([mask | 127]) + struct.pack(">Q", n)
    return bytes([fin << 7 | rsv << 4 | op]) + length + (bytes(4) if masked else b"") + payload


def event(seq, size=60, kind=1, t=None, cseq=None):
    own = b'"cseq":%d,' % cseq if cseq is not None else b""
    begin = b'{"content_type_id":%d,"seq":%d,%s"t_ns":%d,"pad":"' % (kind, seq, own, t or time.monotonic_ns())
    return begin + b"x" * max(0, size - len(begin) - 2) + b'"}'


def events(*seqs):
    return b"".join(frame(event(seq)) for seq in seqs)


def packed(payload):
    """A message deflated with a fresh window, as RSV1 says."""
    packer = zlib.compressobj(wbits=-15)
    return frame((packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4], rsv=4)


async def read_frame(reader):
    first, second = await reader.readexactly(2)
    assert second & 128, "a client's frame must be masked"
    n = second & 127
    if n == 126:
        n, = struct.unpack(">H", await reader.readexactly(2))
    mask, payload = await reader.readexactly(4), await reader.readexactly(n)
    return first & 15, bytes(x ^ mask[i & 3] for i, x in enumerate(payload))


class Server:
    """Answers the handshake, reads a token, and when all clients are in does what the script says."""

    def __init__(self, script, answer=None):
        self.script, self.answer, self.go = script, answer, asyncio.Event()
        self.tokens, self.pongs, self.closes, self.connections = [], [], 0, 0

    async def serve(self, reader, writer):
        try:
            self.connections += 1
            number = self.connections
            request = await reader.readuntil(b"\r\n\r\n")
            if self.answer == "401":
                writer.write(b"HTTP/1.1 401 no\r\nContent-Length: 0\r\n\r\n")
                return
            key = next(l.split(b": ")[1] for l in request.split(b"\r\n") if l.lower().startswith(b"sec-websocket-key"))
            accept = b"A" * 27 + b"=" if self.answer == "bad accept" else base64.b64encode(hashlib.sha1(key + GUID).digest())
            deflate = b"Sec-WebSocket-Extensions: permessage-deflate\r\n" if b"permessage-deflate" in request else b""
            writer.write(b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + deflate
                         + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
            self.tokens.append((await read_frame(reader))[1].decode())
            if not await self.script(self, number, writer):
                await self.listen(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def listen(self, reader):
        while True:
            op, payload = await read_frame(reader)
            if op == PONG:
                self.pongs.append(payload)
            self.closes += op == CLOSE


class Client:
    """wsload under control."""

    def __init__(self, process):
        self.process = process

    async def hear(self, word):
        while True:
            line = (await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)).decode()
            assert line, f"wsload ended without {word}"
            if line.startswith(word):
                return line[len(word):]

    async def ask(self, command, word):
        self.process.stdin.write(command.encode() + b"\n")
        return json.loads(await self.hear(word))

    async def mark(self):
        return await self.ask("mark", "RESULT")

    async def until(self, **wanted):
        """Waits until it says so."""
        deadline = time.monotonic() + PATIENCE
        while True:
            seen = await self.ask("peek", "PEEK")
            if all(seen[name] == value for name, value in wanted.items()):
                return seen
            assert time.monotonic() < deadline, (wanted, seen)
            await asyncio.sleep(0.02)

    async def end(self):
        result = await self.ask("quit", "RESULT")
        await self.process.wait()
        return result


def sends(data, close=False):
    """A script: the same bytes for everybody."""
    async def script(server, number, writer):
        await server.go.wait()
        writer.write(data)
        await writer.drain()
        return close
    return script


async def played(script, options, answer, steps, n):
    server = Server(script, answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=1000)
    port = listening.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        "./wsload", "--control", "--port", str(port), "-n", str(n), "--settle", "0.1", "-q", *options,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        client = Client(process)
        await client.hear("READY")
        server.go.set()
        got = await steps(client, server)
        return got, await client.end(), server
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        listening.close()
