"""Has the Atelier server start kernels in the container of a compute instance."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

from atelier.data_folder import data_folder, published_address
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from tornado.web import HTTPError
from traitlets import Unicode

from .adoption import Adoption, KernelRecord, KernelRecords
from .connection import request

ENDED = -1
LOOK_SECONDS = 20
PAUSE = 0.5
# a set-up script may install much before the first kernel
START_PATIENCE = 1800.0
SIGNALS = {
    signal.SIGINT: "SIGINT",
    signal.SIGTERM: "SIGTERM",
    signal.SIGKILL: "SIGKILL",
}


LEAVING: set[asyncio.Future[Any]] = set()
"""Kernels that are just given up: asyncio itself holds on to no task."""


class KernelRefusedError(HTTPError, RuntimeError):
    """Why a kernel was not started, as Jupyter shows it to who has asked for it."""

    def __init__(self, message: str) -> None:
        # Jupyter's handlers answer it as it is, and its log takes it for a format
        super().__init__(409, message.replace("%", " per cent"), reason="Kernel not started")

    def __str__(self) -> str:
        return str(self.log_message)


class ContainerProvisioner(KernelProvisionerBase):
    """
    A kernel in a container, reached by sockets in a folder that both see.

    The instance's kernelspec names it (`atelier-container-provisioner`) and configures these three.
    A container that is stopped is started; a server that is restarted meanwhile changes nothing.
    """

    workspace = Unicode("", config=True, help="Workspace of the instance")
    instance = Unicode("", config=True, help="Id or name of the compute instance")
    language = Unicode("typescript", config=True, help="Which of its kernels")

    _execution: str | None = None
    _exit: int | None = None
    _watch: asyncio.Task[None] | None = None

    @property
    def has_process(self) -> bool:
        return self._execution is not None

    async def poll(self) -> int | None:
        return self._exit if self.has_process else 0

    async def wait(self) -> int | None:
        if self._watch is not None and self.has_process:
            await asyncio.shield(self._watch)
        self._execution = None
        return self._exit

    async def send_signal(self, signum: int) -> None:
        name = SIGNALS.get(signal.Signals(signum))
        if self.has_process and self._exit is None and name is not None:
            await self._ask("POST", "/signal", {"signal": name})

    async def kill(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGTERM)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        session = self._session
        if not session.key:
            session.key = os.urandom(24).hex().encode()
        kwargs.pop("extra_arguments", None)
        return await super().pre_launch(cmd=self.kernel_spec.argv, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Raises KernelRefusedError with the server's sentence when the kernel can't be started."""
        known = Adoption.adopting.get(self.kernel_id or "")
        if known is not None:
            return await self._adopt(known)
        variables = {**self.kernel_spec.env}
        session = kwargs.get("env", {}).get("JPY_SESSION_NAME")
        if session:
            variables["JPY_SESSION_NAME"] = str(session)
        body: dict[str, Any] = {
            "language": self.language,
            "key": self._session.key.decode(),
            "environmentVariables": variables,
        }
        if kwargs.get("cwd"):
            body["folder"] = str(kwargs["cwd"])
        status, answer = await self._ask("POST", "/launch", body, START_PATIENCE)
        if status >= 400:
            error = answer["error"]
            raise KernelRefusedError(f"{error['message']} {error.get('remedy', '')}".strip())
        return self._begun(str(answer["execution"]), dict(answer["connection"]))

    async def _adopt(self, known: KernelRecord) -> KernelConnectionInfo:
        """Raises RuntimeError if it has ended meanwhile."""
        query = urlencode({"execution": known.execution, "seconds": 0})
        status, answer = await self._ask("GET", f"/wait?{query}", None)
        if status >= 400 or not answer["running"]:
            raise RuntimeError("It has ended meanwhile.")
        self._session.key = known.connection["key"].encode()
        self._drop_connection_file()
        return self._begun(known.execution, dict(known.connection))

    def _drop_connection_file(self) -> None:
        """The one of the Jupyter before: where there is one, its manager takes nothing from us."""
        Path(cast(Any, self.parent).connection_file).unlink(missing_ok=True)

    def _begun(self, execution: str, connection: dict[str, Any]) -> KernelConnectionInfo:
        self._exit = None
        self._execution = execution
        if self._watch is not None:
            self._watch.cancel()
        self._watch = asyncio.get_running_loop().create_task(self._follow(execution))
        name = self.parent.kernel_name if self.parent is not None else ""
        self._records.put(KernelRecord(self.kernel_id or "", name, execution, dict(connection)))
        # jupyter_client's type says text, its session wants bytes
        connection["key"] = str(connection["key"]).encode()
        self.connection_info = cast(KernelConnectionInfo, connection)
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        if not restart:
            self._records.drop(self.kernel_id or "")
            if self._watch is not None:
                self._watch.cancel()
            try:
                await self._ask("DELETE", "", None)
            except (OSError, RuntimeError) as error:
                self.log.warning("Atelier: could not tell the server of a kernel's end: %s", error)

    @property
    def _records(self) -> KernelRecords:
        return KernelRecords(data_folder())

    @property
    def _session(self) -> Any:
        assert self.parent is not None, "jupyter_client makes provisioners with their manager"
        return self.parent.session

    async def _follow(self, execution: str) -> None:
        """Wait for the kernel's end, through restarts of the server."""
        query = urlencode({"execution": execution, "seconds": LOOK_SECONDS})
        # a cancelled wait may still answer once: what it says is then about a kernel of before
        while self._execution == execution:
            try:
                status, answer = await self._ask(
                    "GET", f"/wait?{query}", None, timeout=LOOK_SECONDS + 10
                )
            except (OSError, RuntimeError):
                await asyncio.sleep(PAUSE)
                continue
            if self._execution != execution:
                return
            if status == 404:
                self._exit = ENDED
                return
            if status >= 400:
                await asyncio.sleep(PAUSE)
            elif not answer["running"]:
                found = answer.get("exit") or {}
                self._exit = int(found.get("code", ENDED))
                if answer.get("stopped"):
                    await self._leave()
                elif self._exit != 0:
                    self.log.warning("Atelier: %s", found.get("message"))
                return

    async def _leave(self) -> None:
        """
        The instance was stopped: its kernel is none of Jupyter's any more.

        Otherwise Jupyter would take it for one that has died, and start it, and with it the
        instance, at once. So the notebook has no kernel, and its next cell starts one.
        """
        kernels: Any = getattr(self.parent, "parent", None)
        if self.kernel_id and self.kernel_id in getattr(kernels, "list_kernel_ids", list)():
            # not from within: it ends what follows the kernel
            task = asyncio.ensure_future(kernels.shutdown_kernel(self.kernel_id, now=True))
            LEAVING.add(task)
            task.add_done_callback(LEAVING.discard)

    async def _ask(
        self, method: str, path: str, body: dict[str, Any] | None, timeout: float = 10.0
    ) -> tuple[int, Any]:
        """Status and answer. Raises RuntimeError while no server runs, OSError when it is lost."""
        address = published_address(data_folder())
        if address is None:
            raise RuntimeError(
                "The Atelier server, which starts kernels in containers, is not running. "
                "Open a page of Atelier, or restart JupyterLab."
            )
        parts = (self.workspace, "compute", self.instance, "kernels", self.kernel_id or "")
        place = "/api/workspaces/" + "/".join(quote(part, safe="~") for part in parts)
        return await request(address, method, place + path, body, timeout)
