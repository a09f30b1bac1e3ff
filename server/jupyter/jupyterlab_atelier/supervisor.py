"""Keeps one Atelier server alive: starts or adopts it, restarts it, says how it is."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from dataclasses import dataclass, field
from logging import Logger
from pathlib import Path
from typing import Any, Literal

from atelier.data_folder import ServerAddress, published_address, read_token
from tornado.iostream import IOStream

from . import connection
from .errors import ServerDown
from .installation import SERVER, built, node_executable
from .patience import within
from .server_process import ServerProcess

State = Literal["starting", "running", "failed", "stopped"]
ALREADY_RUNNING = 75
NOTICE_WITHIN = 2.0
"""Seconds between a connection that is refused and our notice that the server has ended."""


@dataclass
class SupervisorOptions:
    """How the server is started, and how patiently. All times in seconds."""

    data: Path
    listen: str = ""
    database: str = ""
    files: str = ""
    """The user's notebooks and files, which containers see."""
    command: list[str] = field(default_factory=list)
    """Program and first arguments; empty: the built server on this installation's Node."""
    ready_timeout: float = 30.0
    stop_grace: float = 10.0
    first_delay: float = 0.25
    longest_delay: float = 15.0
    stable_after: float = 10.0
    """A server that lived this long was healthy: its end starts the count of failures anew."""
    most_failures: int = 5
    """After so many quick ends in a row it is left alone until somebody asks for a restart."""
    watch_interval: float = 1.0
    """How often an adopted server (no child of ours) is looked after."""


class Supervisor:
    """State machine around one server. `address()` is what users of the server call."""

    def __init__(self, options: SupervisorOptions, log: Logger) -> None:
        self._options = options
        self._log = log
        self.lines: deque[str] = deque(maxlen=500)
        self.state: State = "stopped"
        self.restarts = 0
        self.error: ServerDown | None = None
        self._address: ServerAddress | None = None
        self._child: ServerProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._gone = asyncio.Event()
        self._suspect = asyncio.Event()
        self._is_closing = False

    @property
    def data(self) -> Path:
        return self._options.data

    def status(self) -> dict[str, Any]:
        """What the panels show: state, process, error with its remedy, the log's last 50 lines."""
        return {
            "state": self.state,
            "pid": self._address.pid if self._address else None,
            "restarts": self.restarts,
            "error": self.error.as_dict() if self.error else None,
            "log": list(self.lines)[-50:],
        }

    def start(self) -> None:
        """Start supervising; does nothing when it is under way or has given up."""
        if self._task is None and not self._is_closing:
            self._enter("starting")
            self._task = asyncio.ensure_future(self._supervise())

    async def address(self) -> ServerAddress:
        """Where the server is, started if need be. Raises ServerDown when it is not to be had."""
        self.start()
        await self.settle()
        if self._address is not None:
            return self._address
        if self._is_closing:
            raise ServerDown("JupyterLab is being stopped.", "Start it again.")
        raise self.error or ServerDown("The Atelier server is starting.", "Try again in a moment.")

    async def connect(self) -> tuple[ServerAddress, IOStream]:
        """
        A stream to the server; if it is just going away, to the one that follows it.

        Raises ServerDown when there is none to be had.
        """
        for _ in range(2):
            address = await self.address()
            try:
                return address, await connection.connect(address.url)
            except OSError:
                self._suspect.set()
                with contextlib.suppress(asyncio.TimeoutError):
                    await within(NOTICE_WITHIN, self._gone.wait())
        raise ServerDown("The Atelier server does not answer.", "Look at its log, then restart it.")

    async def settle(self) -> None:
        """Wait until the server runs or has failed, at most `ready_timeout`."""
        deadline = time.monotonic() + self._options.ready_timeout
        # what has settled may be under way again by the time that we are told
        while self.state == "starting" and (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(asyncio.TimeoutError):
                await within(left, self._settled.wait())

    async def restart(self) -> None:
        """End the server, adopted or own, and start one; forgets earlier failures."""
        adopted = self._address.pid if self._address and self._child is None else None
        await self.stop()
        if adopted is not None:
            await self._end_adopted(adopted)
        self.restarts += 1
        self.start()
        await self.settle()

    def close(self) -> None:
        """Jupyter is going: one that runs goes on until `stop`, and none is started any more."""
        self._is_closing = True

    async def stop(self) -> None:
        """Stop supervising and end the server, unless it is an adopted one."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._enter("stopped")

    def _enter(self, state: State, error: ServerDown | None = None) -> None:
        self.state = state
        self.error = error
        if state == "running":
            self._gone.clear()
        else:
            self._address = None
            self._gone.set()
        if state in ("running", "failed"):
            self._settled.set()
        else:
            self._settled.clear()

    def _run_at(self, address: ServerAddress) -> None:
        self._address = address
        self._enter("running")

    async def _supervise(self) -> None:
        options = self._options
        failures = 0
        delay = options.first_delay
        while True:
            begun = time.monotonic()
            try:
                error = await self._one_life()
            except ServerDown as down:
                error = down
            except Exception as unexpected:  # noqa: BLE001 - must not end the supervision unseen
                self._log.exception("Atelier: supervising the server failed")
                error = ServerDown(
                    f"The Atelier server could not be started: {unexpected}", "See Jupyter's log."
                )
            if self._is_closing:
                self._enter("stopped", error)
                return
            if time.monotonic() - begun >= options.stable_after:
                failures, delay = 0, options.first_delay
            failures += 1
            if failures >= options.most_failures:
                self._log.error("Atelier: the server is left alone: %s", error.message)
                self._enter("failed", error)
                return
            self._enter("starting", error)
            self._log.warning("Atelier: %s Starting it again in %.2f s.", error.message, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, options.longest_delay)
            self.restarts += 1

    async def _one_life(self) -> ServerDown:
        """Be with one server until it is gone; answers why it went."""
        published = published_address(self._options.data)
        if published is not None and await _healthy(published):
            return await self._adopt(published)
        child = await ServerProcess.start(self._command(), self._environment(), self.lines)
        self._child = child
        try:
            said = await self._ready_line(child)
            if said.get("event") == "ready":
                token = read_token(self._token_file)
                self._run_at(ServerAddress(str(said["url"]), token, child.pid))
                self._log.info("Atelier: the server is ready (pid %s)", child.pid)
                return _ended(await child.wait())
            code = await child.wait()
            if code == ALREADY_RUNNING:
                other = published_address(self._options.data)
                if other is not None and await _healthy(other):
                    return await self._adopt(other)
            return ServerDown.from_server(said.get("error")) if said else _ended(code)
        finally:
            await asyncio.shield(child.stop(self._options.stop_grace))
            self._child = None

    async def _ready_line(self, child: ServerProcess) -> dict[str, Any]:
        try:
            return await child.first_word(self._options.ready_timeout) or {}
        except asyncio.TimeoutError:
            child.kill()
            raise ServerDown(
                f"The Atelier server was not ready within {self._options.ready_timeout:g} s.",
                "Look at its log, then restart it.",
            ) from None

    async def _adopt(self, address: ServerAddress) -> ServerDown:
        self._run_at(address)
        self._log.info("Atelier: using the server that runs already (pid %s)", address.pid)
        while await _healthy(address):
            self._suspect.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await within(self._options.watch_interval, self._suspect.wait())
        return ServerDown(
            "The Atelier server that was started elsewhere has stopped.", "It is started anew."
        )

    async def _end_adopted(self, pid: int) -> None:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + self._options.stop_grace
            while time.monotonic() < deadline:
                os.kill(pid, 0)
                await asyncio.sleep(0.05)

    @property
    def _token_file(self) -> Path:
        return self._options.data / "token"

    def _command(self) -> list[str]:
        options = self._options
        program = options.command or [node_executable(), str(built(SERVER))]
        command = [*program, "server", "--stop-with-stdin", "--data", str(options.data)]
        command += ["--token-file", str(self._token_file)]
        if options.listen:
            command += ["--listen", options.listen]
        return command

    def _environment(self) -> dict[str, str]:
        environment = {**os.environ, "ATELIER_DATA": str(self._options.data)}
        if self._options.files:
            environment["ATELIER_FILES"] = self._options.files
        if self._options.database:
            # not as an argument: every user of the machine can read those of a process
            environment["ATELIER_DATABASE"] = self._options.database
        return environment


async def _healthy(address: ServerAddress) -> bool:
    try:
        status, _ = await connection.request(address, "GET", "/api/health")
    except OSError:
        return False
    return status == 200


def _ended(code: int) -> ServerDown:
    how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return ServerDown(f"The Atelier server {how}.", "Look at its log, then restart it.")
