"""MLflow's client, unmodified, in jobs and in kernels of containers."""

# ruff: noqa: F811 (fixtures come from another file)

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from container_image import SOCKET, needs_docker
from instances import ask, ask_at, opener
from jupyterlab_atelier.installation import PROGRAMS
from test_container_kernels import files, folder, installed, server  # noqa: F401

PATIENCE = 300
SPACE = "/api/workspaces/~"
ENDED = ("finished", "failed", "cancelled", "done", "ready")
TRAIN = """
import os
import mlflow

with mlflow.start_run():
    mlflow.log_params({"depth": 3})
    for step in range(5):
        mlflow.log_metric("loss", 1 / (1 + step), step=step)
    mlflow.log_text("hello", "notes/hello.txt")
    child = mlflow.start_run(nested=True, run_name="child")
    mlflow.end_run()
print(child.data.tags["mlflow.source.type"])
print(os.environ.get("PYTHONPATH", "").split(":")[0])
"""


def told_at_last(folder: Path, path: str, part: str | None = None) -> dict:
    """What is told at a path once that, or a part of it, has ended."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = ask_at(folder, "GET", path)
        found = found[part] if part else found
        if found["state"] in ENDED:
            return found
        assert time.monotonic() < deadline, f"never ended: {found}"
        time.sleep(0.2)


@pytest.fixture
def submit(folder: Path, files: Path) -> Callable[..., dict]:
    def run(text: str = TRAIN, **more: Any) -> dict:
        (files / "train.py").write_text(text)
        program = {"type": "script", "path": "train.py"}
        body = {"program": program, "code": {"folder": str(files)}, **more}
        job = ask(folder, "POST", "", body, of="jobs")
        job = told_at_last(folder, f"{SPACE}/jobs/{job['id']}")
        log = ask(folder, "GET", f"/{job['run']}/log", of="runs")["chunks"]
        written = "".join(chunk["text"] for chunk in log)
        assert job["state"] == "finished", written
        return {"run": ask(folder, "GET", f"/{job['run']}", of="runs"), "written": written}

    return run


def check(run: dict, folder: Path) -> None:
    assert run["status"] == "finished"
    assert run["params"]["depth"] == "3"
    assert run["metrics"]["loss"]["last"] == 0.2
    assert "notes/hello.txt" in [artifact["path"] for artifact in run["artifacts"]]
    runs = ask(folder, "GET", "", of="runs")["items"]
    assert [each["name"] for each in runs if each["parentId"] == run["id"]] == ["child"]


SEEN = """
import http.server
import os
import sys
import threading

seen = []


class Other(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        seen.append(self.headers["Authorization"])
        self.send_error(404)

    do_POST = do_GET

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Other)
threading.Thread(target=server.serve_forever, daemon=True).start()
import mlflow

mlflow.set_tracking_uri(f"http://127.0.0.1:{server.server_port}")
try:
    mlflow.search_experiments()
except mlflow.MlflowException:
    print(seen)
"""


def test_gives_the_token_of_the_studio_to_nobody_else(
    folder: Path, server: object, submit: Callable[..., dict]
) -> None:
    assert "[None]" in submit(SEEN)["written"]
    own = {"MLFLOW_TRACKING_TOKEN": "of another server"}
    told = submit(SEEN, environmentVariables=own)
    assert "['Bearer of another server']" in told["written"]
    check(submit(environmentVariables=own)["run"], folder)


def test_is_imported_where_there_is_no_studio(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")},
        "ATELIER_JOB": "any",
        "ATELIER_DATA": str(tmp_path),
        "PYTHONPATH": str(PROGRAMS / "python"),
    }
    program = "import mlflow; print(mlflow.get_tracking_uri())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "http" not in done.stdout
    assert "MLflow does not track into the studio" in done.stderr


def test_tracks_into_the_run_of_a_job(
    folder: Path, server: object, submit: Callable[..., dict]
) -> None:
    told = submit()
    check(told["run"], folder)
    assert "JOB" in told["written"]


@pytest.fixture(scope="module")
def environment(folder: Path, server: object) -> Iterator[str]:
    """Has MLflow's client and ipykernel, and nothing of the studio."""
    ask_at(folder, "POST", "/api/environments/bootstrap", {"from": "machine"})
    base = told_at_last(folder, "/api/environments/engine", "bootstrap")
    assert base["state"] == "done", base
    spec = {"kind": "packages", "pip": ["mlflow-skinny>=3.4,<4", "ipykernel"]}
    body = {"name": "tracked", "spec": spec, "build": True}
    ask(folder, "POST", "", body, of="environments")
    version = told_at_last(folder, f"{SPACE}/environments/tracked/versions/1")
    assert version["error"] is None, version
    yield "tracked:1"
    ask(folder, "DELETE", "/tracked", of="environments")


@needs_docker
def test_tracks_from_a_container(
    folder: Path, environment: str, submit: Callable[..., dict]
) -> None:
    ask(folder, "POST", "", {"name": "boxes", "driver": "docker"}, of="clusters")
    variables = {"PYTHONPATH": "/own"}
    told = submit(cluster="boxes", environment=environment, environmentVariables=variables)
    check(told["run"], folder)
    assert {"JOB", "/own"} <= set(told["written"].splitlines())


@needs_docker
def test_tracks_from_an_engine_that_shares_nothing_with_the_studio(
    folder: Path, environment: str, submit: Callable[..., dict]
) -> None:
    body = {"name": "far", "address": f"unix://{SOCKET}"}
    ask(folder, "POST", "", body, of="attached-compute")
    size = {"cpus": 1, "memoryMb": 512}
    cluster = {"name": "far boxes", "attached": "far", "nodeSize": size}
    ask(folder, "POST", "", cluster, of="clusters")
    told = submit(cluster="far boxes", environment=environment)
    check(told["run"], folder)


@needs_docker
async def test_is_pointed_at_the_studio_in_a_kernel_of_a_container(
    folder: Path, files: Path, environment: str
) -> None:
    body = {"name": "desk", "driver": "docker", "environment": environment, "warmKernels": 0}
    instance = ask(folder, "POST", "", body)
    [python] = [each for each in instance["kernels"] if each["language"] == "python"]
    cell = """
%load_ext atelier
import mlflow
with mlflow.start_run(run_name="boxed"):
    %log loss=0.5
"""
    try:
        async with opener(folder, files, python)() as notebook:
            reply = await notebook.client.execute_interactive(cell, timeout=60)
            assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        ask(folder, "POST", f"/{instance['id']}/stop")
        ask(folder, "DELETE", f"/{instance['id']}")
    runs = ask(folder, "GET", "", of="runs")["items"]
    [run] = [each for each in runs if each["name"] == "boxed"]
    assert run["metrics"]["loss"]["last"] == 0.5
