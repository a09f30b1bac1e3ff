"""
Kernels in containers outlive Jupyter: the next one finds them, and their notebooks.

What has to be known of a kernel is written down when it is started, and forgotten when it is ended
in order: what is left is of a Jupyter that was killed. Its sessions lie in a database beside it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from jupyter_core.utils import ensure_async

from .patience import within
from .process_mark import mark_of

PATIENCE = 20.0
"""Seconds for which pages are kept waiting for the kernels of before."""


@dataclass(frozen=True)
class KernelRecord:
    """A kernel in a container, as the next Jupyter has to know it."""

    kernel: str
    kernelspec: str
    execution: str
    connection: dict[str, Any]


SESSIONS = "SELECT session_id, path, name, type, kernel_id FROM session"


class Session(NamedTuple):
    """As Jupyter keeps it."""

    session_id: str
    path: str
    name: str
    type: str
    kernel_id: str


def _owner(pid: int) -> str | None:
    """A name for a process that no other one has; None where that cannot be told."""
    mark = mark_of(pid)
    return None if mark is None else f"{pid}-{mark.replace(':', '-')}"


def _is_alive(owner: str) -> bool:
    pid = owner.partition("-")[0]
    return pid.isdecimal() and _owner(int(pid)) == owner


class KernelRecords:
    """Kernels and sessions as files: a folder for each Jupyter that works with the data folder."""

    def __init__(self, data: Path) -> None:
        self._root = data / "jupyter" / "servers"
        self._own = _owner(os.getpid())

    @property
    def sessions(self) -> Path | None:
        """The database of this one's sessions; None where nothing can be adopted."""
        return None if self._own is None else self._folder() / "sessions.db"

    def put(self, record: KernelRecord) -> None:
        if self._own is not None:
            file = self._folder() / f"{record.kernel}.json"
            part = file.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(json.dumps(asdict(record)), "utf-8")
            part.replace(file)

    def drop(self, kernel: str) -> None:
        if self._own is not None:
            (self._root / self._own / f"{kernel}.json").unlink(missing_ok=True)

    def abandoned(self) -> list[Path]:
        """Folders of Jupyters that are no more; they are this one's from now on."""
        found: list[Path] = []
        if self._own is None or not self._root.is_dir():
            return found
        for folder in sorted(self._root.iterdir()):
            first, _, last = folder.name.partition(".")
            if not _is_alive(last or first):
                with suppress(OSError):  # another one was faster
                    found.append(folder.rename(self._root / f"{first}.{self._own}"))
        return found

    def _folder(self) -> Path:
        folder = self._root / str(self._own)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def _kernels_in(folder: Path) -> list[KernelRecord]:
    found = []
    for file in folder.glob("*.json"):
        with suppress(ValueError, TypeError):
            found.append(KernelRecord(**json.loads(file.read_text("utf-8"))))
    return found


def _sessions_in(folder: Path) -> list[Session]:
    file = folder / "sessions.db"
    with suppress(sqlite3.Error):
        if file.exists():
            with closing(sqlite3.connect(file)) as database:
                return [Session(*row) for row in database.execute(SESSIONS)]
    return []


class Adoption:
    """Takes over what a killed Jupyter has left, before anybody can miss it."""

    adopting: ClassVar[dict[str, KernelRecord]] = {}
    """Kernels that are not to be started: they run."""

    def __init__(
        self,
        records: KernelRecords,
        serverapp: Any,
        log: logging.Logger | logging.LoggerAdapter[Any],
    ) -> None:
        self._app = serverapp
        self._log = log
        self._folders = records.abandoned()
        kernels = chain(*map(_kernels_in, self._folders))
        sessions = chain(*map(_sessions_in, self._folders))
        self._kernels = {each.kernel: each for each in kernels}
        self._sessions = {each.session_id: each for each in sessions}
        self._is_over = asyncio.Event()
        self._release: list[Callable[[], None]] = []
        if self._kernels:
            self._hold(serverapp.kernel_manager, "list_kernels")
            self._hold(serverapp.session_manager, "list_sessions")

    async def run(self, reach: Callable[[], Awaitable[object]]) -> None:
        """`reach` answers once the Atelier server does."""
        try:
            if self._kernels:
                await reach()
            for record in self._kernels.values():
                await self._adopt(record)
            for folder in self._folders:
                shutil.rmtree(folder, ignore_errors=True)
        except Exception as error:  # noqa: BLE001 - Jupyter works without them
            self._log.warning("Atelier: kernels of before could not be found again: %s", error)
        finally:
            self._is_over.set()
            for release in self._release:
                release()

    async def _adopt(self, record: KernelRecord) -> None:
        own = [each for each in self._sessions.values() if each.kernel_id == record.kernel]
        path, name = (own[0].path, own[0].name) if own else ("", "")
        sessions = self._app.session_manager
        self.adopting[record.kernel] = record
        try:
            await ensure_async(
                self._app.kernel_manager.start_kernel(
                    kernel_id=record.kernel,
                    kernel_name=record.kernelspec,
                    path=path.rpartition("/")[0],
                    env=sessions.get_kernel_env(path, name),
                )
            )
        except Exception as error:  # noqa: BLE001 - the others may still run
            self._log.warning("Atelier: kernel %s was not found again: %s", record.kernel, error)
            return
        finally:
            self.adopting.pop(record.kernel, None)
        for each in own:
            values = each._asdict()
            await sessions.save_session(values.pop("session_id"), **values)
        self._log.info("Atelier: kernel %s goes on: %s", record.kernel, path or "of no notebook")

    def _hold(self, owner: Any, name: str) -> None:
        """Whoever asks now would be told that there are none."""
        method = getattr(owner, name)

        async def held(*args: Any, **kwargs: Any) -> Any:
            with suppress(asyncio.TimeoutError):
                await within(PATIENCE, self._is_over.wait())
            return await ensure_async(method(*args, **kwargs))

        setattr(owner, name, held)
        self._release.append(lambda: setattr(owner, name, method))
