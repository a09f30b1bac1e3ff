"""Registered models of the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .client import Client
from .errors import AtelierError
from .references import parse_reference
from .tables import Table


class Models:
    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self) -> Table:
        page = self._client.get(self._client.workspace("models", limit=1000))
        rows = [
            [item["name"], item["latest"]["version"], _aliases(item), item["latest"]["format"]]
            for item in page["items"]
        ]
        footer = None if rows else "There are none yet: %model register makes one."
        return Table("Models", ["name", "version", "aliases", "format"], rows, footer)

    def get(self, reference: str) -> Table:
        name, version = parse_reference(reference, "models")
        path = self._client.workspace("models", name, "versions", version)
        return _version(self._client.get(path))

    def register(
        self,
        name: str,
        source: str,
        *,
        run: str | None,
        description: str | None,
        aliases: list[str],
    ) -> Table:
        """A file, or an artifact of a run, as a new version; the model with it when it is new."""
        body: dict[str, Any] = {"description": description or "", "aliases": aliases}
        if run is not None:
            body["source"] = {"runId": run, "path": source}
        else:
            file = Path(source)
            if not file.is_file():
                raise AtelierError(
                    "invalid-input", f"The file {file} cannot be read.", "Check the path."
                )
            body["source"] = {"sha256": self._client.upload(file), "filename": file.name}
        return _version(self._add(name, body))

    def set_alias(self, reference: str, alias: str) -> Table:
        name, version = parse_reference(reference, "models")
        path = self._client.workspace("models", name, "versions", version)
        number = self._client.get(path)["version"]
        self._client.put(
            self._client.workspace("models", name, "aliases", alias), {"version": number}
        )
        return self.get(f"{name}@{alias}")

    def _add(self, name: str, version: dict[str, Any]) -> dict[str, Any]:
        try:
            path = self._client.workspace("models", name, "versions")
            return dict(self._client.post(path, version))
        except AtelierError as error:
            # a missing artifact is `not-found` as well; then creating the model says so again
            if error.code != "not-found":
                raise
        body = {"name": name, "version": version}
        return dict(self._client.post(self._client.workspace("models"), body)["latest"])


def _aliases(model: dict[str, Any]) -> str:
    return ", ".join(f"{alias} → {number}" for alias, number in model["aliases"].items())


def _version(version: dict[str, Any]) -> Table:
    rows = [
        ["format", version["format"]],
        ["aliases", ", ".join(version["aliases"])],
        ["description", version["description"]],
        *([key, value] for key, value in version["metrics"].items()),
    ]
    return Table(
        f"{version['modelName']}, version {version['version']}", ["property", "value"], rows
    )
