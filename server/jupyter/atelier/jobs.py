"""Jobs: programs that run on a cluster, as the server's interface tells of them."""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from .client import Client
from .errors import AtelierError
from .tables import Table, link

FILE = "cell.py"
LOOK_EVERY = 0.5
"""Seconds between two looks at what a job has written."""
LAST = (1 << 53) - 1


class Job:
    """What it tells is as of the last call of this object."""

    def __init__(self, client: Client, record: dict[str, Any]) -> None:
        self._client = client
        self.record = record

    @property
    def id(self) -> str:
        return str(self.record["id"])

    @property
    def name(self) -> str:
        return str(self.record["name"])

    @property
    def state(self) -> str:
        """`queued`, `starting`, `running`, `finished`, `failed` or `cancelled`."""
        return str(self.record["state"])

    @property
    def message(self) -> str | None:
        """What it waits for, or how it has ended, in a sentence."""
        message = self.record["message"]
        return None if message is None else str(message)

    @property
    def has_ended(self) -> bool:
        return self.record["endedAt"] is not None

    def refresh(self) -> Job:
        self.record = self._client.get(self._path())
        return self

    def cancel(self) -> Job:
        self.record = self._client.post(self._path("cancel"), {})
        return self

    def resubmit(self) -> Job:
        """The same again: another job. Raises AtelierError when it needs its secrets again."""
        return Job(self._client, self._client.post(self._path("resubmit"), {"secrets": {}}))

    def logs(self, lines: int = 100) -> list[str]:
        """The last lines that it has written."""
        self.refresh()
        chunks = self._written(before=LAST, limit=lines)["chunks"]
        return [str(chunk["text"]).rstrip("\r\n") for chunk in chunks]

    def follow(self) -> Iterator[tuple[str, str]]:
        """
        Stream and text of what it writes, line by line, until it has ended; also over restarts of
        the server.
        """
        position = 0
        while True:
            page = self._try(position)
            for chunk in page["chunks"] if page else []:
                yield str(chunk["stream"]), str(chunk["text"])
            if page:
                position = page["position"]
            if page and not page["more"] and self.has_ended:
                return
            if not page or not page["more"]:
                time.sleep(LOOK_EVERY)

    def wait(self) -> Job:
        """Until it has ended, however it does."""
        for _ in self.follow():
            pass
        return self

    def _try(self, position: int) -> dict[str, Any] | None:
        """The job is read first: when it has ended, its log is whole. None: the server is away."""
        try:
            self.refresh()
            return self._written(after=position)
        except AtelierError as error:
            if error.code == "server-unreachable":
                return None
            raise

    def _written(self, **query: int) -> dict[str, Any]:
        if self.record["startedAt"] is None:
            return {"chunks": [], "position": 0, "more": False}
        path = self._client.workspace("runs", self.record["run"], "log", **query)
        answer: dict[str, Any] = self._client.get(path)
        return answer

    def _path(self, *parts: str) -> str:
        return self._client.workspace("jobs", self.id, *parts)

    def _table(self) -> Table:
        record, program = self.record, self.record["spec"]["program"]
        took = record["durationMs"]
        facts = {
            "state": _state(record),
            "reason": record["reason"] if record["reason"] != record["state"] else None,
            "runs": program.get("command") or program.get("path"),
            "cluster": record["cluster"]["name"],
            "jobs": ", ".join(
                f"{count} {state}" for state, count in (record["children"] or {}).items() if count
            ),
            "attempt": record["attempt"] if record["attempt"] > 1 else None,
            "submitted": _time(record["queuedAt"]),
            "took": None if took is None else f"{took / 1000:.3g} s",
            "experiment": record["experiment"],
            "run": record["run"] if record["startedAt"] is not None else None,
        }
        rows = [[name, value] for name, value in facts.items() if value]
        return Table(f"Job {self.name}", ["property", "value"], rows, self.id)

    def _repr_html_(self) -> str:
        args = {"id": self.id, "name": self.name}
        links = [link("Open job", "jobs:open-job", args)]
        if self.record["startedAt"] is not None:
            run = {"id": self.record["run"], "name": self.name}
            links.append(link("Open run", "experiments:open-run", run))
        return f"{self._table()._repr_html_()}<div>{' · '.join(links)}</div>"

    def __repr__(self) -> str:
        return repr(self._table())


class Jobs:
    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(self, source: str, **settings: Any) -> Job:
        """A program of Python's own; settings as the server's interface takes them."""
        code = {"sha256": self._client.upload(_archive({FILE: source}))}
        program = {"type": "script", "path": FILE, "arguments": []}
        body = {key: value for key, value in settings.items() if value is not None}
        path = self._client.workspace("jobs")
        return Job(
            self._client, self._client.post(path, {**body, "program": program, "code": code})
        )

    def get(self, job: str) -> Job:
        return Job(self._client, self._client.get(self._client.workspace("jobs", job)))

    def active(self) -> Table:
        """Those that have not ended."""
        page = self._client.get(self._client.workspace("jobs", state="active"))
        items = page["items"]
        rows = [
            [
                each["name"],
                _state(each),
                each["cluster"]["name"],
                _time(each["queuedAt"]),
                each["id"],
            ]
            for each in items
        ]
        more = page["total"] - len(items)
        footer = f"The last {len(items)} of {page['total']}." if more > 0 else None
        columns = ["name", "state", "cluster", "submitted", "id"]
        return Table("Jobs", columns, rows, footer or (None if rows else "No job is active."))


def print_all(job: Job, write: Mapping[str, Callable[[str], object]]) -> Job:
    """Writes what it writes, each stream to its own, until it has ended."""
    for stream, text in job.follow():
        write[stream](text)
    return job


def _state(record: Mapping[str, Any]) -> str:
    place = record["position"]
    why = record["message"] or (None if place is None else f"{place} in the queue")
    return f"{record['state']}: {why}" if why else str(record["state"])


def _time(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000).astimezone():%Y-%m-%d %H:%M:%S}"


def _archive(files: Mapping[str, str]) -> bytes:
    """A tar archive; the same files make the same bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, text in sorted(files.items()):
            content = text.encode()
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue()
