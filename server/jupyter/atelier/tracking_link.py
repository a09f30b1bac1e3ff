"""Ties MLflow's client, unchanged on disk, to the studio and to the notebook's cells."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .after_import import after_import
from .cells import Cell, Cells
from .client import Client
from .environment import PATH as ENVIRONMENT_PATH
from .environment import environment_lock
from .job_context import ADDRESS, OTHERS, StudioLogin
from .recorder import Recorder
from .relay import Relay
from .run_display import RunDisplay

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

CLIENT = "mlflow.tracking.client"
PARENT_TAG = "mlflow.parentRunId"
SHOWN_PER_CELL = 8
TAGS_POSITION = 3
"""`create_run(experiment_id, start_time, tags, run_name)`: here the tags can come by position."""


class TrackingLink:
    """
    From `attach` to `detach`: MLFLOW_TRACKING_URI leads to the studio, which MLflow logs in to by
    itself, each new run is shown below its cell, and each run gets the cells that ran while it was
    open.
    """

    def __init__(self, shell: InteractiveShell, client: Client) -> None:
        self._client = client
        self._recorder = Recorder(client)
        self._relay: Relay | None = None
        self._before: dict[str, str | None] = {}
        self._cells = Cells(shell, self._begin, self._end)
        self._shown: list[RunDisplay] = []
        self._recorded: set[str] = set()
        self._unhook: Callable[[], None] = lambda: None

    def attach(self) -> str:
        """Answers the address that MLflow's client now uses. Raises AtelierError."""
        address = self._client.configuration.discover()
        if address.url.startswith("unix:"):
            self._relay = Relay(self._client.configuration)
        origin = self._relay.url if self._relay else address.url
        workspace = self._client.configuration.workspace
        base = "/mlflow" if workspace == "~" else f"/workspaces/{quote(workspace)}/mlflow"
        self._set("MLFLOW_TRACKING_URI", origin + base)
        # requests to the studio get its token, those to servers of the user's own do not
        self._set(ADDRESS, origin + base)
        self._set(OTHERS, os.environ.get("MLFLOW_TRACKING_AUTH", ""))
        self._set("MLFLOW_TRACKING_AUTH", StudioLogin.NAME)
        # the run stands below the cell; the links that MLflow prints lead to pages of its own
        self._set("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
        if "GIT_PYTHON_REFRESH" not in os.environ:
            # images seldom have git, of which MLflow's client says so at length
            self._set("GIT_PYTHON_REFRESH", "quiet")
        if "mlflow" in sys.modules:
            sys.modules["mlflow"].set_tracking_uri(origin + base)
        self._unhook = after_import(CLIENT, self._hook)
        return origin + base

    def detach(self) -> None:
        self._unhook()
        self._cells.close()
        self._recorder.close()
        if "mlflow" in sys.modules:
            sys.modules["mlflow"].set_tracking_uri(self._before["MLFLOW_TRACKING_URI"] or "")
        # after it: setting the address also sets the variable
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if self._relay:
            self._relay.close()

    def active_run(self) -> str | None:
        """Id of MLflow's active run."""
        return _active_run()

    def record(self, run: str, entry: dict[str, Any]) -> None:
        """Adds an entry to a run's journal, in the background."""
        self._recorder.add(run, entry)

    def _set(self, name: str, value: str) -> None:
        self._before[name] = os.environ.get(name)
        os.environ[name] = value

    def _hook(self, module: ModuleType) -> None:
        """Every way to start a run goes through this one method of the client."""
        owner = module.MlflowClient
        original = owner.create_run

        @wraps(original)
        def create_run(client: Any, *args: Any, **kwargs: Any) -> Any:
            if len(args) < TAGS_POSITION:
                kwargs["tags"] = {**(kwargs.get("tags") or {}), **self._source_tags()}
            run = original(client, *args, **kwargs)
            with suppress(Exception):  # whatever happens here is not the user's concern
                self._begun(run)
            return run

        owner.create_run = create_run

        def unhook() -> None:
            owner.create_run = original

        self._unhook = unhook

    def _source_tags(self) -> dict[str, str]:
        """MLflow by itself would name the program that runs the kernel."""
        notebook = self._client.configuration.notebook
        if not notebook:
            return {}
        return {"mlflow.source.name": notebook, "mlflow.source.type": "NOTEBOOK"}

    def _begun(self, run: Any) -> None:
        cell = self._cells.current
        if cell is None:
            return
        run_id = run.info.run_id
        self._record_cell(run_id, cell)
        self._recorder.add_json(run_id, ENVIRONMENT_PATH, environment_lock())
        # the many runs of a search are shown with the run that they belong to
        if PARENT_TAG not in run.data.tags and len(self._shown) < SHOWN_PER_CELL:
            display = RunDisplay(self._client, run_id)
            display.show()
            self._shown.append(display)

    def _begin(self, cell: Cell) -> None:
        self._shown, self._recorded = [], set()
        active = _active_run()
        if active is not None:
            self._record_cell(active, cell)

    def _end(self, cell: Cell) -> None:
        active = _active_run()
        if active is not None:
            self._record_cell(active, cell)
        for display in self._shown:
            display.settle()

    def _record_cell(self, run_id: str, cell: Cell) -> None:
        if run_id not in self._recorded:
            self._recorded.add(run_id)
            self.record(run_id, cell.entry())


def _active_run() -> str | None:
    """Id of MLflow's active run; MLflow is not imported for the question."""
    mlflow = sys.modules.get("mlflow")
    with suppress(Exception):
        run = mlflow.active_run() if mlflow else None
        return str(run.info.run_id) if run else None
    return None
