"""Servers on each database, and MLflow's own client in front of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from running_server import Server

ADMIN = os.environ.get("ATELIER_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


def administer(statement: str) -> None:
    subprocess.run(["psql", ADMIN, "-qc", statement], check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def tracking(request, tmp_path_factory) -> Iterator[Server]:
    """A server that MLflow's client of this process is pointed at."""
    data: Path = tmp_path_factory.mktemp(request.param) / "data"
    name = f"atelier_mlflow_{uuid.uuid4().hex}"
    database = None
    if request.param == "postgresql":
        if not shutil.which("psql"):
            pytest.fail("psql is missing: install PostgreSQL's client")
        administer(f"create database {name}")
        database = ADMIN.rsplit("/", 1)[0] + f"/{name}"
    server = Server(data, database)
    patch = pytest.MonkeyPatch()
    patch.setenv("MLFLOW_TRACKING_URI", f"{server.url}/mlflow")
    patch.setenv("MLFLOW_TRACKING_TOKEN", server.token)
    patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    patch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    import mlflow

    mlflow.set_tracking_uri(f"{server.url}/mlflow")
    mlflow.set_registry_uri(f"{server.url}/mlflow")
    yield server
    while mlflow.active_run():
        mlflow.end_run()
    patch.undo()
    server.stop()
    if database:
        administer(f"drop database {name} with (force)")
