"""The server from its sources, on a throw-away data folder and a port of loopback."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

MAIN = Path(__file__).parents[1] / "src" / "cli" / "main.ts"


def node() -> str:
    found = os.environ.get("ATELIER_NODE") or shutil.which("node")
    if not found:
        pytest.skip("Node.js is not on PATH")
    return found


class Server:
    """A server process and a way to ask it for JSON."""

    def __init__(self, data: Path, database: str | None = None) -> None:
        self._command = [
            *(node(), MAIN, "server", "--data", data),
            *(("--database", database) if database else ()),
            "--stop-with-stdin",
        ]
        self.data = data
        self.experiment = ""
        self.start()

    def start(self, port: int = 0) -> None:
        self.process = subprocess.Popen(
            [*self._command, "--listen", f"127.0.0.1:{port}"],
            env={**os.environ, "ATELIER_LOG_LEVEL": "error"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.data.parent / "log").open("ab"),
        )
        line = json.loads(self.process.stdout.readline())
        assert line["event"] == "ready", line
        self.url = line["url"]
        self.token = (self.data / "token").read_text().strip()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict]:
        """Status and answer, whatever it is."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        sent = {**(self.headers if headers is None else headers)}
        sent["Content-Type"] = "application/json"
        text = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        connection.request(method, path, body=text, headers=sent)
        response = connection.getresponse()
        content = response.read()
        try:
            return response.status, json.loads(content)
        except ValueError:
            return response.status, {"text": content.decode()}

    def ask(self, method: str, path: str, body: object = None) -> dict:
        status, answer = self.send(method, path, body)
        assert status < 300, answer
        return answer

    def kill(self) -> None:
        """``kill -9``."""
        self.process.kill()
        self.process.wait(timeout=30)

    def restart(self) -> None:
        """A new process on the same data, at the same address."""
        self.start(int(self.url.rsplit(":", 1)[1]))

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)
