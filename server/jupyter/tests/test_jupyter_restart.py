"""Jupyter itself is killed, or stopped in order, while a notebook has a kernel in a container."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from atelier.data_folder import published_address
from container_image import SOCKET, make_image, needs_docker
from processes import alive, until
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

pytestmark = needs_docker
TOKEN = "a-token"
HEADERS = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
SPACE = "atelier/api/workspaces/~"
SOURCES = Path(__file__).parents[1]


@dataclass
class Notebook:
    """Ids of what belongs to one that is open."""

    session: str
    kernel: str
    instance: str


class Jupyter:
    """A real one, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "jupyter.log"
        self._log.write_text("")
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
                    *("--port=0", f"--IdentityProvider.token={TOKEN}"),
                    f"--ServerApp.root_dir={folder / 'notebooks'}",
                    "--ServerApp.jpserver_extensions=jupyterlab_atelier=True",
                ],
                env={
                    **os.environ,
                    "ATELIER_DATA": str(folder / "data"),
                    "PYTHONPATH": str(SOURCES),
                },
                stderr=log,
                stdout=log,
                start_new_session=True,
            )
        self.url = ""

    async def ready(self) -> None:
        def found() -> str | None:
            assert self.process.poll() is None, self._log.read_text()
            match = re.search(r"http://127\.0\.0\.1:\d+/", self._log.read_text())
            return match and match[0]

        await until(found, "Jupyter listens", within=60)
        self.url = str(found())
        while True:
            with contextlib.suppress(OSError):
                await self.ask("api")
                return

    async def ask(self, path: str, method: str = "GET", body: object = None) -> Any:
        request = HTTPRequest(
            self.url + path,
            method,
            HEADERS,
            None if body is None else json.dumps(body),
            request_timeout=90,
            allow_nonstandard_methods=True,
        )
        answer = await AsyncHTTPClient(force_instance=True).fetch(request, raise_error=False)
        assert answer.code < 300, answer.body
        return json.loads(answer.body or "null")

    async def run(self, kernel: str, code: str) -> str:
        """What the cell has printed."""
        address = f"{self.url.replace('http', 'ws', 1)}api/kernels/{kernel}/channels"
        socket = await websocket_connect(HTTPRequest(address, headers=HEADERS))
        message = uuid.uuid4().hex
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        header = {"msg_id": message, "msg_type": "execute_request", "version": "5.3"}
        header |= {"session": uuid.uuid4().hex, "username": "", "date": "2026-01-01T00:00:00Z"}
        sent = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await socket.write_message(json.dumps({**sent, "channel": "shell", "buffers": []}))
        written = []
        # the reply and what was printed come on two ways
        awaited = {"execute_reply", "idle"}
        while awaited:
            told = json.loads(await socket.read_message())
            kind, content = told["msg_type"], told["content"]
            if told["parent_header"].get("msg_id") == message:
                if kind == "stream":
                    written.append(content["text"])
                assert content.get("status", "ok") == "ok", content
                awaited -= {kind, content.get("execution_state")}
        socket.close()
        return "".join(written)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


Starter = Callable[[], Awaitable[Jupyter]]
Opener = Callable[[Jupyter], Awaitable[Notebook]]


@pytest.fixture
def start(folder: Path) -> Iterator[Starter]:
    started = []

    async def start_one() -> Jupyter:
        started.append(Jupyter(folder))
        await started[-1].ready()
        return started[-1]

    yield start_one
    for each in started:
        each.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "notebooks" / "deep").mkdir(parents=True)
    yield tmp_path
    address = published_address(tmp_path / "data")
    if address and address.pid and alive(address.pid):
        os.kill(address.pid, signal.SIGTERM)


@pytest.fixture
def notebook(folder: Path, elsewhere: bool) -> Iterator[Opener]:
    """Opens one on an instance."""
    instances = []

    async def open_one(jupyter: Jupyter) -> Notebook:
        if elsewhere:
            body = {"name": "far", "address": f"unix://{SOCKET}"}
            await jupyter.ask(f"{SPACE}/attached-compute", "POST", body)
        body = {"name": "box", "driver": "docker", "image": make_image(folder / "image")}
        body |= {"size": {"cpus": 1, "memoryMb": 512}, "warmKernels": 0}
        body |= {"attached": "far"} if elsewhere else {}
        instance = await jupyter.ask(f"{SPACE}/compute", "POST", body)
        instances.append(instance["id"])
        wanted = {"path": "deep/n.ipynb", "name": "n.ipynb", "type": "notebook"}
        kernel = {"name": instance["kernelspec"]}
        session = await jupyter.ask("api/sessions", "POST", {**wanted, "kernel": kernel})
        return Notebook(session["id"], session["kernel"]["id"], instance["id"])

    yield open_one
    for instance in instances:
        for container in _containers(instance):
            subprocess.run(["docker", "rm", "-fv", container], capture_output=True, check=True)


def _containers(instance: str) -> list[str]:
    labelled = ["docker", "ps", "-aq", "--filter", f"label=atelier.instance={instance}"]
    return subprocess.check_output(labelled, text=True).split()


def _has_kernels(instance: str) -> bool:
    [container] = _containers(instance)
    listed = ["docker", "top", container, "-eo", "pid,args"]
    return "main.cjs" in subprocess.check_output(listed, text=True)


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_the_next_jupyter_finds_the_notebook_with_its_kernel_and_state(
    start: Starter, notebook: Opener
) -> None:
    first = await start()
    opened = await notebook(first)
    await first.run(opened.kernel, "let kept = 42")
    first.kill()
    second = await start()
    [again] = await second.ask("api/sessions")
    assert [again["id"], again["path"]] == [opened.session, "deep/n.ipynb"]
    assert again["kernel"]["id"] == opened.kernel
    assert await second.run(opened.kernel, "console.log(kept)") == "42\n"
    await second.ask(f"api/kernels/{opened.kernel}/restart", "POST", {})
    assert await second.run(opened.kernel, "console.log(typeof kept)") == "undefined\n"
    await second.ask(f"api/sessions/{opened.session}", "DELETE")
    assert await second.ask("api/kernels") == []
    await until(lambda: not _has_kernels(opened.instance), "the kernel has ended")
    await second.ask(f"{SPACE}/compute/{opened.instance}/stop", "POST", {})
    await second.ask(f"{SPACE}/compute/{opened.instance}", "DELETE")


@pytest.mark.parametrize("elsewhere", [False])
async def test_ends_kernels_before_the_server_which_no_page_starts_again(
    folder: Path, start: Starter, notebook: Opener
) -> None:
    jupyter = await start()
    opened = await notebook(jupyter)
    await jupyter.run(opened.kernel, "let kept = 42")
    address = published_address(folder / "data")
    assert address is not None
    assert address.pid is not None
    # a page that listens, and one that asks again and again
    client = AsyncHTTPClient(force_instance=True)
    events = HTTPRequest(f"{jupyter.url}atelier/api/events", headers=HEADERS, request_timeout=0)
    listening = client.fetch(events, raise_error=False)
    jupyter.process.terminate()
    while jupyter.process.poll() is None:
        with contextlib.suppress(Exception):
            await jupyter.ask("atelier/api/health")
    assert jupyter.process.returncode == 0
    listening.cancel()
    assert not alive(address.pid)
    assert published_address(folder / "data") is None
    assert not _has_kernels(opened.instance)
