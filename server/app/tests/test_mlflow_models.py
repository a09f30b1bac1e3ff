"""MLflow's own client, unmodified: artifacts, logged models, the registry, autologging."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import lightgbm
import mlflow
import pandas
import pytest
from mlflow.exceptions import MlflowException
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

DATA = Path(__file__).parents[3] / "examples" / "diabetes" / "diabetes.csv"


@pytest.fixture(scope="session")
def patients():
    frame = pandas.read_csv(DATA)
    return frame.drop(columns="diabetes"), (frame["diabetes"] == "pos").astype(int)


@pytest.fixture
def client(tracking):
    return mlflow.MlflowClient()


@pytest.fixture
def experiment(client, request):
    return client.create_experiment(f"{request.node.name}"[:120])


@pytest.fixture
def model(patients):
    x, y = patients
    pipeline = make_pipeline(SimpleImputer(), LogisticRegression(max_iter=200))
    return pipeline.fit(x.to_numpy(), y)


def test_artifacts_go_up_are_listed_and_come_back(client, experiment, tracking, tmp_path):
    content = os.urandom(3_000_000)
    (tmp_path / "up" / "deep").mkdir(parents=True)
    (tmp_path / "up" / "deep" / "bytes.bin").write_bytes(content)
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"a": [1, 2]}, "settings.json")
        mlflow.log_artifacts(str(tmp_path / "up"), "folder")
        mlflow.log_table({"x": [1, 2], "y": ["a", "b"]}, "table.json")
    listed = {file.path: file.is_dir for file in client.list_artifacts(run.info.run_id)}
    assert listed == {"notes": True, "settings.json": False, "folder": True, "table.json": False}
    [file] = client.list_artifacts(run.info.run_id, "folder/deep")
    assert (file.path, file.file_size) == ("folder/deep/bytes.bin", len(content))
    down = mlflow.artifacts.download_artifacts(
        run_id=run.info.run_id, artifact_path="folder", dst_path=str(tmp_path / "down")
    )
    assert (Path(down) / "deep" / "bytes.bin").read_bytes() == content
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/hello.txt") == "hello"
    # the studio shows them with the run
    own = tracking.ask("GET", f"/api/workspaces/~/runs/{run.info.run_id}")
    hashes = {artifact["path"]: artifact["sha256"] for artifact in own["artifacts"]}
    assert hashes["folder/deep/bytes.bin"] == hashlib.sha256(content).hexdigest()


def test_a_path_does_not_lead_out_of_a_run(tracking, client, experiment):
    run = client.create_run(experiment).info.run_id
    for path in ("../../other", "..%2f..%2fother", "a/../../b"):
        where = f"/mlflow/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{path}"
        status, answer = tracking.send("GET", where)
        assert status in (400, 404), answer
        assert answer["error_code"]


def test_a_logged_model_is_loaded_registered_and_served_by_its_alias(
    client, experiment, model, patients, tracking
):
    x, _ = patients
    with mlflow.start_run(experiment_id=experiment) as run:
        logged = mlflow.sklearn.log_model(
            model, name="model", input_example=x.to_numpy()[:2], serialization_format="pickle"
        )
    expected = model.predict(x.to_numpy()).tolist()
    assert mlflow.sklearn.load_model(logged.model_uri).predict(x.to_numpy()).tolist() == expected
    assert client.get_logged_model(logged.model_id).status == "READY"
    found = client.search_logged_models([experiment], f"source_run_id = '{run.info.run_id}'")
    assert [each.model_id for each in found] == [logged.model_id]

    name = f"patients {experiment}"
    first = mlflow.register_model(logged.model_uri, name, tags={"kind": "linear"})
    second = mlflow.register_model(logged.model_uri, name)
    assert (first.version, second.version) in {(1, 2), ("1", "2")}
    client.set_registered_model_alias(name, "champion", "1")
    assert str(client.get_model_version_by_alias(name, "champion").version) == "1"
    loaded = mlflow.pyfunc.load_model(f"models:/{name}@champion")
    assert loaded.predict(x.to_numpy()).tolist() == expected
    client.transition_model_version_stage(name, "2", "Production")
    stages = {v.version: v.current_stage for v in client.search_model_versions(f"name = '{name}'")}
    assert {str(version): stage for version, stage in stages.items()} == {
        "1": "None",
        "2": "Production",
    }
    client.update_model_version(name, "1", "the first")
    client.set_model_version_tag(name, "1", "checked", "yes")
    version = client.get_model_version(name, "1")
    assert (version.description, version.tags["checked"]) == ("the first", "yes")
    of_run = f"/api/workspaces/~/runs/{run.info.run_id}/logged-models"
    [told] = tracking.ask("GET", of_run)["items"]
    assert (told["id"], told["status"], told["use"]) == (logged.model_id, "ready", "made")
    assert [each["version"] for each in told["registrations"]] == [1, 2]
    assert "MLmodel" in [file["path"] for file in told["files"]]
    file = f"/api/workspaces/~/logged-models/{logged.model_id}/files/MLmodel"
    assert "python_function" in tracking.send("GET", file)[1]["text"]
    assert tracking.send("GET", f"{file}.none")[0] == 404
    own = tracking.ask("GET", "/api/workspaces/~/models")["items"]
    assert [each["latest"]["format"] for each in own if each["name"] == name] == ["mlflow"]

    client.delete_registered_model_alias(name, "champion")
    with pytest.raises(MlflowException) as caught:
        client.get_model_version_by_alias(name, "champion")
    assert caught.value.error_code in {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}
    client.rename_registered_model(name, f"{name} renamed")
    client.delete_model_version(f"{name} renamed", "1")
    client.delete_registered_model(f"{name} renamed")
    assert client.search_registered_models(f"name = '{name} renamed'") == []


def test_scikit_learn_logs_by_itself(client, experiment, patients):
    x, y = patients
    mlflow.sklearn.autolog(silent=True)
    try:
        with mlflow.start_run(experiment_id=experiment) as run:
            make_pipeline(SimpleImputer(), LogisticRegression(max_iter=200)).fit(x, y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    stored = client.get_run(run.info.run_id)
    assert stored.data.params["logisticregression__max_iter"] == "200"
    assert 0.7 < stored.data.metrics["training_accuracy_score"] < 0.9
    assert stored.inputs.dataset_inputs
    assert "training_confusion_matrix.png" in {
        file.path for file in client.list_artifacts(run.info.run_id)
    }
    assert client.search_logged_models([experiment])


def test_lightgbm_logs_its_curves_by_itself(client, experiment, patients):
    x, y = patients
    mlflow.lightgbm.autolog(silent=True)
    try:
        with mlflow.start_run(experiment_id=experiment) as run:
            lightgbm.train(
                {"objective": "binary", "metric": "auc", "verbose": -1, "num_threads": 1},
                lightgbm.Dataset(x, y),
                num_boost_round=15,
                valid_sets=[lightgbm.Dataset(x, y)],
                valid_names=["train"],
            )
    finally:
        mlflow.lightgbm.autolog(disable=True)
    history = client.get_metric_history(run.info.run_id, "train-auc")
    assert [point.step for point in history] == list(range(15))
    assert client.get_run(run.info.run_id).data.params["num_boost_round"] == "15"
