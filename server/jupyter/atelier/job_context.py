"""
MLflow's client in a job: what it tracks goes to the studio, and into the run of the job.

MLflow makes a `JobContext` and a `StudioLogin` when it is imported: they are plugins of it
(`mlflow.run_context_provider`, `mlflow.request_auth_provider`). Whatever goes wrong here, MLflow
is imported, and tracks where it would without them.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import quote

from .configuration import Configuration
from .errors import AtelierError
from .relay import Relay

JOB = "ATELIER_JOB"
ADDRESS = "ATELIER_MLFLOW_URI"
"""The address that was set here, in this process or one above it, whose door it leads to."""

OTHERS = "ATELIER_MLFLOW_AUTH"
"""How to log in to other servers, as it was set before."""


class JobContext:
    """Tells runs that a job makes beside its own where they come from."""

    def __init__(self) -> None:
        set_by_us = os.environ.get("MLFLOW_TRACKING_URI") == os.environ.get(ADDRESS)
        if self.in_context() and set_by_us:
            try:
                _attach()
            except Exception as error:  # noqa: BLE001 - the program may not need the studio
                warnings.warn(f"MLflow does not track into the studio: {error}", stacklevel=2)

    def in_context(self) -> bool:
        return JOB in os.environ

    def tags(self) -> dict[str, str]:
        return {"mlflow.source.type": "JOB", "atelier.job": os.environ[JOB]}


class StudioLogin:
    """The token of the studio, for nobody but the studio: programs may track elsewhere as well."""

    NAME = "atelier"

    def get_name(self) -> str:
        return self.NAME

    def get_auth(self) -> Callable[[Any], Any]:
        return _log_in


def _log_in(request: Any) -> Any:
    studio = os.environ.get(ADDRESS)
    if studio and str(request.url).startswith(f"{studio}/"):
        request.headers["Authorization"] = f"Bearer {_token(Configuration.read())}"
        return request
    others = os.environ.get(OTHERS)
    if others:
        registry: Any = import_module("mlflow.tracking.request_auth.registry")
        log_in = registry.fetch_auth(others)
        return log_in(request) if log_in else request
    return request


def _token(configuration: Configuration) -> str:
    try:
        return configuration.discover().token
    except AtelierError:
        return configuration.stored_token()


def _attach() -> None:
    """A server that is away now is waited for by the client, which asks again."""
    configuration = Configuration.read()
    _token(configuration)
    workspace = quote(configuration.workspace, safe="")
    address = f"{_origin(configuration)}/workspaces/{workspace}/mlflow"
    os.environ[ADDRESS] = os.environ["MLFLOW_TRACKING_URI"] = address
    os.environ.setdefault("MLFLOW_TRACKING_AUTH", StudioLogin.NAME)
    # the links that MLflow prints lead to pages of its own
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    # images seldom have git, of which MLflow's client says so at length
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")


def _origin(configuration: Configuration) -> str:
    try:
        url = configuration.discover().url
    except AtelierError:
        url = ""
    return url if url.startswith("http") else Relay(configuration).url
