"""MLflow's client from outside, through Jupyter's door and login, to the server itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

TOKEN = "secret-of-this-test"
PATIENCE = 120

CLIENT = """
import os, pathlib, mlflow
from mlflow.store.artifact.http_artifact_repo import HttpArtifactRepository
mlflow.set_experiment("from outside")
with mlflow.start_run(run_name="remote") as run:
    mlflow.log_params({"depth": 3})
    mlflow.log_metrics({"auc": 0.75}, step=2)
    mlflow.log_artifact(os.environ["CONTENT"])
    os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"] = "true"
    os.environ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "1"
    os.environ["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = str(6 * 1024 * 1024)
    upload_part, sent = HttpArtifactRepository._upload_part, []
    HttpArtifactRepository._upload_part = staticmethod(
        lambda **part: sent.append(part["credential"].url) or upload_part(**part)
    )
    mlflow.log_artifact(os.environ["CONTENT"], "in parts")
    base = os.environ["MLFLOW_TRACKING_URI"].removesuffix("/mlflow")
    assert len(sent) == 4 and all(url.startswith(base + "/uploads/") for url in sent), sent
found = mlflow.search_runs(experiment_names=["from outside"], filter_string="metrics.auc > 0.7")
assert list(found["tags.mlflow.runName"]) == ["remote"], found
for path in ("content.bin", "in parts/content.bin"):
    back = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path=path)
    assert pathlib.Path(back).read_bytes() == pathlib.Path(os.environ["CONTENT"]).read_bytes()
"""


@dataclass
class Jupyter:
    url: str
    log: list[str]


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    folder = tmp_path_factory.mktemp("jupyter")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = {**os.environ, "ATELIER_DATA": str(folder / "data")}
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        environment[f"JUPYTER_{name}"] = str(folder / name.lower())
    options = [
        "--allow-root",
        f"--port={port}",
        "--ServerApp.base_url=/team/",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.jpserver_extensions=jupyterlab_atelier=True",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    log: list[str] = []
    for line in process.stdout:
        log.append(line)
        if "is running at" in line:
            break
    else:
        pytest.fail("Jupyter has ended: " + "".join(log))
    reader = threading.Thread(target=log.extend, args=(process.stdout,), daemon=True)
    reader.start()
    yield Jupyter(f"http://127.0.0.1:{port}/team/atelier/mlflow", log)
    process.terminate()
    process.wait(PATIENCE)


def test_an_unmodified_client_tracks_through_jupyter(jupyter, tmp_path):
    content = tmp_path / "content.bin"
    content.write_bytes(os.urandom(20 * 1024 * 1024))
    environment = {
        **os.environ,
        "MLFLOW_TRACKING_URI": jupyter.url,
        "MLFLOW_TRACKING_TOKEN": TOKEN,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "CONTENT": str(content),
    }
    ran = subprocess.run(
        [sys.executable, "-c", CLIENT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert TOKEN not in "".join(jupyter.log)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
async def test_nobody_gets_through_without_the_token(jupyter, headers):
    client = AsyncHTTPClient(force_instance=True)
    request = HTTPRequest(f"{jupyter.url}/version", headers=headers, follow_redirects=False)
    answer = await client.fetch(request, raise_error=False)
    assert answer.code in (302, 401, 403)
    assert b"3." not in answer.body
