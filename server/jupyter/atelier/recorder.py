"""Adds entries to the journals of runs, in the background and without a word to the user's code."""

from __future__ import annotations

import hashlib
import json
import queue
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

from .client import Client
from .errors import AtelierError

ATTEMPTS = 6
FINAL = {"not-found", "run-deleted", "invalid-input", "forbidden", "unauthenticated"}


@dataclass(frozen=True)
class Waiting:
    """An entry on its way to a run's journal."""

    run: str
    entry: dict[str, Any]
    content: bytes | None
    """Of the file that the entry names: stored first."""


class Recorder:
    """
    Entries are numbered per run, so that one that is sent again is stored once.

    What cannot be sent within half a minute is given up: it is about the notebook, not about what
    was logged, which MLflow's client sends itself.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._source = uuid.uuid4().hex
        self._numbers: dict[str, int] = {}
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send_all, name="atelier-recorder", daemon=True)
        self._thread.start()

    def add(self, run: str, entry: dict[str, Any], content: bytes | None = None) -> None:
        """With the content of the file, if the entry is about one."""
        number = self._numbers.get(run, 0) + 1
        self._numbers[run] = number
        entry = {"seq": number, "at": int(time.time() * 1000), **entry}
        self._queue.put(Waiting(run, entry, content))

    def add_json(self, run: str, path: str, value: object) -> None:
        """Keeps a value as a file of the run."""
        content = json.dumps(value, indent=2).encode()
        entry = {
            "type": "artifact",
            "path": path,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "mediaType": "application/json",
        }
        self.add(run, entry, content)

    def close(self, timeout: float = 5.0) -> None:
        """Sends what waits, for at most so many seconds."""
        self._queue.put(None)
        self._thread.join(timeout)

    def _send_all(self) -> None:
        refused: set[str] = set()
        while (item := self._queue.get()) is not None:
            # a gap in the numbers would be refused for ever
            if item.run not in refused and not self._send(item):
                refused.add(item.run)

    def _send(self, item: Waiting) -> bool:
        path = self._client.workspace("runs", item.run, "journal")
        for attempt in range(ATTEMPTS):
            try:
                if item.content is not None:
                    self._client.upload(item.content)
                self._client.post(path, {"source": self._source, "entries": [item.entry]})
            except AtelierError as error:
                if error.code in FINAL:
                    return False
                time.sleep(0.5 * 2**attempt)
            else:
                return True
        return False
