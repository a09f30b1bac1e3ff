"""Kernels in the container of a compute instance, through Jupyter's own kernel manager."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from container_image import make_image, needs_docker
from instances import ask, install_provisioner, opener, until_begun, until_ended
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyterlab_atelier.container_provisioner import KernelRefusedError
from jupyterlab_atelier.installation import SERVER, built, node_executable
from processes import alive, until
from ptyprocess import PtyProcess
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
def server(folder: Path, files: Path) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ATELIER_FILES", str(files))
        server = Server(folder / "data")
        yield server
        for instance in ask(folder, "GET", "")["items"]:
            ask(folder, "POST", f"/{instance['id']}/stop")
            ask(folder, "DELETE", f"/{instance['id']}")
        server.stop()


@pytest.fixture(scope="module")
def instance(folder: Path, server: Server) -> dict:
    body = {
        "name": "box",
        "driver": "docker",
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


def container(instance: dict) -> dict:
    label = f"label=atelier.instance={instance['id']}"
    listed = subprocess.check_output(["docker", "ps", "-aq", "--filter", label], text=True)
    [found] = json.loads(subprocess.check_output(["docker", "inspect", *listed.split()]))
    return found


async def test_a_cell_runs_in_the_container_within_its_size(instance, opened):
    async with opened() as notebook:
        assert instance["kernels"] == [{"language": "typescript", "kernelspec": "atelier-box"}]
        status, told = await notebook.run(
            "import os from 'node:os'; import fs from 'node:fs';\n"
            "console.log(os.hostname(), process.env.STAGE, fs.readFileSync('note.txt', 'utf8'));\n"
            "console.log(Object.keys(os.networkInterfaces()).join());"
        )
        found = container(instance)
        assert status == "ok"
        assert told == f"{found['Config']['Hostname']} test from the user\nlo\n"
        limits = found["HostConfig"]
        assert (limits["Memory"], limits["NanoCpus"]) == (512 << 20, 1_000_000_000)


async def test_a_run_that_is_logged_in_the_container_reaches_the_server(opened, server):
    async with opened() as notebook:
        status, told = await notebook.run(
            "import { startRun } from '@atelier-ml/sdk';\n"
            "const run = await startRun({ experiment: 'boxed', name: 'inside' });\n"
            "run.log({ loss: 0.25 }); await run.end(); await run.flush?.();"
        )
        assert status == "ok", told
        [run] = server.runs()
        assert (run["name"], run["status"], run["metrics"]["loss"]["last"]) == (
            "inside",
            "finished",
            0.25,
        )


async def test_an_endless_loop_is_interrupted_and_state_is_kept(opened):
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


async def test_a_kernel_is_restarted(opened):
    async with opened() as notebook:
        await notebook.run("let before = 1")
        await notebook.manager.restart_kernel(now=True)
        await notebook.client.wait_for_ready(timeout=30)
        assert await notebook.run("console.log(typeof before)") == ("ok", "undefined\n")


async def test_a_kernel_outlives_the_server_and_its_end_is_noticed_after(opened, server):
    async with opened() as notebook:
        await notebook.run("let kept = 8")
        server.kill()
        assert await notebook.run("console.log(kept)") == ("ok", "8\n")
        assert await notebook.manager.is_alive()
        server.start_again()
        assert await notebook.run("console.log(kept + 1)") == ("ok", "9\n")
        notebook.client.execute("process.kill(process.ppid, 'SIGKILL'); process.exit(3)")
        await until_ended(notebook)


async def told_after(before: dict | None, folder: Path, instance: dict) -> dict:
    """How a kernel has ended since."""

    def told() -> dict | None:
        found = ask(folder, "GET", f"/{instance['id']}")["lastExit"]
        return found if found != before else None

    return await until(told, "told", 60)


async def test_an_end_is_told_unless_somebody_has_asked_for_it(folder, instance, opened):
    path = f"/{instance['id']}"
    before = ask(folder, "GET", path)["lastExit"]
    async with opened() as notebook:
        await notebook.manager.restart_kernel(now=True)
        await notebook.client.wait_for_ready(timeout=30)
        assert ask(folder, "GET", path)["lastExit"] == before
        notebook.client.execute("process.kill(process.ppid, 'SIGKILL')")
        await until_ended(notebook)
        told = await told_after(before, folder, instance)
        assert (told["kernelId"], told["code"]) == (notebook.manager.kernel_id, 137)
        assert "has ended by itself" in told["message"]
    async with opened():
        ask(folder, "POST", f"{path}/stop")
    assert ask(folder, "GET", path)["lastExit"] == told


async def test_memory_that_has_run_out_is_said_as_such(folder, instance, opened):
    before = ask(folder, "GET", f"/{instance['id']}")["lastExit"]
    async with opened() as notebook:
        greedy = "const all = []; while (true) all.push(Buffer.alloc(8 << 20, 1));"
        run = asyncio.ensure_future(notebook.run(greedy, timeout=60))
        told = await told_after(before, folder, instance)
        assert told["outOfMemory"] is True
        assert "has used up its memory (512 MiB)" in told["message"]
        ended = asyncio.ensure_future(until_ended(notebook))
        await asyncio.wait({run, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            # The system has taken the kernel in place of its cell's process, as it may.
            run.cancel()
            return
        ended.cancel()
        assert run.result()[0] == "error"
        assert await notebook.run("console.log(1)") == ("ok", "1\n")


async def test_a_stopped_instance_is_started_by_its_first_kernel(folder, instance, opened):
    path = f"/{instance['id']}"
    assert ask(folder, "POST", f"{path}/stop")["state"] == "stopped"
    assert container(instance)["State"]["Running"] is False
    async with opened() as notebook:
        assert await notebook.run("console.log(1 + 1)") == ("ok", "2\n")
        assert ask(folder, "GET", path)["state"] == "running"
        [kernel] = ask(folder, "GET", f"{path}/kernels")["items"]
        assert kernel["memory"] > 0
    assert ask(folder, "GET", f"{path}/kernels")["items"] == []


async def test_a_kernel_of_an_instance_that_is_stopped_is_given_up_and_not_started_again(
    folder, files, instance
):
    path = f"/{instance['id']}"
    specs = KernelSpecManager(kernel_dirs=[str(folder / "data" / "jupyter" / "kernels")])
    kernels = AsyncMappingKernelManager(
        kernel_spec_manager=specs, root_dir=str(files), connection_dir=str(folder)
    )
    first = await kernels.start_kernel(kernel_name=instance["kernelspec"])
    ask(folder, "POST", f"{path}/stop")
    await until(lambda: first not in kernels.list_kernel_ids(), "given up")
    await asyncio.sleep(4)  # Jupyter looks for dead kernels every three seconds
    assert ask(folder, "GET", path)["state"] == "stopped"
    assert container(instance)["State"]["Running"] is False
    second = await kernels.start_kernel(kernel_name=instance["kernelspec"])
    assert ask(folder, "GET", path)["state"] == "running"
    await kernels.shutdown_kernel(second, now=True)


async def test_why_a_kernel_does_not_start_is_said_as_jupyter_shows_it(folder, files, instance):
    subprocess.check_call(["docker", "tag", instance["image"], "atelier-test/gone:1"])
    body = {"name": "gone", "driver": "docker", "image": "atelier-test/gone:1"}
    gone = ask(folder, "POST", "", body)
    ask(folder, "POST", f"/{gone['id']}/stop")
    subprocess.check_call(["docker", "rm", "-f", container(gone)["Id"]])
    subprocess.check_call(["docker", "rmi", "atelier-test/gone:1"])
    specs = KernelSpecManager(kernel_dirs=[str(folder / "data" / "jupyter" / "kernels")])
    kernels = AsyncMappingKernelManager(
        kernel_spec_manager=specs, root_dir=str(files), connection_dir=str(folder)
    )
    with pytest.raises(KernelRefusedError, match=r"No such image.*Fetch it") as refusal:
        await kernels.start_kernel(kernel_name=gone["kernelspec"])
    assert refusal.value.status_code == 409
    assert "%" not in str(refusal.value.log_message)


async def test_an_instance_is_of_an_environment_and_moves_to_its_next_version(
    folder, files, instance
):
    def environment(method: str, path: str, body: dict | None = None) -> dict:
        return ask(folder, method, path, body, of="environments")

    async def built(version: int) -> str:
        path = f"/sorts/versions/{version}"
        found = await until(
            lambda: environment("GET", path)["state"] in ("ready", "failed") and path, "built", 60
        )
        told = environment("GET", found)
        assert told["state"] == "ready", told["error"]
        return told["digest"]

    spec = {"kind": "packages", "base": instance["image"], "setUp": ["echo 1 > /version"]}
    environment("POST", "", {"name": "sorts", "spec": spec, "build": True})
    first = await built(1)
    made = ask(folder, "POST", "", {"name": "of", "driver": "docker", "environment": "sorts"})
    assert made["image"] == first
    assert (made["environment"]["name"], made["environment"]["version"]) == ("sorts", 1)
    path = f"/{made['id']}"
    spec["setUp"] = ["echo 2 > /version"]
    environment("POST", "/sorts/versions", {"spec": spec, "build": True})
    second = await built(2)
    assert ask(folder, "GET", path)["environment"]["latest"] == 2
    moved = ask(folder, "PATCH", path, {"environment": "sorts@latest"})
    assert (moved["environment"]["version"], moved["image"]) == (2, second)
    assert container(moved)["Image"] == second
    with pytest.raises(AssertionError, match="used by of"):
        environment("DELETE", "/sorts")
    ask(folder, "POST", f"{path}/stop")
    ask(folder, "DELETE", path)
    environment("DELETE", "/sorts")


def runtime_of(instance: dict) -> str:
    """Where spares of the instance reach the server."""
    mounts = [mount["Destination"] for mount in container(instance)["Mounts"]]
    [found] = [place for place in mounts if place.endswith(f"-kernels/{instance['id'][:12]}")]
    return found


def processes(what: str) -> list[int]:
    """Numbers of the processes of this machine with that in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if what in words and not words.startswith("sh -c") and alive(int(entry.parent.name)):
                found.append(int(entry.parent.name))
    return found


async def test_kernels_that_wait_are_taken_replaced_and_leave_with_the_server(
    folder, instance, opened, server
):
    path = f"/{instance['id']}"

    def waiting() -> int:
        return ask(folder, "GET", f"{path}/kernels")["waiting"]["count"]

    ask(folder, "POST", f"{path}/start")
    ask(folder, "PATCH", path, {"warmKernels": 1})
    own = f"--spare {runtime_of(instance)}"
    await until(waiting, "one waits")
    assert ask(folder, "GET", f"{path}/kernels")["waiting"]["memory"] > 0
    [spare] = processes(own)

    async with opened() as notebook:
        told = await notebook.run(
            "import fs from 'node:fs';\n"
            "console.log(process.env.STAGE, fs.readFileSync('note.txt', 'utf8'));"
        )
        assert told == ("ok", "test from the user\n")
        [kernel] = ask(folder, "GET", f"{path}/kernels")["items"]
        assert kernel["pid"] == spare
        await until(lambda: waiting() == 1, "its place is taken")
        await notebook.manager.restart_kernel(now=True)
        await notebook.client.wait_for_ready(timeout=30)
        assert await notebook.run("console.log(1)") == ("ok", "1\n")
        assert ask(folder, "GET", f"{path}/kernels")["items"][0]["pid"] != spare

    await until(lambda: waiting() == 1, "another waits")
    [spare] = await until(lambda: processes(own), "it runs")
    os.kill(spare, signal.SIGKILL)
    await until(lambda: waiting() == 0, "its end is known")
    async with opened() as notebook:  # is started as ever
        assert await notebook.run("console.log(2)") == ("ok", "2\n")

    await until(lambda: waiting() == 1, "one waits again")
    [spare] = await until(lambda: processes(own), "it runs")
    ask(folder, "PATCH", path, {"environmentVariables": {"STAGE": "other"}})
    await until(lambda: not alive(spare) and waiting() == 1, "one with the new variables waits")
    async with opened() as notebook:
        assert await notebook.run("console.log(process.env.STAGE)") == ("ok", "other\n")

    await until(lambda: waiting() == 1, "one waits at the end")
    server.kill()
    await until(lambda: not processes(own), "no spare stays behind")
    server.start_again()
    await until(lambda: waiting() == 1, "one waits for the next server")
    ask(folder, "PATCH", path, {"warmKernels": 0})
    await until(lambda: not processes(own), "none is wanted")


def test_a_command_in_the_container_is_fed_by_a_pipe(folder, server, instance):
    done = subprocess.run(
        [*cli(folder), "compute", "shell", "box", "--", "sh", "-c", "tr a-z A-Z; exit 5"],
        input="typed\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("TYPED\n", 5), done.stderr


def test_a_shell_in_the_container_is_a_terminal_of_the_size_of_its_own(folder, server, instance):
    shell = PtyProcess.spawn([*cli(folder), "compute", "shell", "box"], dimensions=(31, 93))
    shell.write(b"stty size\n")
    assert "31 93" in read_to(shell, "31 93")
    shell.setwinsize(40, 120)
    shell.write(b"sleep 1; stty size\n")
    assert "40 120" in read_to(shell, "40 120")
    shell.write(b"exit 4\n")
    with pytest.raises(EOFError):
        read_to(shell, "never written")
    shell.wait()
    assert shell.exitstatus == 4


def cli(folder: Path) -> list[str]:
    return [node_executable(), str(built(SERVER)), "--data", str(folder / "data")]


def read_to(shell: PtyProcess, wanted: str) -> str:
    seen = ""
    while wanted not in seen:
        seen += shell.read().decode(errors="replace")
    return seen
