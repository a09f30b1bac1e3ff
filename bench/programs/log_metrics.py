"""
Logs with MLflow's client as a training loop does: python log_metrics.py URL CALLS.

Prints as JSON what a call took in µs, waiting for the server and not waiting for it.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time

import mlflow


def timed(calls: int, *, synchronous: bool) -> dict[str, float]:
    took = []
    for step in range(calls):
        begun = time.perf_counter()
        mlflow.log_metric("loss", 1 / (step + 1), step=step, synchronous=synchronous)
        took.append((time.perf_counter() - begun) * 1e6)
    took.sort()
    return {
        "mean": statistics.fmean(took),
        "median": statistics.median(took),
        "p99": took[int(len(took) * 0.99)],
    }


def main(url: str, calls: int) -> None:
    mlflow.set_tracking_uri(url)
    with mlflow.start_run():
        timed(5, synchronous=True)
        waiting = timed(calls // 10, synchronous=True)
    with mlflow.start_run():
        timed(5, synchronous=False)
        background = timed(calls, synchronous=False)
        print(json.dumps({"waiting": waiting, "background": background}), flush=True)
        # sending the rest takes minutes on a busy machine and is not what is measured
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
