"""Requests to the server's own interface, over a unix socket or TCP."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .configuration import REMEDY, Configuration
from .errors import AtelierError

TIMEOUT = 60.0


class UnixConnection(http.client.HTTPConnection):
    """HTTP/1.1 over a unix socket."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("atelier", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def open_connection(url: str, timeout: float) -> http.client.HTTPConnection:
    """To `unix:/path`, `http://host:port` or `https://host:port`; connects at the first request."""
    if url.startswith("unix:"):
        return UnixConnection(url.removeprefix("unix:"), timeout)
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "127.0.0.1", parts.port, timeout=timeout)


class Client:
    """One method a way of asking; all raise AtelierError, also when nobody is there."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    def workspace(self, *parts: str, **query: Any) -> str:
        """A path below the workspace, each part escaped: `workspace("runs", id)`."""
        escaped = [quote(part, safe="~") for part in (self.configuration.workspace, *parts)]
        path = "/api/workspaces/" + "/".join(escaped)
        given = {key: value for key, value in query.items() if value is not None}
        return f"{path}?{urlencode(given)}" if given else path

    def get(self, path: str) -> Any:
        return self._json("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self._json("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self._json("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self._json("PATCH", path, body)

    def bytes_of(self, path: str) -> bytes:
        return self._send("GET", path, None, {})

    def upload(self, content: bytes | Path) -> str:
        """Stores bytes or a file, streamed; answers the SHA-256 that assets refer to it by."""
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        if isinstance(content, Path):
            with content.open("rb") as file:
                answer = self._send("POST", "/api/blobs", file, headers)
        else:
            answer = self._send("POST", "/api/blobs", content, headers)
        return str(json.loads(answer)["sha256"])

    def call(self, path: str, body: Any, key: str) -> Any:
        """A call of an endpoint, with the endpoint's own key."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        return json.loads(self._send("POST", path, json.dumps(body).encode(), headers))

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        payload = None if body is None else json.dumps(body).encode()
        headers = {} if payload is None else {"Content-Type": "application/json"}
        answer = self._send(method, path, payload, headers)
        return json.loads(answer) if answer else None

    def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> bytes:
        address = self.configuration.discover()
        authorized = {"Authorization": f"Bearer {address.token}", **headers}
        try:
            with closing(open_connection(address.url, TIMEOUT)) as connection:
                connection.request(method, path, body=body, headers=authorized)
                response = connection.getresponse()
                content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise AtelierError(
                "server-unreachable", "The Atelier server cannot be reached.", REMEDY
            ) from error
        if response.status >= 400:
            raise AtelierError.from_answer(response.status, _decoded(content))
        return content


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
