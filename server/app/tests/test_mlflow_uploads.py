"""MLflow's own client, unmodified: files that it sends in parts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import mlflow
import pytest
from mlflow.exceptions import MlflowException
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.store.artifact.http_artifact_repo import HttpArtifactRepository

CHUNK = 5 * 1024 * 1024
CONTENT = os.urandom(60 * 1024 * 1024 + 12_345)
PARTS = 13


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "weights.bin"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def run_id(tracking, monkeypatch) -> str:
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(CHUNK))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(CHUNK))
    return mlflow.MlflowClient().create_run("0").info.run_id


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    """Numbers of the parts that the client has sent."""
    numbers: list[int] = []
    upload_part = HttpArtifactRepository._upload_part

    def noted(credential, *args, **options):
        part = upload_part(credential, *args, **options)
        numbers.append(credential.part_number)
        return part

    monkeypatch.setattr(HttpArtifactRepository, "_upload_part", staticmethod(noted))
    return numbers


def downloaded(run_id: str, folder: Path) -> str:
    path = mlflow.artifacts.download_artifacts(
        run_id=run_id, artifact_path="deep/weights.bin", dst_path=str(folder)
    )
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def drafts(server) -> list[str]:
    return [path.name for path in (server.data / "blobs" / "drafts").iterdir()]


def test_a_file_in_parts_comes_back_as_it_was(tracking, run_id, file, sent, tmp_path):
    client = mlflow.MlflowClient()
    client.log_artifact(run_id, str(file), "deep")
    assert sorted(sent) == list(range(1, PARTS + 1))
    [listed] = client.list_artifacts(run_id, "deep")
    assert (listed.path, listed.file_size) == ("deep/weights.bin", len(CONTENT))
    assert downloaded(run_id, tmp_path / "down") == hashlib.sha256(CONTENT).hexdigest()
    assert drafts(tracking) == []


def test_a_part_that_fails_gives_the_whole_file_up(tracking, run_id, file, monkeypatch):
    upload_part = HttpArtifactRepository._upload_part

    def failing(credential, *args, **options):
        if credential.part_number == 3:
            raise OSError("the network is gone")
        return upload_part(credential, *args, **options)

    monkeypatch.setattr(HttpArtifactRepository, "_upload_part", staticmethod(failing))
    client = mlflow.MlflowClient()
    with pytest.raises(MlflowException, match="Failed to upload at least one part"):
        client.log_artifact(run_id, str(file), "deep")
    assert client.list_artifacts(run_id) == []
    assert drafts(tracking) == []


def test_an_upload_goes_on_after_the_server_was_killed_between_parts(
    tracking, run_id, file, tmp_path
):
    repository = get_artifact_repository(mlflow.get_run(run_id).info.artifact_uri)
    created = repository.create_multipart_upload(str(file), PARTS, "deep")

    def send(credentials):
        return [
            repository._upload_part(each, str(file), CHUNK, CHUNK * (each.part_number - 1))
            for each in credentials
        ]

    parts = send(created.credentials[:6])
    tracking.kill()
    tracking.restart()
    parts += send(created.credentials[6:])
    repository.complete_multipart_upload(str(file), created.upload_id, parts, "deep")
    assert downloaded(run_id, tmp_path / "down") == hashlib.sha256(CONTENT).hexdigest()
    assert drafts(tracking) == []
