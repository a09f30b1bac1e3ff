"""The tour is put into the user's files once, and never over their changes."""

import json

import pytest

NOTEBOOK = "diabetes-tour/diabetes-tour.ipynb"


@pytest.fixture(autouse=True)
def diabetes(tmp_path, monkeypatch):
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "diabetes-tour.ipynb").write_text(
        json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    (folder / "diabetes.csv").write_text("glucose,outcome\n148,1\n")
    (folder / "model.onnx").write_bytes(b"\0")
    monkeypatch.setattr("jupyterlab_atelier.tour.example", lambda _name: folder)


async def test_the_tour_is_copied_beside_its_data(fetch, answer, jp_root_dir):
    response = await fetch("/_tour", method="POST", body="")
    assert answer(response) == {"path": NOTEBOOK}
    folder = jp_root_dir / "diabetes-tour"
    names = sorted(file.name for file in folder.iterdir() if file.is_file())
    assert names == ["diabetes-tour.ipynb", "diabetes.csv"]
    assert (folder / "diabetes.csv").read_text() == "glucose,outcome\n148,1\n"


async def test_what_the_user_has_changed_stays(fetch, jp_root_dir):
    await fetch("/_tour", method="POST", body="")
    changed = jp_root_dir / "diabetes-tour" / "diabetes.csv"
    changed.write_text("mine")
    (jp_root_dir / NOTEBOOK).unlink()
    assert (await fetch("/_tour", method="POST", body="")).code == 200
    assert changed.read_text() == "mine"
    assert (jp_root_dir / NOTEBOOK).exists()


async def test_kernelspecs_of_compute_instances_appear(data, jp_fetch):
    folder = data / "jupyter" / "kernels" / "atelier-small"
    folder.mkdir(parents=True)
    spec = {"argv": ["true"], "display_name": "Small", "language": "typescript"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    found = json.loads((await jp_fetch("api", "kernelspecs")).body)["kernelspecs"]
    assert found["atelier-small"]["spec"]["display_name"] == "Small"
