"""A WebSocket as a byte tunnel, once the server has agreed to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tornado import httputil
from tornado.iostream import IOStream, StreamClosedError

LONGEST_HEAD = 1 << 16


async def open_tunnel(
    server: IOStream, target: str, head: httputil.HTTPHeaders, detach: Callable[[], IOStream]
) -> int | None:
    """
    Ask the server to upgrade; if it does, pass bytes both ways until one side ends.

    Answers the status with which the server refused, or None. Until it has agreed the client's
    connection stays an HTTP one: nothing but a WebSocket ever goes through unchecked.
    """
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in head.get_all())]
    try:
        await server.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        answer = await server.read_until(b"\r\n\r\n", max_bytes=LONGEST_HEAD)
    except StreamClosedError:
        return 502
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 502
    if status != 101:
        server.close()
        return status if status >= 400 else 502
    client = detach()
    client.set_nodelay(True)
    try:
        await client.write(answer)
    except StreamClosedError:
        server.close()
        return None
    await asyncio.gather(_pass_on(client, server), _pass_on(server, client))
    return None


async def _pass_on(source: IOStream, sink: IOStream) -> None:
    buffer = bytearray(1 << 16)
    try:
        while True:
            count = await source.read_into(buffer, partial=True)
            await sink.write(bytes(buffer[:count]))
    except StreamClosedError:
        pass
    finally:
        source.close()
        sink.close()
