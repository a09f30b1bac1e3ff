"""Tells the Atelier server which kernels of compute instances work: only Jupyter knows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from tornado.ioloop import PeriodicCallback

from .connection import request
from .container_provisioner import ContainerProvisioner
from .data_folder import ServerAddress
from .provisioner import AtelierProvisioner

EVERY = 20.0
IDLE = {"idle", "dead"}


class ActivityReporter:
    """Says every few seconds, while there are kernels of instances, whether they are busy."""

    def __init__(
        self,
        kernels: Any,
        address: Callable[[], ServerAddress | None],
        log: logging.Logger | logging.LoggerAdapter[Any],
    ) -> None:
        self._kernels = kernels
        self._address = address
        self._log = log
        self._timer = PeriodicCallback(self.tell, EVERY * 1000)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    async def tell(self) -> None:
        """Once. A server that is down, or does not know this, is nothing to worry about."""
        kernels = self.seen()
        address = self._address() if kernels else None
        if address is None:
            return
        try:
            await request(address, "POST", "/api/compute/activity", {"kernels": kernels})
        except OSError as error:
            self._log.debug("Atelier: could not tell the server of kernels at work: %s", error)

    def seen(self) -> list[dict[str, Any]]:
        """What is told, of each kernel that runs on an instance."""
        told = []
        for kernel_id in self._kernels.list_kernel_ids():
            kernel = self._kernels.get_kernel(kernel_id)
            last = getattr(kernel, "last_activity", None)
            own = isinstance(
                getattr(kernel, "provisioner", None), (AtelierProvisioner, ContainerProvisioner)
            )
            if own and last is not None:
                told.append(
                    {
                        "kernelId": kernel_id,
                        "busy": getattr(kernel, "execution_state", "idle") not in IDLE,
                        "lastActivity": int(last.timestamp() * 1000),
                    }
                )
        return told
