"""Endpoints of the workspace."""

from __future__ import annotations

from typing import Any

from .client import Client
from .errors import AtelierError
from .tables import Table


class Endpoints:
    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self) -> Table:
        page = self._client.get(self._client.workspace("endpoints", limit=1000))
        rows = [
            [item["name"], item["state"], _model(item), item["scoringPath"]]
            for item in page["items"]
        ]
        footer = None if rows else "There are none yet: %deploy MODEL makes one."
        return Table("Endpoints", ["name", "state", "model", "path"], rows, footer)

    def deploy(self, name: str, model: str) -> Table:
        """Serves a model; an endpoint of that name takes it over. Raises AtelierError."""
        found = self._serve(name, model)
        if found["state"] == "failed":
            reason = found["deployment"]["error"] or "the process ended"
            raise AtelierError("deployment-failed", f"{model} could not be served: {reason}")
        return _table(found)

    def stop(self, name: str) -> Table:
        return _table(self._client.post(self._client.workspace("endpoints", name, "stop")))

    def score(self, name: str, rows: Any) -> list[dict[str, Any]]:
        """One row (a dict), several, or a DataFrame; an answer a row."""
        found = self._client.get(self._client.workspace("endpoints", name))
        key = self._client.get(self._client.workspace("endpoints", name, "key"))["key"]
        outputs = self._client.call(found["scoringPath"], {"inputs": _rows(rows)}, key)["outputs"]
        return list(outputs)

    def _serve(self, name: str, model: str) -> dict[str, Any]:
        path = self._client.workspace("endpoints", name)
        try:
            self._client.get(path)
        except AtelierError as error:
            if error.code != "not-found":
                raise
            body = {"name": name, "model": model}
            return dict(self._client.post(self._client.workspace("endpoints"), body))
        updated = self._client.patch(path, {"model": model})
        if updated["state"] in ("stopped", "failed"):
            return dict(self._client.post(self._client.workspace("endpoints", name, "start")))
        return dict(updated)


def _model(endpoint: dict[str, Any]) -> str:
    deployment = endpoint["deployment"]
    return f"{deployment['modelName']}:{deployment['modelVersion']}"


def _table(endpoint: dict[str, Any]) -> Table:
    rows = [
        ["state", endpoint["state"]],
        ["model", _model(endpoint)],
        ["path", endpoint["scoringPath"]],
        ["inputs", ", ".join(each["name"] for each in endpoint["signature"]["inputs"])],
        ["outputs", ", ".join(each["name"] for each in endpoint["signature"]["outputs"])],
    ]
    return Table(f"Endpoint {endpoint['name']}", ["property", "value"], rows)


def _rows(rows: Any) -> list[Any]:
    if hasattr(rows, "to_dict"):
        records = rows.to_dict(orient="records")
        # what pandas calls NaN is null for a model
        return [
            {key: None if value != value else _plain(value) for key, value in row.items()}
            for row in records
        ]
    return rows if isinstance(rows, list) else [rows]


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's own, which JSON knows."""
    return value.item() if hasattr(value, "item") else value
