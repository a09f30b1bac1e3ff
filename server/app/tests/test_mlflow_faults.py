"""MLflow's own client, unmodified, while the server below it is killed."""

from __future__ import annotations

import os
import subprocess
import sys

import mlflow
import pytest

KILLS = 4
BETWEEN = 25
PATIENCE = 120
METRICS = ("single", "batch", "mixed")

# Logs without end. A line on stdout is a call that has returned.
WRITER = """
import sys, mlflow
from mlflow.entities import Metric, Param, RunTag
client, run = mlflow.MlflowClient(), sys.argv[1]

def points(key, call):
    return [Metric(key, call + part / 10, 1_000 + call, call) for part in range(5)]

call = 0
while True:
    call += 1
    if call % 3 == 1:
        client.log_metric(run, "single", call, 1_000 + call, call)
    elif call % 3 == 2:
        client.log_batch(run, points("batch", call))
    else:
        tags = [RunTag("last", str(call))]
        client.log_batch(run, points("mixed", call), [Param(f"p{call}", "1")], tags)
    print(call, flush=True)
"""


def points_of(call: int) -> list[tuple[str, int, int, float]]:
    """Key, step, timestamp and value of what a call logs."""
    if call % 3 == 1:
        return [("single", call, 1_000 + call, float(call))]
    key = "batch" if call % 3 == 2 else "mixed"
    return [(key, call, 1_000 + call, call + part / 10) for part in range(5)]


@pytest.fixture
def writer(tracking):
    run_id = mlflow.MlflowClient().create_run("0").info.run_id
    environment = {
        **os.environ,
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "9",
        "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, run_id], env=environment, stdout=subprocess.PIPE, text=True
    )
    yield run_id, process
    process.kill()
    process.wait(PATIENCE)


def test_each_call_that_returned_counts_once_though_the_server_was_killed(tracking, writer):
    run_id, process = writer
    returned = 0
    for _ in range(KILLS):
        for _ in range(BETWEEN):
            returned = int(process.stdout.readline())
        # in the middle of the next call
        tracking.kill()
        tracking.restart()
    for _ in range(BETWEEN):
        returned = int(process.stdout.readline())
    process.kill()
    # what the client had written before it was killed has returned too
    rest = process.stdout.read().split("\n")[:-1]
    returned = int(rest[-1]) if rest else returned

    client = mlflow.MlflowClient()
    stored = [
        (each.key, each.step, each.timestamp, each.value)
        for key in METRICS
        for each in client.get_metric_history(run_id, key)
    ]
    expected = [point for call in range(1, returned + 1) for point in points_of(call)]
    open_call = points_of(returned + 1)
    assert len(stored) == len(set(stored))
    assert set(stored) - set(expected) in (set(), set(open_call))
    assert set(expected) <= set(stored)
    params = client.get_run(run_id).data.params
    logged = {f"p{call}" for call in range(1, returned + 1) if call % 3 == 0}
    assert logged <= set(params) <= logged | {f"p{returned + 1}"}
