"""Puts the diabetes tour into the user's files, through whatever keeps them."""

from __future__ import annotations

import json
from typing import Any, Protocol

from jupyter_server.utils import ensure_async

from .installation import example

FOLDER = "diabetes-tour"
NOTEBOOK = f"{FOLDER}/diabetes-tour.ipynb"
KEPT = {".ipynb", ".csv", ".md"}


class Contents(Protocol):
    """What this needs of Jupyter's contents manager; each may answer at once or later."""

    def dir_exists(self, path: str) -> Any: ...
    def file_exists(self, path: str) -> Any: ...
    def save(self, model: dict[str, Any], path: str) -> Any: ...


async def place_tour(contents: Contents) -> str:
    """
    Save each file of the tour that is missing; what is there stays as the user left it.

    Answers the notebook's path below Jupyter's root folder.
    """
    if not await ensure_async(contents.dir_exists(FOLDER)):
        await ensure_async(contents.save({"type": "directory"}, FOLDER))
    for file in sorted(example("diabetes").iterdir()):
        if file.suffix not in KEPT:
            continue
        path = f"{FOLDER}/{file.name}"
        if not await ensure_async(contents.file_exists(path)):
            await ensure_async(contents.save(_model(file.suffix, file.read_text("utf-8")), path))
    return NOTEBOOK


def _model(suffix: str, text: str) -> dict[str, Any]:
    if suffix == ".ipynb":
        return {"type": "notebook", "format": "json", "content": json.loads(text)}
    return {"type": "file", "format": "text", "content": text}
