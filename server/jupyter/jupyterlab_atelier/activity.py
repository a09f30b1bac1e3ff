"""Tells the Atelier server which kernels there are and which of them work: only Jupyter knows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from atelier.data_folder import ServerAddress
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.utils import ensure_async
from tornado.ioloop import PeriodicCallback

from .connection import request
from .container_provisioner import ContainerProvisioner
from .patience import within
from .process_mark import mark_of
from .provisioner import AtelierProvisioner

LOOK_EVERY = 1.0
EVERY = 20.0
IDLE = {"idle", "dead"}


class ActivityReporter:
    """
    Says every few seconds, while there are kernels, whether they are busy.

    A kernel that was started, or started anew, is told at once, and so is a server.
    """

    def __init__(
        self,
        kernels: Any,
        address: Callable[[], ServerAddress | None],
        log: logging.Logger | logging.LoggerAdapter[Any],
    ) -> None:
        self._kernels = kernels
        self._address = address
        self._log = log
        self._timer = PeriodicCallback(self.look, LOOK_EVERY * 1000)
        self._told: tuple[ServerAddress | None, set[tuple[str, Any]]] = (None, set())
        self._told_at = float("-inf")

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    async def end_kernels(self, seconds: float) -> None:
        """Those in containers, whose instances go on."""
        ids = [
            kernel_id
            for kernel_id in self._kernels.list_kernel_ids()
            if isinstance(
                getattr(self._kernels.get_kernel(kernel_id), "provisioner", None),
                ContainerProvisioner,
            )
        ]
        if ids:
            self._log.info(
                "Atelier: ending kernels in containers (%d); their instances go on", len(ids)
            )

            async def end() -> None:
                ends = (ensure_async(self._kernels.shutdown_kernel(each)) for each in ids)
                await asyncio.gather(*ends, return_exceptions=True)

            with suppress(asyncio.TimeoutError):
                await within(seconds, end())

    async def look(self) -> None:
        """Tells if it is time, or there is something new."""
        kernels = self.seen()
        address = self._address() if kernels else None
        known = (address, {(kernel["kernelId"], kernel.get("pid")) for kernel in kernels})
        if known != self._told or monotonic() - self._told_at >= EVERY:
            self._told, self._told_at = known, monotonic()
            await self._tell(address, kernels)

    async def _tell(self, address: ServerAddress | None, kernels: list[dict[str, Any]]) -> None:
        """A server that is down, or does not know this, is nothing to worry about."""
        if address is None:
            return
        try:
            await request(address, "POST", "/api/compute/activity", {"kernels": kernels})
        except OSError as error:
            self._log.debug("Atelier: could not tell the server of kernels at work: %s", error)

    def seen(self) -> list[dict[str, Any]]:
        """What is told, of each kernel that runs on an instance or as a process of this machine."""
        told = []
        for kernel_id in self._kernels.list_kernel_ids():
            kernel = self._kernels.get_kernel(kernel_id)
            provisioner = getattr(kernel, "provisioner", None)
            last = getattr(kernel, "last_activity", None)
            own = isinstance(provisioner, (AtelierProvisioner, ContainerProvisioner))
            pid = None
            if not own and isinstance(provisioner, LocalProvisioner):
                pid = provisioner.pid
            if last is None or not (own or pid):
                continue
            mark = mark_of(pid) if pid else None
            told.append(
                {
                    "kernelId": kernel_id,
                    "busy": getattr(kernel, "execution_state", "idle") not in IDLE,
                    "lastActivity": int(last.timestamp() * 1000),
                    **({"pid": pid} if pid else {}),
                    **({"mark": mark} if mark else {}),
                }
            )
        return told
