"""Adds entries to the journals of runs, in the background and without a word to the user's code."""

from __future__ import annotations

import queue
import threading
import time
import uuid
from typing import Any

from .client import Client
from .errors import AtelierError

ATTEMPTS = 6
FINAL = {"not-found", "run-deleted", "invalid-input", "forbidden", "unauthenticated"}


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
        self._queue: queue.SimpleQueue[tuple[str, dict[str, Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send_all, name="atelier-recorder", daemon=True)
        self._thread.start()

    def add(self, run: str, entry: dict[str, Any]) -> None:
        number = self._numbers.get(run, 0) + 1
        self._numbers[run] = number
        self._queue.put((run, {"seq": number, "at": int(time.time() * 1000), **entry}))

    def close(self, timeout: float = 5.0) -> None:
        """Sends what waits, for at most so many seconds."""
        self._queue.put(None)
        self._thread.join(timeout)

    def _send_all(self) -> None:
        refused: set[str] = set()
        while (item := self._queue.get()) is not None:
            run, entry = item
            # a gap in the numbers would be refused for ever
            if run not in refused and not self._send(run, entry):
                refused.add(run)

    def _send(self, run: str, entry: dict[str, Any]) -> bool:
        path = self._client.workspace("runs", run, "journal")
        for attempt in range(ATTEMPTS):
            try:
                self._client.post(path, {"source": self._source, "entries": [entry]})
            except AtelierError as error:
                if error.code in FINAL:
                    return False
                time.sleep(0.5 * 2**attempt)
            else:
                return True
        return False
