"""The diabetes tour in Python, cell by cell, in a real kernel against the server itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_kernel import Kernel, Result, Server

EXAMPLE = Path(__file__).parents[3] / "examples/diabetes"
NOTEBOOK = "diabetes-tour-python.ipynb"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tour")
    for name in (NOTEBOOK, "diabetes.csv"):
        shutil.copy(EXAMPLE / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder / "data")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def tour(folder: Path, server: Server) -> Iterator[dict[str, Result]]:
    """What each cell of the notebook has answered."""
    notebook = json.loads((folder / NOTEBOOK).read_text())
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    kernel = Kernel(folder / "data", folder / NOTEBOOK)
    try:
        yield {cell["id"]: kernel.run("".join(cell["source"]), cell["id"]) for cell in cells}
    finally:
        kernel.stop()


@pytest.fixture
def runs(tour: dict[str, Result], server: Server) -> dict[str, Any]:
    return {run["name"]: run for run in server.runs()}


def test_every_cell_of_the_notebook_runs(tour):
    assert {id: (cell.status, cell.error) for id, cell in tour.items()} == dict.fromkeys(
        tour, ("ok", "")
    )


def test_its_three_models_are_finished_runs_with_what_they_were_trained_on(runs):
    assert {name: run["status"] for name, run in runs.items()} == {
        "logistic regression": "finished",
        "gradient boosting": "finished",
        "random forest": "finished",
    }
    for run in runs.values():
        assert run["experimentName"] == "diabetes in Python"
        assert 0.7 < run["metrics"]["test AUC"]["last"] < 1
        assert run["notebook"].endswith(NOTEBOOK)
        assert run["environment"]["language"] == "python"
    # what autologging adds: params, metrics of the training, each round of the boosting
    assert runs["logistic regression"]["params"]["simpleimputer__strategy"] == "median"
    assert "training_accuracy_score" in runs["logistic regression"]["metrics"]
    assert runs["gradient boosting"]["params"]["num_leaves"] == "6"
    assert runs["gradient boosting"]["metrics"]["held out-auc"]["count"] == 80
    for name in ("logistic regression", "gradient boosting"):
        assert runs[name]["datasets"]


def test_each_run_knows_its_cell(runs):
    assert {name: [cell["cellId"] for cell in run["cells"]] for name, run in runs.items()} == {
        "logistic regression": ["logistic-regression"],
        "gradient boosting": ["boosting"],
        "random forest": ["forest"],
    }


def test_each_run_keeps_the_packages_that_it_was_made_with(runs, server):
    for run in runs.values():
        path = server.client.workspace(
            "runs", run["id"], "artifacts", ".atelier", "environment.json"
        )
        kept = json.loads(server.client.bytes_of(path))
        assert kept["packages"]["scikit-learn"]
        assert kept["runtime"]["python"].startswith("3.")


def test_mlflow_prints_no_links_to_pages_of_its_own(tour):
    assert not [id for id, cell in tour.items() if "/#/experiments/" in cell.text]


def test_the_champion_is_registered_loaded_back_and_asked(tour, server):
    models = server.client.get(server.client.workspace("models"))["items"]
    assert [model["name"] for model in models] == ["diabetes-python"]
    assert tour["score"].displays[-1]["text/plain"].startswith("array([")


def test_the_dataset_is_the_file(tour, server):
    [dataset] = server.client.get(server.client.workspace("datasets"))["items"]
    assert dataset["name"] == "diabetes"
    assert "768" in tour["read-dataset"].displays[-1]["text/plain"]
