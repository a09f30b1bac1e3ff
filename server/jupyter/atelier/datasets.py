"""Datasets of the workspace; tables as pandas' DataFrames."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .client import Client
from .errors import AtelierError
from .references import parse_reference
from .tables import Table

PREVIEW = 8
LISTED = ("version", "rowCount", "size")


class Dataset:
    """One version of a dataset. Its content never changes."""

    def __init__(self, client: Client, name: str, version: dict[str, Any]) -> None:
        self._client = client
        self._version = version
        self.name = name
        self.version = int(version["version"])
        workspace = client.get(client.workspace())["name"]
        self.uri = f"atelier://{quote(workspace)}/datasets/{quote(name)}:{self.version}"

    def frame(self) -> Any:
        """All rows as a pandas.DataFrame; a missing value is NaN. Raises AtelierError."""
        pandas = _pandas()
        content = io.BytesIO(self.content())
        kind = self._version["format"]
        if kind == "jsonl":
            return pandas.read_json(content, lines=True)
        if kind in ("csv", "tsv"):
            return pandas.read_csv(content, sep="\t" if kind == "tsv" else ",")
        if self._version["filename"].endswith(".parquet"):
            return pandas.read_parquet(content)
        raise AtelierError(
            "unsupported-format",
            f"“{self.name}” is a {kind}, not a table.",
            "Take its bytes with .content().",
        )

    def content(self) -> bytes:
        return self._client.bytes_of(self._path("content"))

    def _path(self, *parts: str, **query: Any) -> str:
        dataset = self._version["datasetId"]
        return self._client.workspace(
            "datasets", dataset, "versions", str(self.version), *parts, **query
        )

    def _table(self) -> Table:
        title = f"{self.name}, version {self.version}"
        if self._version["format"] == "file":
            return Table(title, ["property", "value"], [["size", self._version["size"]]])
        preview = self._client.get(self._path("preview", limit=PREVIEW))
        columns = [column["name"] for column in preview["columns"]]
        return Table(title, columns, preview["rows"], f"{preview['rowCount']} rows")

    def _repr_html_(self) -> str:
        return self._table()._repr_html_()

    def __repr__(self) -> str:
        return repr(self._table())


class Datasets:
    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self) -> Table:
        page = self._client.get(self._client.workspace("datasets", limit=1000))
        rows = [
            [item["name"], *(item["latest"][key] for key in LISTED), item["description"]]
            for item in page["items"]
        ]
        columns = ["name", "version", "rows", "bytes", "description"]
        footer = None if rows else "There are none yet: %data save VARIABLE --name NAME makes one."
        return Table("Datasets", columns, rows, footer)

    def get(self, reference: str) -> Dataset:
        name, version = parse_reference(reference, "datasets")
        path = self._client.workspace("datasets", name, "versions", version)
        return Dataset(self._client, name, self._client.get(path))

    def save(self, name: str, content: Any, description: str | None = None) -> Dataset:
        """
        A file (its path) or a DataFrame as a new version, and the dataset with it when it is new.

        Content that a version has already makes no new one: that version is the answer.
        """
        filename, stored = self._store(name, content)
        body = {"sha256": stored, "filename": filename}
        return Dataset(self._client, name, self._add(name, body, description))

    def _store(self, name: str, content: Any) -> tuple[str, str]:
        if isinstance(content, (str, Path)):
            file = Path(content)
            if not file.is_file():
                raise AtelierError(
                    "invalid-input",
                    f"There is neither a variable nor a file “{content}”.",
                    f"Check the path; it is taken from the folder {Path.cwd()}.",
                )
            return file.name, self._client.upload(file)
        if isinstance(content, bytes):
            return name, self._client.upload(content)
        if not hasattr(content, "to_csv"):
            raise AtelierError(
                "invalid-input",
                f"A {type(content).__name__} is no table.",
                "Give a pandas DataFrame, bytes, or the path of a file.",
            )
        return f"{name}.csv", self._client.upload(content.to_csv(index=False).encode())

    def _add(self, name: str, content: dict[str, Any], description: str | None) -> dict[str, Any]:
        path = self._client.workspace("datasets", name, "versions")
        try:
            return dict(self._client.post(path, content))
        except AtelierError as error:
            if error.code != "not-found":
                raise
        body = {"name": name, "content": content, "description": description or ""}
        return dict(self._client.post(self._client.workspace("datasets"), body)["latest"])


def _pandas() -> Any:
    try:
        import pandas  # type: ignore[import-untyped]
    except ImportError as error:
        raise AtelierError(
            "not-found",
            "pandas is not installed for this kernel.",
            "%pip install pandas",
        ) from error
    return pandas
