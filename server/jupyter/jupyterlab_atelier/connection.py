"""Connections to the Atelier server, over a unix socket or TCP."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any
from urllib.parse import urlsplit

from atelier.data_folder import ServerAddress
from tornado import httputil
from tornado.http1connection import HTTP1Connection, HTTP1ConnectionParameters
from tornado.iostream import IOStream, StreamClosedError
from tornado.tcpclient import TCPClient

from .patience import within

BUFFER = 16 << 20
UNLIMITED = 1 << 62


async def connect(url: str) -> IOStream:
    """Open a stream to `unix:/path` or `http://host:port`. Raises OSError if nobody is there."""
    if not url.startswith("unix:"):
        parts = urlsplit(url)
        return await TCPClient().connect(
            parts.hostname or "127.0.0.1", parts.port or 80, max_buffer_size=BUFFER
        )
    plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stream = IOStream(plain, max_buffer_size=BUFFER)
    try:
        # tornado's type knows host and port only; a path is what a unix socket takes
        await stream.connect(url.removeprefix("unix:"))
    except BaseException:
        stream.close()
        raise
    return stream


def http_client(stream: IOStream) -> HTTP1Connection:
    """HTTP/1.1 on a stream for one exchange: bodies of any size, passed on as they come."""
    return HTTP1Connection(
        stream,
        True,
        HTTP1ConnectionParameters(no_keep_alive=True, max_body_size=UNLIMITED, decompress=False),
    )


class _Answer(httputil.HTTPMessageDelegate):
    status = 0

    def __init__(self) -> None:
        self.body = bytearray()

    def headers_received(
        self,
        start_line: httputil.RequestStartLine | httputil.ResponseStartLine,
        headers: httputil.HTTPHeaders,
    ) -> None:
        if isinstance(start_line, httputil.ResponseStartLine):
            self.status = start_line.code

    def data_received(self, chunk: bytes) -> None:
        self.body += chunk


async def request(
    address: ServerAddress, method: str, path: str, body: Any = None, timeout: float = 5.0
) -> tuple[int, Any]:
    """
    One small JSON request; answers status and decoded body (None when empty).

    Raises OSError (ConnectionError, TimeoutError) when the server can't be reached in time.
    """
    try:
        return await within(timeout, _exchange(address, method, path, body))
    except asyncio.TimeoutError as error:
        raise TimeoutError(f"no answer within {timeout} s") from error
    except StreamClosedError as error:
        raise ConnectionError("the server closed the connection") from error


async def _exchange(address: ServerAddress, method: str, path: str, body: Any) -> tuple[int, Any]:
    stream = await connect(address.url)
    try:
        client = http_client(stream)
        payload = b"" if body is None else json.dumps(body).encode()
        headers = httputil.HTTPHeaders(
            {
                "Host": "atelier",
                "Authorization": f"Bearer {address.token}",
                "Content-Length": str(len(payload)),
            }
        )
        if payload:
            headers["Content-Type"] = "application/json"
        await client.write_headers(
            httputil.RequestStartLine(method, path, "HTTP/1.1"), headers, payload
        )
        client.finish()
        answer = _Answer()
        if not await client.read_response(answer):
            raise ConnectionError("the server broke off its answer")
        return answer.status, _decoded(bytes(answer.body))
    finally:
        stream.close()


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
