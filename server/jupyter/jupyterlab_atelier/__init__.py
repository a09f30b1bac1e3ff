"""Atelier inside Jupyter: starts and guards the Atelier server and passes requests on to it."""

from __future__ import annotations

from typing import Any

LABEXTENSION = "@atelier-ml/studio"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": LABEXTENSION}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .extension import Atelier

    return [{"module": "jupyterlab_atelier", "app": Atelier}]
