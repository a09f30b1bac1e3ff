"""MLflow's own client, unmodified: experiments, runs, metrics, search, and what is refused."""

from __future__ import annotations

import math

import mlflow
import pytest
from mlflow.entities import Metric, Param, RunStatus, RunTag, ViewType
from mlflow.exceptions import MlflowException


@pytest.fixture
def client(tracking):
    return mlflow.MlflowClient()


@pytest.fixture
def experiment(client, request):
    return client.create_experiment(f"{request.node.name}"[:120])


def code_of(caught) -> str:
    return caught.value.error_code


def test_the_default_experiment_is_there(client):
    assert client.get_experiment("0").name == "Default"


def test_an_experiment_is_made_renamed_tagged_deleted_and_restored(client, tracking):
    made = client.create_experiment("life of an experiment", tags={"team": "a"})
    client.rename_experiment(made, "another life")
    client.set_experiment_tag(made, "stage", "test")
    found = client.get_experiment_by_name("another life")
    assert (found.experiment_id, found.tags) == (made, {"team": "a", "stage": "test"})
    client.delete_experiment(made)
    assert client.get_experiment(made).lifecycle_stage == "deleted"
    deleted = client.search_experiments(view_type=ViewType.DELETED_ONLY)
    assert made in [each.experiment_id for each in deleted]
    client.restore_experiment(made)
    found = client.search_experiments(filter_string="name LIKE 'another%' AND tags.team = 'a'")
    assert [each.experiment_id for each in found] == [made]
    assert client.get_experiment_by_name("there is none") is None


def test_a_run_keeps_all_that_is_logged(client, experiment, tracking):
    with mlflow.start_run(experiment_id=experiment, run_name="all") as run:
        mlflow.log_param("depth", 3)
        mlflow.log_params({"rate": 0.1, "kind": "tree"})
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metrics({"loss": 0.25, "auc": 0.8}, step=2)
        mlflow.set_tags({"stage": "test"})
        with mlflow.start_run(nested=True, run_name="child") as child:
            pass
    stored = client.get_run(run.info.run_id)
    assert stored.info.status == "FINISHED"
    assert stored.info.end_time >= stored.info.start_time
    assert stored.data.params == {"depth": "3", "rate": "0.1", "kind": "tree"}
    assert stored.data.metrics == {"loss": 0.25, "auc": 0.8}
    assert stored.data.tags["stage"] == "test"
    assert stored.data.tags["mlflow.runName"] == "all"
    history = client.get_metric_history(run.info.run_id, "loss")
    assert [(point.step, point.value) for point in history] == [(1, 0.5), (2, 0.25)]
    # the studio's own interface tells the same
    own = tracking.ask("GET", f"/api/workspaces/~/runs/{run.info.run_id}")
    assert (own["name"], own["status"], own["params"]["depth"]) == ("all", "finished", "3")
    below = tracking.ask("GET", f"/api/workspaces/~/runs/{child.info.run_id}")
    assert below["parentId"] == run.info.run_id


def test_what_the_studio_logs_is_read_by_the_client(client, tracking):
    run = "c" * 32
    entries = [
        {"seq": 1, "at": 1_000, "type": "start", "experiment": "from the studio", "name": "own"},
        {"seq": 2, "at": 1_001, "type": "metric", "key": "loss", "value": 0.5, "step": 3},
        {"seq": 3, "at": 1_002, "type": "param", "key": "depth", "value": "3"},
        {"seq": 4, "at": 1_003, "type": "end", "status": "failed"},
    ]
    body = {"source": "d" * 32, "entries": entries}
    tracking.ask("POST", f"/api/workspaces/~/runs/{run}/journal", body)
    stored = client.get_run(run)
    assert (stored.info.run_name, stored.info.status) == ("own", "FAILED")
    assert (stored.data.metrics, stored.data.params) == ({"loss": 0.5}, {"depth": "3"})


def test_special_values_are_kept_and_told_as_mlflow_tells_them(client, experiment, tracking):
    run = client.create_run(experiment).info.run_id
    for step, value in enumerate([math.nan, math.inf, -math.inf]):
        client.log_metric(run, f"special {step}", value, step=step)
    metrics = client.get_run(run).data.metrics
    assert math.isnan(metrics["special 0"])
    assert metrics["special 1"] == 1.7976931348623157e308
    assert metrics["special 2"] == -1.7976931348623157e308
    # the studio itself keeps what was logged, alone and in a batch
    client.log_batch(run, metrics=[Metric("batched", math.inf, 1_000, 0)])
    own = tracking.ask("GET", f"/api/workspaces/~/runs/{run}")["metrics"]
    kept = {key: own[key]["last"] for key in ("special 0", "special 1", "special 2", "batched")}
    assert kept == {
        "special 0": "NaN",
        "special 1": "Infinity",
        "special 2": "-Infinity",
        "batched": "Infinity",
    }


def test_a_run_goes_on_when_its_user_makes_another_workspace_active(
    client, experiment, tracking, tmp_path
):
    run = client.create_run(experiment).info.run_id
    client.log_metric(run, "loss", 0.5, step=1)
    elsewhere = tracking.ask("POST", "/api/workspaces", {"name": f"elsewhere than {run}"})["id"]
    (tmp_path / "note.txt").write_text("hello")
    tracking.ask("POST", f"/api/workspaces/{elsewhere}/activate")
    try:
        client.log_metric(run, "loss", 0.25, step=2)
        client.log_param(run, "depth", 3)
        client.log_artifact(run, str(tmp_path / "note.txt"))
        client.set_terminated(run)
        assert [each.value for each in client.get_metric_history(run, "loss")] == [0.5, 0.25]
        # all that names no run is of the active workspace
        assert client.search_runs([experiment]) == []
        named = f"/workspaces/{elsewhere}/mlflow/api/2.0/mlflow/runs/get?run_id={run}"
        assert tracking.send("GET", named)[0] == 404
    finally:
        tracking.ask("POST", "/api/workspaces/default/activate")
    ended = client.get_run(run)
    assert (ended.info.status, ended.data.params) == ("FINISHED", {"depth": "3"})
    assert [file.path for file in client.list_artifacts(run)] == ["note.txt"]


def test_the_same_batch_twice_is_kept_once(client, experiment):
    run = client.create_run(experiment).info.run_id
    points = [Metric("loss", step / 10, 1_000 + step, step) for step in range(50)]
    for _ in range(2):
        client.log_batch(run, metrics=points, params=[Param("a", "1")], tags=[RunTag("t", "x")])
        client.log_batch(run, metrics=points)
    assert len(client.get_metric_history(run, "loss")) == 50


def test_pages_of_a_history_are_in_the_order_of_time_however_it_was_logged(
    client, experiment, tracking
):
    run = client.create_run(experiment).info.run_id
    logged = [(3, 30, 1.0), (1, 10, 2.0), (2, 20, math.inf), (2, 20, 4.0), (1, 20, 5.0)]
    for step, time, value in logged:
        client.log_metric(run, "loss", value, timestamp=time, step=step)
    path = f"/mlflow/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=loss&max_results=2"
    pages: list[list[dict]] = []
    token = ""
    while len(pages) < 4:
        answer = tracking.ask("GET", f"{path}&page_token={token}" if token else path)
        pages.append(answer["metrics"])
        token = answer.get("next_page_token")
        if not token:
            break
    assert [len(page) for page in pages] == [2, 2, 1]
    told = [(point["step"], point["timestamp"], point["value"]) for page in pages for point in page]
    largest = 1.7976931348623157e308
    assert told == [(1, 10, 2.0), (1, 20, 5.0), (2, 20, 4.0), (2, 20, largest), (3, 30, 1.0)]


def test_a_long_history_of_two_writers_is_paged_in_the_order_of_time(client, experiment, tracking):
    run = client.create_run(experiment).info.run_id
    # two machines of which one is behind: their points lie among each other, and some times are equal
    early = [Metric("loss", step / 7, 1_000 + step // 3, step) for step in range(4_000)]
    late = [Metric("loss", -step / 7, 1_500 + step // 2, step) for step in range(3_000)]
    final = [Metric("loss", 0.0, 9_000 + step, step) for step in range(2_500)]

    def log(points: list[Metric]) -> None:
        for start in range(0, len(points), 500):
            client.log_batch(run, metrics=points[start : start + 500])

    def told(size: int) -> list[tuple]:
        path = f"/mlflow/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=loss"
        path += f"&max_results={size}"
        pages: list[list[dict]] = []
        token: str | None = ""
        while token is not None:
            answer = tracking.ask("GET", f"{path}&page_token={token}" if token else path)
            pages.append(answer["metrics"])
            token = answer.get("next_page_token")
        assert all(len(page) == size for page in pages[:-1])
        return [(each["timestamp"], each["step"], each["value"]) for page in pages for each in page]

    def sent(*parts: list[Metric]) -> list[tuple]:
        return sorted((each.timestamp, each.step, each.value) for part in parts for each in part)

    log(early)
    assert told(900) == sent(early)
    log(late)
    assert told(900) == sent(early, late)
    log(final)
    assert told(1_024) == sent(early, late, final)
    assert told(50_000) == sent(early, late, final)


def test_runs_are_searched_and_ordered(client, experiment):
    for at, (model, auc) in enumerate([("tree", 0.7), ("forest", 0.9), ("tree", 0.8)]):
        run = client.create_run(experiment, run_name=f"run {at}", start_time=1_000 + at).info.run_id
        client.log_param(run, "model", model)
        client.log_metric(run, "auc", auc)
        client.set_tag(run, "lucky number", str(at))

    def names(text: str = "", order: list[str] | None = None) -> list[str]:
        found = client.search_runs([experiment], text, order_by=order)
        return [run.info.run_name for run in found]

    assert names() == ["run 2", "run 1", "run 0"]
    assert names("metrics.auc > 0.75 AND params.model = 'tree'") == ["run 2"]
    assert names(order=["metrics.auc DESC"]) == ["run 1", "run 2", "run 0"]
    assert names("attributes.run_name LIKE 'run%'", ["attributes.start_time ASC"])[0] == "run 0"
    assert names("tags.\"lucky number\" = '1'") == ["run 1"]
    assert names("metrics.missing > 0") == []
    with pytest.raises(MlflowException) as caught:
        names("metrics.auc > 'text'")
    assert code_of(caught) == "INVALID_PARAMETER_VALUE"
    with pytest.raises(MlflowException) as caught:
        names("metrics.auc > 0 OR metrics.auc < 1")
    assert code_of(caught) == "INVALID_PARAMETER_VALUE"


def test_pages_go_on_where_they_have_ended_while_runs_are_added(client, experiment):
    made = [client.create_run(experiment).info.run_id for _ in range(7)]
    seen: list[str] = []
    token = None
    while True:
        page = client.search_runs([experiment], max_results=3, page_token=token)
        seen += [run.info.run_id for run in page]
        token = page.token
        if not token:
            break
        client.create_run(experiment)
    assert set(made) <= set(seen)
    assert len(seen) == len(set(seen))
    with pytest.raises(MlflowException) as caught:
        client.search_runs([experiment], page_token="nonsense")
    assert code_of(caught) == "INVALID_PARAMETER_VALUE"


def test_a_deleted_run_takes_nothing_until_it_is_restored(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_metric(run, "loss", 1.0)
    client.delete_run(run)
    for write in (
        lambda: client.log_metric(run, "loss", 2.0),
        lambda: client.log_param(run, "a", "b"),
        lambda: client.log_batch(run, metrics=[Metric("loss", 3.0, 1, 1)]),
        lambda: client.set_tag(run, "a", "b"),
    ):
        with pytest.raises(MlflowException) as caught:
            write()
        assert code_of(caught) == "INVALID_PARAMETER_VALUE"
    client.restore_run(run)
    client.log_metric(run, "loss", 2.0, step=1)
    assert client.get_run(run).data.metrics == {"loss": 2.0}


def test_mistakes_are_answered_with_mlflows_codes_and_store_nothing(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_param(run, "depth", "3")
    client.log_param(run, "depth", "3")
    with pytest.raises(MlflowException) as caught:
        client.log_batch(run, metrics=[Metric("half", 1.0, 1, 1)], params=[Param("depth", "4")])
    assert code_of(caught) == "INVALID_PARAMETER_VALUE"
    assert client.get_run(run).data.metrics == {}
    with pytest.raises(MlflowException) as caught:
        client.get_run("0" * 32)
    assert code_of(caught) == "RESOURCE_DOES_NOT_EXIST"
    with pytest.raises(MlflowException) as caught:
        client.log_metric("0" * 32, "loss", 1.0)
    assert code_of(caught) == "RESOURCE_DOES_NOT_EXIST"
    with pytest.raises(MlflowException) as caught:
        client.create_experiment("Default")
    assert code_of(caught) == "RESOURCE_ALREADY_EXISTS"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (
            "runs/log-metric",
            {"run_id": "x", "key": "a", "value": "much"},
            "INVALID_PARAMETER_VALUE",
        ),
        ("runs/log-metric", {"key": "a", "value": 1, "timestamp": 1}, "INVALID_PARAMETER_VALUE"),
        ("runs/log-parameter", {"run_id": 5, "key": [], "value": {}}, "INVALID_PARAMETER_VALUE"),
        ("runs/search", {"filter": "metrics.", "experiment_ids": ["0"]}, "INVALID_PARAMETER_VALUE"),
        ("runs/create", "{", "BAD_REQUEST"),
        ("nowhere", {}, "ENDPOINT_NOT_FOUND"),
        ("gateway/endpoints/list", {}, "NOT_IMPLEMENTED"),
    ],
)
def test_broken_requests_are_refused(tracking, path, body, code):
    status, answer = tracking.send("POST", f"/mlflow/api/2.0/mlflow/{path}", body)
    assert 400 <= status < 502
    assert answer["error_code"] in {code, "INVALID_PARAMETER_VALUE"}
    assert answer["message"]


def test_a_param_of_ten_megabytes_is_cut_as_mlflow_cuts_it(tracking, client, experiment):
    run = client.create_run(experiment).info.run_id
    body = {"run_id": run, "key": "big", "value": "x" * 10_000_000}
    assert tracking.send("POST", "/mlflow/api/2.0/mlflow/runs/log-parameter", body) == (200, {})
    assert client.get_run(run).data.params == {"big": "x" * 6_000}


def test_nobody_gets_in_without_the_token(tracking):
    status, answer = tracking.send("POST", "/mlflow/api/2.0/mlflow/runs/search", {}, headers={})
    assert (status, answer["error_code"]) == (401, "UNAUTHENTICATED")
    wrong = {"Authorization": "Bearer wrong"}
    assert tracking.send("GET", "/mlflow/api/2.0/mlflow/experiments/get", headers=wrong)[0] == 401
    assert tracking.send("GET", "/mlflow/health", headers={}) == (200, {"text": "OK"})


def test_datasets_are_kept_with_the_run(client, experiment):
    import pandas

    frame = pandas.DataFrame({"a": [1, 2], "b": [0, 1]})
    dataset = mlflow.data.from_pandas(frame, name="little", targets="b")
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_input(dataset, context="training")
    [used] = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert (used.dataset.name, used.dataset.digest) == ("little", dataset.digest)
    found = client.search_runs([experiment], "datasets.name = 'little'")
    assert [each.info.run_id for each in found] == [run.info.run_id]


def test_a_run_is_ended_by_hand_and_goes_on(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.set_terminated(run, RunStatus.to_string(RunStatus.KILLED), end_time=5)
    assert client.get_run(run).info.status == "KILLED"
    with mlflow.start_run(run_id=run):
        mlflow.log_metric("later", 1.0)
    assert client.get_run(run).data.metrics == {"later": 1.0}
