"""The server's life: started on first use, restarted, adopted, given up, stopped with Jupyter."""

import asyncio
import json
import os
import signal
import subprocess
import sys

import pytest
from jupyterlab_atelier.installation import node_executable
from processes import FAKE_SERVER, alive, until


async def state(fetch):
    return json.loads((await fetch("/_supervisor")).body)


async def running(fetch, **but):
    """Ask until it runs; `but` names what must differ from before."""
    for _ in range(1000):
        now = await state(fetch)
        if now["state"] == "running" and all(now[name] != was for name, was in but.items()):
            return now
        await asyncio.sleep(0.02)
    raise AssertionError(now)


async def test_the_server_starts_on_its_first_use(fetch, answer):
    before = await state(fetch)
    assert before == {"state": "stopped", "pid": None, "restarts": 0, "error": None, "log": []}
    response = await fetch("/api/health")
    now = await state(fetch)
    assert (now["state"], now["pid"]) == ("running", answer(response)["pid"])


async def test_the_log_of_the_server_is_shown(fetch):
    await fetch("/api/health")
    for _ in range(500):
        if any("listening" in line for line in (await state(fetch))["log"]):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(await state(fetch))


async def test_a_killed_server_comes_back_by_itself(fetch):
    await fetch("/api/health")
    first = await state(fetch)
    os.kill(first["pid"], signal.SIGKILL)
    second = await running(fetch, pid=first["pid"])
    assert second["restarts"] == 1
    assert (await fetch("/api/health")).code == 200


async def test_a_request_during_which_the_server_dies_is_answered_with_a_reason(fetch, answer):
    response = await fetch("/api/crash", method="POST", body="")
    assert response.code == 502
    assert answer(response)["error"]["code"] == "server-unreachable"
    assert (await fetch("/api/health")).code == 200


@pytest.mark.parametrize("behaviour", ["broken"])
async def test_a_server_that_can_not_start_says_why(fetch, answer):
    response = await fetch("/api/health")
    reason = {
        "code": "store-unavailable",
        "message": "The database is broken.",
        "remedy": "Restore it.",
    }
    assert response.code == 503
    assert answer(response) == {"error": reason}
    now = await state(fetch)
    assert (now["state"], now["error"], now["restarts"]) == ("failed", reason, 3)
    assert any("database is broken" in line for line in now["log"])


@pytest.mark.parametrize("behaviour", ["mute"])
async def test_a_server_that_ends_without_a_word_is_given_up_too(fetch, answer):
    response = await fetch("/api/health")
    assert response.code == 503
    assert "exit code 3" in answer(response)["error"]["message"]


@pytest.mark.parametrize("behaviour", ["broken"])
async def test_a_restart_by_hand_starts_a_server_that_was_given_up(fetch, answer, monkeypatch):
    await fetch("/api/health")
    monkeypatch.setenv("FAKE_SERVER", "")
    response = await fetch("/_supervisor/restart", method="POST", body="")
    assert (answer(response)["state"], answer(response)["error"]) == ("running", None)
    assert (await fetch("/api/health")).code == 200


async def test_a_restart_by_hand_replaces_a_healthy_server(fetch, answer):
    await fetch("/api/health")
    before = await state(fetch)
    after = answer(await fetch("/_supervisor/restart", method="POST", body=""))
    assert after["state"] == "running"
    assert after["pid"] != before["pid"]
    assert not alive(before["pid"])


@pytest.mark.parametrize("behaviour", ["broken"])
async def test_jupyter_itself_stays_whole_when_the_server_is_broken(fetch, jp_fetch):
    await fetch("/api/health")
    assert (await jp_fetch("api", "contents")).code == 200


@pytest.fixture
def elsewhere(data):
    """A server for the same data folder that somebody else has started."""
    data.mkdir(parents=True)
    arguments = ["server", "--data", str(data), "--token-file", str(data / "token")]
    process = subprocess.Popen(
        [node_executable(), str(FAKE_SERVER), *arguments], stdout=subprocess.PIPE, text=True
    )
    ready = json.loads(process.stdout.readline())
    yield ready
    process.kill()
    process.wait()
    process.stdout.close()


async def test_a_server_that_lives_already_is_adopted(elsewhere, fetch, answer):
    assert answer(await fetch("/api/health"))["pid"] == elsewhere["pid"]
    assert (await state(fetch))["pid"] == elsewhere["pid"]


async def test_an_adopted_server_outlives_jupyter(elsewhere, fetch, jp_serverapp):
    await fetch("/api/health")
    await jp_serverapp.cleanup_extensions()
    assert alive(elsewhere["pid"])


async def test_an_adopted_server_that_dies_is_replaced(elsewhere, fetch):
    await fetch("/api/health")
    os.kill(elsewhere["pid"], signal.SIGKILL)
    assert (await running(fetch, pid=elsewhere["pid"]))["pid"]


async def test_the_server_stops_with_jupyter(fetch, answer, jp_serverapp):
    pid = answer(await fetch("/api/health"))["pid"]
    await jp_serverapp.cleanup_extensions()
    assert not alive(pid)


async def test_the_server_ends_when_jupyter_is_killed(data, tmp_path):
    program = (
        "import asyncio, logging, sys\n"
        "from pathlib import Path\n"
        "from jupyterlab_atelier.supervisor import Supervisor, SupervisorOptions\n"
        "async def main():\n"
        "    options = SupervisorOptions(data=Path(sys.argv[1]), command=sys.argv[2:])\n"
        "    address = await Supervisor(options, logging.getLogger()).address()\n"
        "    print(address.pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    jupyter = subprocess.Popen(
        [sys.executable, "-c", program, str(data), node_executable(), str(FAKE_SERVER)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(FAKE_SERVER.parents[1])},
    )
    pid = int(jupyter.stdout.readline())
    assert alive(pid)
    jupyter.kill()
    jupyter.wait()
    jupyter.stdout.close()
    await until(lambda: not alive(pid), "the server ended")
