"""One life of the Atelier server as a child process: start, first word, log, end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any

from .patience import within

LINE_LIMIT = 1 << 16


class ServerProcess:
    """A started server. Its stdin stays open for as long as we live: its end is the stop signal."""

    def __init__(self, process: asyncio.subprocess.Process, log: deque[str]) -> None:
        self._process = process
        self._log = log
        self._first_line: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._readers = [
            asyncio.ensure_future(self._read_stdout()),
            asyncio.ensure_future(self._read_stderr()),
        ]

    @classmethod
    async def start(
        cls, command: list[str], environment: Mapping[str, str], log: deque[str]
    ) -> ServerProcess:
        """Start it in a session of its own: Ctrl-C in the terminal is for Jupyter only."""
        process = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environment),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        return cls(process, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def first_word(self, timeout: float) -> dict[str, Any] | None:
        """
        The JSON line that it prints when it is ready or has failed; None if it ended mutely.

        Raises asyncio.TimeoutError when it says nothing in time.
        """
        await asyncio.wait([self._first_line], timeout=timeout)
        if not self._first_line.done():
            raise asyncio.TimeoutError
        line = self._first_line.result()
        try:
            said = json.loads(line or "null")
        except ValueError:
            return None
        return said if isinstance(said, dict) else None

    async def wait(self) -> int:
        """Wait until it has ended and all that it wrote was read; answers the exit code."""
        code = await self._process.wait()
        # a grandchild may hold the pipes open: don't wait for it for ever
        await asyncio.wait(self._readers, timeout=1)
        for reader in self._readers:
            reader.cancel()
        return code

    async def stop(self, grace: float) -> None:
        """Ask it to stop; kill it when it has not within `grace` seconds."""
        if self._process.returncode is None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._signal(signal.SIGTERM)
            try:
                await within(grace, self._process.wait())
            except asyncio.TimeoutError:
                self.kill()
        await self.wait()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, number)

    async def _read_stdout(self) -> None:
        assert self._process.stdout is not None
        async for line in _lines(self._process.stdout):
            if self._first_line.done():
                self._log.append(line)
            else:
                self._first_line.set_result(line)
        if not self._first_line.done():
            self._first_line.set_result(None)

    async def _read_stderr(self) -> None:
        assert self._process.stderr is not None
        async for line in _lines(self._process.stderr):
            self._log.append(line)


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """Lines of a stream; one that never ends is cut, so that it can't fill the memory."""
    rest = b""
    while chunk := await stream.read(LINE_LIMIT):
        *complete, rest = (rest + chunk).split(b"\n")
        if len(rest) > LINE_LIMIT:
            complete, rest = [*complete, rest], b""
        for line in complete:
            yield line.decode("utf-8", "replace")
    if rest:
        yield rest.decode("utf-8", "replace")
