"""A Jupyter server with the extension, in front of a stand-in for the Atelier server."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyterlab_atelier.installation import node_executable
from processes import FAKE_SERVER, alive
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

pytest_plugins = ["pytest_jupyter.jupyter_server"]
Fetch = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def behaviour() -> str:
    """What the stand-in does: '' (serve), 'broken' or 'mute'."""
    return ""


@pytest.fixture
def jp_server_config(data: Path, behaviour: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("FAKE_SERVER", behaviour)
    return {
        "ServerApp": {"jpserver_extensions": {"jupyterlab_atelier": True}},
        "Atelier": {
            "data_dir": str(data),
            "command": [node_executable(), str(FAKE_SERVER)],
            "first_delay": 0.01,
            "most_failures": 4,
        },
    }


@pytest.fixture
def base(jp_serverapp: Any, http_server: Any) -> str:
    """Address of the studio at the Jupyter server."""
    return f"http://127.0.0.1:{jp_serverapp.port}{jp_serverapp.base_url}atelier"


@pytest.fixture
def fetch(base: str, jp_serverapp: Any) -> Fetch:
    """Requests with the Jupyter token; `headers={}` sends none. Errors are answers, not raised."""

    async def send(path: str, **options: Any) -> HTTPResponse:
        token = jp_serverapp.identity_provider.token
        options.setdefault("headers", {"Authorization": f"token {token}"})
        request = HTTPRequest(
            base + path, request_timeout=60, allow_nonstandard_methods=True, **options
        )
        client = AsyncHTTPClient(force_instance=True, max_body_size=1 << 40)
        return await client.fetch(request, raise_error=False)

    return send


@pytest.fixture
def answer() -> Callable[[HTTPResponse], Any]:
    return lambda response: json.loads(response.body)


@pytest.fixture(autouse=True)
def no_server_stays_behind(data: Path) -> Iterator[None]:
    yield
    file = data / "server.json"
    if file.exists():
        pid = json.loads(file.read_text())["pid"]
        if alive(pid) and FAKE_SERVER.name in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, 9)
