"""
MLflow's client in a job: what it tracks goes to the studio, and into the run of the job.

MLflow makes a `JobContext` when it is imported: it is a plugin (`mlflow.run_context_provider`).
"""

from __future__ import annotations

import os
from urllib.parse import quote

from .configuration import Configuration
from .errors import AtelierError
from .relay import Relay

JOB = "ATELIER_JOB"


class JobContext:
    """Tells runs that a job makes beside its own where they come from."""

    def __init__(self) -> None:
        if self.in_context() and "MLFLOW_TRACKING_URI" not in os.environ:
            _attach()

    def in_context(self) -> bool:
        return JOB in os.environ

    def tags(self) -> dict[str, str]:
        return {"mlflow.source.type": "JOB", "atelier.job": os.environ[JOB]}


def _attach() -> None:
    """A server that is away now is waited for by the client, which asks again."""
    configuration = Configuration.read()
    try:
        address = configuration.discover()
    except AtelierError:
        address = None
    is_web = address is not None and address.url.startswith("http")
    origin = address.url if address and is_web else Relay(configuration).url
    workspace = quote(configuration.workspace, safe="")
    os.environ["MLFLOW_TRACKING_URI"] = f"{origin}/workspaces/{workspace}/mlflow"
    os.environ["MLFLOW_TRACKING_TOKEN"] = address.token if address else configuration.stored_token()
    # the links that MLflow prints lead to pages of its own
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    # images seldom have git, of which MLflow's client says so at length
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
