"""A run below the cell that has started it: live in the studio, a table for all other readers."""

from __future__ import annotations

import html
import uuid
from contextlib import suppress
from typing import Any

from IPython.display import display as _display

from .client import Client
from .errors import AtelierError

RUN_MEDIA_TYPE = "application/vnd.atelier.run+json"
show: Any = _display  # it carries no types


class RunDisplay:
    """`show` while the cell runs, `settle` at its end: then the notebook keeps the figures."""

    def __init__(self, client: Client, run: str) -> None:
        self._client = client
        self._run = run
        self._id = uuid.uuid4().hex

    def show(self) -> None:
        show(self._bundle(None), raw=True, display_id=self._id)

    def settle(self) -> None:
        with suppress(AtelierError):
            run = self._client.get(self._client.workspace("runs", self._run))
            show(self._bundle(run), raw=True, display_id=self._id, update=True)

    def _bundle(self, run: dict[str, Any] | None) -> dict[str, Any]:
        workspace = run["workspaceId"] if run else self._client.configuration.workspace
        title = f"{run['experimentName']} / {run['name']}" if run else "Run"
        metrics = {
            key: value["last"]
            for key, value in (run["metrics"] if run else {}).items()
            if not key.startswith("system/")
        }
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{html.escape(key)}</th>"
            f"<td>{html.escape(str(value))}</td></tr>"
            for key, value in metrics.items()
        )
        text = "".join(f"\n{key}: {value}" for key, value in metrics.items())
        return {
            RUN_MEDIA_TYPE: {"workspace": workspace, "run": self._run},
            "text/html": (
                f'<div data-atelier-run="{self._run}"><strong>{html.escape(title)}</strong>'
                f"<table>{rows}</table></div>"
            ),
            "text/plain": title + text,
        }
