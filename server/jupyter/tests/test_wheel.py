"""The way of an ordinary user: the wheel in an empty environment, and no Node on PATH.

Takes a minute, and a wheel: `ATELIER_WHEEL` names it, as `./studio test` does.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

WHEEL = os.environ.get("ATELIER_WHEEL")
pytestmark = pytest.mark.skipif(not WHEEL, reason="no wheel is named by ATELIER_WHEEL")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment with the wheel alone; answers its programs' folder and what it may see."""
    folder = tmp_path_factory.mktemp("installed")
    home = folder / "home"
    home.mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PIP_") or name.endswith(("_CERT", "_CERTS", "_PROXY", "_proxy"))
    }
    # where pip is told which registry to use
    real_home = os.environ.get("HOME", str(home))
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    programs = folder / "venv" / "bin"
    subprocess.run(
        [programs / "python", "-m", "pip", "install", "--quiet", WHEEL],
        check=True,
        env={**kept, "HOME": real_home, "PATH": "/usr/bin:/bin"},
    )
    tools = folder / "tools"
    tools.mkdir()
    for name in ("sh", "curl", "uname"):  # what any system has, and no Node among it
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    variables = {
        "HOME": str(home),
        "PATH": f"{programs}:{tools}",
        "ATELIER_DATA": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    return programs, variables


def run(environment, program, *arguments, cwd=None, timeout=300):
    programs, variables = environment
    return subprocess.run(
        [programs / program, *arguments],
        env=variables,
        cwd=cwd,
        timeout=timeout,
        capture_output=True,
        text=True,
    )


def test_the_wheel_brings_its_own_node(environment):
    assert shutil.which("node", path=environment[1]["PATH"]) is None
    answer = run(environment, "atelier", "--version")
    assert answer.returncode == 0, answer.stderr


def test_jupyter_finds_extension_kernel_and_labextension(environment):
    specs = json.loads(run(environment, "jupyter", "kernelspec", "list", "--json").stdout)
    assert "atelier-typescript" in specs["kernelspecs"]
    for command, expected in (
        (("server", "extension"), "jupyterlab_atelier"),
        (("labextension",), "@atelier-ml/studio"),
    ):
        listed = run(environment, "jupyter", *command, "list")
        assert expected in listed.stdout + listed.stderr


@pytest.fixture
def lab(environment, tmp_path):
    """JupyterLab from that environment, with the tour in its root folder; answers its address."""
    programs, variables = environment
    port = 18765
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [
            programs / "jupyter",
            "lab",
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=secret",
        ],
        env=variables,
        cwd=tmp_path,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield f"http://127.0.0.1:{port}", tmp_path
    process.terminate()
    process.wait(30)
    log.close()


def ask(url, data=None):
    headers = {"Authorization": "token secret"}
    for _ in range(300):
        try:
            with urlopen(Request(url, headers=headers, data=data), timeout=60) as response:
                return json.loads(response.read())
        except HTTPError as error:
            raise AssertionError(error.read()) from error
        except OSError:  # it does not listen yet
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")


def test_the_tour_runs_from_its_first_to_its_last_cell(environment, lab):
    address, folder = lab
    assert ask(f"{address}/atelier/api/health")["status"] == "ok"
    path = ask(f"{address}/atelier/_tour", data=b"")["path"]
    ran = run(
        environment,
        "jupyter",
        "nbconvert",
        "--to=notebook",
        "--execute",
        "--inplace",
        path,
        cwd=folder,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    workspaces = ask(f"{address}/atelier/api/workspaces")["items"]
    endpoints = ask(f"{address}/atelier/api/workspaces/{workspaces[0]['id']}/endpoints")["items"]
    assert [endpoint["state"] for endpoint in endpoints] == ["running"]
