"""Kernels on an attached engine, through Jupyter's own kernel manager."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from container_image import make_image, needs_docker
from engine_elsewhere import EngineElsewhere
from instances import ask, install_provisioner, opener, until_begun, until_ended
from processes import until
from python_kernel import Server

pytestmark = needs_docker
NAME = "atelier-container-provisioner"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def files(folder: Path) -> Path:
    made = folder / "notebooks"
    made.mkdir()
    (made / "note.txt").write_text("from the user")
    return made


@pytest.fixture(scope="module")
def engine(folder: Path) -> EngineElsewhere:
    return EngineElsewhere(folder / "engine")


@pytest.fixture(scope="module")
def server(folder: Path, files: Path, engine: EngineElsewhere) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATELIER_FILES", str(files))
        server = Server(folder / "data")
        yield server
        engine.mend()
        for instance in ask(folder, "GET", "")["items"]:
            ask(folder, "POST", f"/{instance['id']}/stop")
            ask(folder, "DELETE", f"/{instance['id']}")
        server.stop()


@pytest.fixture(scope="module")
def instance(folder: Path, server: Server, engine: EngineElsewhere) -> dict:
    attached = {"name": "far", "address": engine.address}
    ask(folder, "POST", "", attached, of="attached-compute")
    body = {
        "name": "box",
        "driver": "docker",
        "attached": "far",
        "image": make_image(folder / "image"),
        "size": {"cpus": 1, "memoryMb": 512},
        "environmentVariables": {"STAGE": "test"},
    }
    return ask(folder, "POST", "", body)


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    install_provisioner(monkeypatch, folder)


@pytest.fixture
def opened(folder: Path, files: Path, instance: dict):
    return opener(folder, files, instance)


async def test_a_cell_runs_there_beside_the_files_of_its_notebook(opened):
    async with opened() as notebook:
        told = await notebook.run(
            "import fs from 'node:fs';\n"
            "console.log(process.env.STAGE, process.cwd(), fs.readFileSync('note.txt', 'utf8'));"
        )
        assert told == ("ok", "test /home/atelier/notebooks from the user\n")


async def test_points_of_a_run_arrive_while_it_runs(opened, server):
    async with opened() as notebook:
        told = await notebook.run(
            "import { startRun } from '@atelier-ml/sdk';\n"
            "const run = await startRun({ experiment: 'far', name: 'there' });\n"
            "run.log({ loss: 0.25 });"
        )
        assert told[0] == "ok", told
        found = await until(
            lambda: [run for run in server.runs() if run["metrics"].get("loss")], "points arrive"
        )
        assert (found[0]["name"], found[0]["status"]) == ("there", "running")
        await notebook.run("await run.end();")
        await until(lambda: server.runs()[0]["status"] == "finished", "its end arrives")


async def test_an_endless_loop_is_interrupted_and_a_kernel_is_restarted(opened):
    async with opened() as notebook:
        await notebook.run("let kept = 7")
        waiting = notebook.client.execute("while (true) {}")
        await until_begun(notebook, waiting)
        await notebook.manager.interrupt_kernel()
        reply = await notebook.client.get_shell_msg(timeout=20)
        while reply["parent_header"]["msg_id"] != waiting:
            reply = await notebook.client.get_shell_msg(timeout=20)
        assert reply["content"]["status"] == "error"
        assert await notebook.run("console.log(kept)") == ("ok", "7\n")
        await notebook.manager.restart_kernel(now=True)
        await notebook.client.wait_for_ready(timeout=30)
        assert await notebook.run("console.log(typeof kept)") == ("ok", "undefined\n")


async def test_what_a_cell_writes_while_the_network_is_gone_is_there_when_it_is_back(
    folder, instance, engine, opened
):
    path = f"/{instance['id']}"
    cell = (
        "import { setTimeout as sleep } from 'node:timers/promises';\n"
        "for (let i = 0; i < 40; i++) { console.log(i); await sleep(100); }"
    )
    async with opened() as notebook:
        begun = asyncio.Event()
        run = asyncio.ensure_future(notebook.run(cell, timeout=60, begun=begun))
        await begun.wait()
        engine.cut()
        told = await until(lambda: ask(folder, "GET", path)["problem"], "it is said")
        assert "go on" in told
        assert await notebook.manager.is_alive()
        assert ask(folder, "GET", path)["kernelCount"] == 1
        engine.mend()
        assert await run == ("ok", "".join(f"{i}\n" for i in range(40)))
        await until(lambda: ask(folder, "GET", path)["problem"] is None, "it is back")
        assert await notebook.run("console.log('on')") == ("ok", "on\n")


async def test_a_kernel_outlives_the_server_and_is_found_by_the_next_one(opened, server):
    async with opened() as notebook:
        await notebook.run("let kept = 8")
        server.kill()
        assert await notebook.manager.is_alive()
        server.start_again()
        # each channel joins by itself: what is published before all have is heard by nobody
        await notebook.client.wait_for_ready(timeout=60)
        assert await notebook.run("console.log(kept)") == ("ok", "8\n")
        notebook.client.execute("process.kill(process.ppid, 'SIGKILL'); process.exit(3)")
        await until_ended(notebook)


async def test_memory_that_has_run_out_is_said_as_such(folder, instance, opened):
    async with opened() as notebook:
        greedy = "const all = []; while (true) all.push(Buffer.alloc(8 << 20, 1));"
        run = asyncio.ensure_future(notebook.run(greedy, timeout=60))
        told = await until(
            lambda: (ask(folder, "GET", f"/{instance['id']}")["lastExit"] or {}).get("outOfMemory"),
            "told",
            60,
        )
        assert told is True
        run.cancel()
    async with opened() as notebook:
        assert await notebook.run("console.log(1)") == ("ok", "1\n")
