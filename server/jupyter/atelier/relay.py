"""A door on loopback to a server that listens on a unix socket only: for MLflow's client."""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import socketserver
import threading
from urllib.parse import urlsplit

from .configuration import Configuration
from .errors import AtelierError

CHUNK = 1 << 18
BACKLOG = 64


class Relay:
    """
    Passes bytes on as they come. It gives nobody a right: callers send the server's token.

    It lives as long as the kernel, and looks the server up for each connection, so a server that
    was restarted is found again.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._server = _RelayServer(configuration)
        threading.Thread(
            target=self._server.serve_forever, name="atelier-relay", daemon=True
        ).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _RelayServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = BACKLOG

    def __init__(self, configuration: Configuration) -> None:
        super().__init__(("127.0.0.1", 0), _Passage)
        self.configuration = configuration


class _Passage(socketserver.BaseRequestHandler):
    server: _RelayServer

    def handle(self) -> None:
        caller: socket.socket = self.request
        try:
            target = _connect(self.server.configuration.discover().url)
        except (OSError, AtelierError) as error:
            # an answer that clients repeat a request after
            caller.sendall(_unavailable(error))
            return
        with target, contextlib.suppress(OSError):
            _pass_on(caller, target)


def _connect(url: str) -> socket.socket:
    if not url.startswith("unix:"):
        parts = urlsplit(url)
        return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80))
    target = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        target.connect(url.removeprefix("unix:"))
    except OSError:
        target.close()
        raise
    return target


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """Both ways until either side is done."""
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in selector.select():
                source: socket.socket = key.fileobj  # type: ignore[assignment]
                chunk = source.recv(CHUNK)
                if not chunk:
                    return
                key.data.sendall(chunk)


def _unavailable(error: Exception) -> bytes:
    said = {"error_code": "TEMPORARILY_UNAVAILABLE", "message": str(error)}
    body = json.dumps(said).encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
