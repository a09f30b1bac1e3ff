"""What the SDK has logged on this machine and the server has not confirmed, and sending it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import ServerDown
from .installation import SERVER, built, node_executable

CHUNK = 1 << 20
PATIENCE = 300.0
"""Seconds that one attempt to send may take."""


@dataclass
class _Counted:
    """Lines of a journal from one offset to another."""

    start: int
    end: int
    lines: int


class Journals:
    """
    Counts journal entries that wait, without asking anybody: also while the server is down.

    A journal has a header line, then a line an entry; beside it lies how many of its bytes the
    server has confirmed. What was counted is not read again while a journal grows.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._counted: dict[Path, _Counted] = {}
        self._one_at_a_time = threading.Lock()

    def waiting(self) -> dict[str, Any]:
        """`unsynced`: entries of all runs; `runs`: id and entries of each that lacks some."""
        with self._one_at_a_time:
            return self._waiting()

    def _waiting(self) -> dict[str, Any]:
        files = sorted((self._data / "journal").glob("*.jsonl"))
        runs: dict[str, int] = {}
        for file in files:
            with contextlib.suppress(OSError):
                entries = self._entries(file)
                if entries > 0:
                    run = file.name.partition(".")[0]
                    runs[run] = runs.get(run, 0) + entries
        self._counted = {file: self._counted[file] for file in files if file in self._counted}
        listed = [{"run": run, "entries": entries} for run, entries in runs.items()]
        return {"unsynced": sum(runs.values()), "runs": listed}

    def _entries(self, file: Path) -> int:
        start = _confirmed_bytes(file)
        known = self._counted.get(file)
        if known is None or known.start > start or known.end < start:
            known = _Counted(start, start, 0)
        with file.open("rb") as stream:
            if start > known.start:
                known.lines -= _lines(stream, known.start, start)
                known.start = start
            end = os.fstat(stream.fileno()).st_size
            known.lines += _lines(stream, known.end, end)
            known.end = end
        self._counted[file] = known
        return known.lines - (1 if start == 0 else 0)


def _confirmed_bytes(file: Path) -> int:
    try:
        return int(file.with_suffix(".acknowledged").read_text("ascii"))
    except (OSError, ValueError):
        return 0


def _lines(stream: Any, start: int, end: int) -> int:
    stream.seek(start)
    lines = 0
    while start < end:
        chunk = stream.read(min(CHUNK, end - start))
        if not chunk:
            break
        lines += chunk.count(b"\n")
        start += len(chunk)
    return lines


async def send_waiting(data: Path) -> dict[str, Any]:
    """
    Send what processes that have ended left behind, as `atelier sync` does.

    Raises ServerDown with what it said when it could not be run.
    """
    process = await asyncio.create_subprocess_exec(
        node_executable(),
        str(built(SERVER)),
        "sync",
        "--json",
        env={**os.environ, "ATELIER_DATA": str(data)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        said, problem = await asyncio.wait_for(process.communicate(), PATIENCE)
        report: dict[str, Any] = json.loads(said)
    except asyncio.TimeoutError:
        raise ServerDown("Sending takes too long.", "Run `atelier sync` in a terminal.") from None
    except ValueError:
        lines = problem.decode(errors="replace").strip().splitlines()
        message = lines[-1] if lines else "Sending has failed."
        raise ServerDown(message, "Run `atelier sync` in a terminal.") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    return report
