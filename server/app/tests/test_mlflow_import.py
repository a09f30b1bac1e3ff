"""`atelier import mlflow`: from MLflow's own server, seeded and compared with its own client."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import mlflow
import pandas
import pytest
from mlflow.entities import Metric, ViewType
from running_server import MAIN, Server, node
from sklearn.linear_model import LogisticRegression

PATIENCE = 180
DATA = Path(__file__).parents[3] / "examples" / "diabetes" / "diabetes.csv"
KEPT_TAG = "atelier.imported_from"


@dataclass
class Origin:
    url: str
    client: mlflow.MlflowClient
    runs: dict[str, str]
    model: object


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except OSError:
            pass
    pytest.fail("MLflow's server has ended")


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Iterator[Origin]:
    folder = tmp_path_factory.mktemp("origin")
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "mlflow", "server", "--workers", "1"]
    options = ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db"]
    options += ["--artifacts-destination", str(folder / "files"), "--port", url.rsplit(":", 1)[1]]
    process = subprocess.Popen(
        [*command, *options],
        env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"},
        stdout=(folder / "log").open("wb"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    wait_for(url, process)
    yield seeded(url, folder)
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(PATIENCE)


def seeded(url: str, folder: Path) -> Origin:
    patch = pytest.MonkeyPatch()
    patch.delenv("MLFLOW_TRACKING_TOKEN", raising=False)
    patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    mlflow.set_tracking_uri(url)
    mlflow.set_registry_uri(url)
    client = mlflow.MlflowClient(url)
    frame = pandas.read_csv(DATA).dropna()
    x, y = frame.drop(columns="diabetes"), (frame["diabetes"] == "pos").astype(int)
    runs = {}
    mlflow.set_experiment("diabetes")
    mlflow.sklearn.autolog(log_models=True)
    with mlflow.start_run(run_name="autologged") as run:
        model = LogisticRegression(max_iter=200).fit(x, y)
        mlflow.log_input(mlflow.data.from_pandas(frame.head(20), name="patients"), "training")
        runs["autologged"] = run.info.run_id
    mlflow.sklearn.autolog(disable=True)
    [logged] = mlflow.search_logged_models(output_format="list")
    mlflow.register_model(f"models:/{logged.model_id}", "diabetes-model")
    client.set_registered_model_alias("diabetes-model", "champion", "1")
    client.set_model_version_tag("diabetes-model", "1", "checked", "yes")
    other = client.create_experiment("curves", tags={"team": "b"})
    run_id = client.create_run(other, run_name="long").info.run_id
    for start in range(0, 3_000, 1_000):
        points = [
            Metric("loss", 1 / (step + 1), step, step) for step in range(start, start + 1_000)
        ]
        client.log_batch(run_id, points)
    client.log_metric(run_id, "odd", float("nan"), 5, 1)
    client.log_metric(run_id, "odd", float("inf"), 6, 2)
    (folder / "note.txt").write_text("hello")
    client.log_artifact(run_id, str(folder / "note.txt"), "deep/er")
    client.set_terminated(run_id, "FAILED")
    runs["long"] = run_id
    with mlflow.start_run(experiment_id=other, run_name="gone") as run:
        gone = run.info.run_id
        thrown = mlflow.create_external_model("thrown away", source_run_id=gone)
        mlflow.log_metric("score", 0.5, model_id=thrown.model_id)
    client.delete_run(gone)
    runs["gone"] = gone
    patch.undo()
    return Origin(url, client, runs, model)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Iterator[Server]:
    server = Server(tmp_path / "data")
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", server.token)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    yield server
    server.stop()


def command(server: Server, *options: str) -> list[str]:
    return [node(), str(MAIN), "import", "mlflow", *options, "--data", str(server.data)]


def imported(server: Server, *options: str) -> dict:
    environment = {key: value for key, value in os.environ.items() if "TRACKING_TOKEN" not in key}
    done = subprocess.run(
        command(server, *options, "--json"),
        capture_output=True,
        text=True,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def told(client: mlflow.MlflowClient, run_id: str) -> dict:
    """All of a run that an import has to bring along."""
    run = client.get_run(run_id)
    histories = {
        key: [
            (point.step, point.timestamp, str(point.value))
            for point in client.get_metric_history(run_id, key)
        ]
        for key in run.data.metrics
    }
    tags = {key: value for key, value in run.data.tags.items() if key != KEPT_TAG}
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "times": (run.info.start_time, run.info.end_time),
        "stage": run.info.lifecycle_stage,
        "params": run.data.params,
        "tags": tags,
        "histories": histories,
        "datasets": [
            (each.dataset.name, each.dataset.digest, [(tag.key, tag.value) for tag in each.tags])
            for each in run.inputs.dataset_inputs
        ],
        "artifacts": sorted(files_of(client, run_id)),
        "models": len(run.outputs.model_outputs),
    }


def files_of(client: mlflow.MlflowClient, run_id: str, folder: str | None = None):
    for file in client.list_artifacts(run_id, folder):
        if file.is_dir:
            yield from files_of(client, run_id, file.path)
        else:
            yield file.path, file.file_size


def test_all_of_a_server_is_taken_over_and_once_only(origin, here, tmp_path):
    planned = imported(here, origin.url, "--dry-run", "--deleted")
    client = mlflow.MlflowClient(f"{here.url}/mlflow")
    assert client.get_experiment_by_name("diabetes") is None
    report = imported(here, origin.url, "--deleted")
    assert report == {**planned, "dryRun": False}
    assert report["runs"] == len(origin.runs)
    assert (report["loggedModels"], report["modelVersions"], report["skipped"]) == (2, 1, [])

    for run_id in origin.runs.values():
        theirs = told(origin.client, run_id)
        assert told(client, run_id) == theirs
        assert client.get_run(run_id).data.tags[KEPT_TAG] == origin.url
    assert client.get_experiment_by_name("curves").tags["team"] == "b"
    note = client.download_artifacts(origin.runs["long"], "deep/er/note.txt", str(tmp_path))
    assert Path(note).read_text() == "hello"
    version = client.get_model_version_by_alias("diabetes-model", "champion")
    assert (version.run_id, version.tags["checked"]) == (origin.runs["autologged"], "yes")
    mlflow.set_tracking_uri(f"{here.url}/mlflow")
    mlflow.set_registry_uri(f"{here.url}/mlflow")
    loaded = mlflow.sklearn.load_model("models:/diabetes-model@champion")
    assert (loaded.coef_ == origin.model.coef_).all()

    again = imported(here, origin.url, "--deleted")
    assert (again["runs"], again["unchanged"]) == (0, len(origin.runs))
    assert (again["loggedModels"], again["modelVersions"]) == (0, 0)
    for run_id in origin.runs.values():
        assert told(client, run_id) == told(origin.client, run_id)

    client.delete_run(origin.runs["autologged"])
    assert imported(here, origin.url, "--deleted")["unchanged"] == len(origin.runs)
    deleted = client.get_run(origin.runs["autologged"])
    assert deleted.info.lifecycle_stage == "deleted"


def test_one_experiment_without_its_deleted_runs(origin, here):
    report = imported(here, origin.url, "--experiment", "curves")
    assert (report["experiments"], report["runs"]) == (1, 1)
    assert [each["what"] for each in report["skipped"]] == [
        "version 1 of the registered model diabetes-model"
    ]
    client = mlflow.MlflowClient(f"{here.url}/mlflow")
    experiment = client.get_experiment_by_name("curves").experiment_id
    [run] = client.search_runs([experiment], run_view_type=ViewType.ALL)
    assert run.info.run_id == origin.runs["long"]


def test_an_id_that_is_taken_here_is_replaced_by_always_the_same(origin, here):
    run_id = origin.runs["long"]
    entry = {"seq": 1, "at": 1, "type": "start", "experiment": "mine"}
    here.ask(
        "POST",
        f"/api/workspaces/default/runs/{run_id}/journal",
        {"source": "b" * 32, "entries": [entry]},
    )
    imported(here, origin.url, "--experiment", "curves")
    assert imported(here, origin.url, "--experiment", "curves")["unchanged"] == 1
    client = mlflow.MlflowClient(f"{here.url}/mlflow")
    assert client.get_run(run_id).data.metrics == {}
    experiment = client.get_experiment_by_name("curves").experiment_id
    [run] = client.search_runs([experiment])
    assert told(client, run.info.run_id)["histories"] == told(origin.client, run_id)["histories"]


def test_another_workspace_gets_runs_of_its_own(origin, here):
    imported(here, origin.url, "--experiment", "curves")
    first = mlflow.MlflowClient(f"{here.url}/mlflow")
    before = told(first, origin.runs["long"])
    other = here.ask("POST", "/api/workspaces", {"name": "other"})["id"]
    here.ask("POST", f"/api/workspaces/{other}/activate", {})
    report = imported(here, origin.url, "--experiment", "curves")
    assert (report["experiments"], report["runs"], report["unchanged"]) == (1, 1, 0)
    client = mlflow.MlflowClient(f"{here.url}/workspaces/{other}/mlflow")
    experiment = client.get_experiment_by_name("curves").experiment_id
    [run] = client.search_runs([experiment])
    assert run.info.run_id != origin.runs["long"]
    assert told(client, run.info.run_id)["histories"] == before["histories"]


def test_a_model_whose_copy_was_interrupted_is_copied_anew(origin, here):
    imported(here, origin.url)
    client = mlflow.MlflowClient(f"{here.url}/mlflow")
    experiment = client.get_experiment_by_name("diabetes").experiment_id
    whole = client.search_logged_models([experiment])
    tags = {KEPT_TAG: whole[0].tags[KEPT_TAG]}
    client.delete_logged_model(whole[0].model_id)
    client.create_logged_model(experiment, name=whole[0].name, tags=tags)
    assert imported(here, origin.url)["loggedModels"] == 1
    models = client.search_logged_models([experiment])
    assert [model.status for model in models] == ["READY"] * len(whole)


def test_a_cancelled_import_leaves_only_whole_runs_and_goes_on(origin, here):
    process = subprocess.Popen(
        command(here, origin.url, "--deleted"), stderr=subprocess.PIPE, text=True
    )
    assert "run 1 of" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) in (130, 0)
    client = mlflow.MlflowClient(f"{here.url}/mlflow")
    experiments = [each.experiment_id for each in client.search_experiments()]
    for run in client.search_runs(experiments, run_view_type=ViewType.ALL):
        ours, theirs = told(client, run.info.run_id), told(origin.client, run.info.run_id)
        assert {**ours, "models": 0} == {**theirs, "models": 0}
    imported(here, origin.url, "--deleted")
    for run_id in origin.runs.values():
        assert told(client, run_id) == told(origin.client, run_id)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("./mlruns", "mlflow server --backend-store-uri ./mlruns"),
        ("sqlite:///mlflow.db", "mlflow server --backend-store-uri sqlite:///mlflow.db"),
        ("http://127.0.0.1:9", "does not answer"),
    ],
)
def test_what_cannot_be_imported_says_what_to_do(here, address, words):
    done = subprocess.run(
        command(here, address), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert words in done.stderr


def test_a_login_that_is_wrong_is_told(here):
    environment = {**os.environ, "MLFLOW_TRACKING_TOKEN": "wrong"}
    done = subprocess.run(
        command(here, f"{here.url}/mlflow"),
        capture_output=True,
        text=True,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert "MLFLOW_TRACKING_USERNAME" in done.stderr
