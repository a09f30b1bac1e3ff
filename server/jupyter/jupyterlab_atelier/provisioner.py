"""Starts kernels on a compute instance: within its size, and told to the Atelier server."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import zlib
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from atelier.data_folder import data_folder, published_address
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int, Unicode

from .connection import request

DEVICES = "CUDA_VISIBLE_DEVICES"
LIMITER = Path(__file__).with_name("limits.py")


class AtelierProvisioner(LocalProvisioner):
    """
    A local process with the processors and memory of its instance.

    The instance's kernelspec names it (`atelier-provisioner`) and configures these four.
    """

    workspace = Unicode("", config=True, help="Workspace of the instance")
    instance = Unicode("", config=True, help="Id or name of the compute instance")
    cpus = Int(None, allow_none=True, config=True, help="Processors; none: no limit")
    memory_mb = Int(None, allow_none=True, config=True, help="MiB a process; none: no limit")

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = await super().pre_launch(**kwargs)
        devices = self._visible_devices()
        if devices is not None:
            kwargs["env"][DEVICES] = devices
        limits: dict[str, Any] = {}
        if self.cpus and hasattr(os, "sched_getaffinity"):
            limits["processors"] = self._processors(sorted(os.sched_getaffinity(0)))
        if self.memory_mb:
            limits["memory"] = self.memory_mb << 20
            environment = kwargs.setdefault("env", os.environ.copy())
            # V8 then reports a full heap instead of being refused memory in the middle of something
            heap = f"--max-old-space-size={max(64, self.memory_mb * 3 // 4)}"
            environment["NODE_OPTIONS"] = f"{environment.get('NODE_OPTIONS', '')} {heap}".strip()
        if limits:
            wrapper = [sys.executable, "-I", "-S", str(LIMITER), json.dumps(limits)]
            kwargs["cmd"] = [*wrapper, *kwargs["cmd"]]
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start it and tell the server. Raises RuntimeError when the instance takes no kernels."""
        connection = await super().launch_kernel(cmd, **kwargs)
        refusal = await self._tell("PUT", {"pid": self.pid})
        if refusal is not None:
            await self.kill()
            await self.wait()
            raise RuntimeError(refusal)
        return connection

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if not restart:
            await self._tell("DELETE", None)

    def _visible_devices(self) -> str | None:
        """
        The GPUs that the instance has now, as its kernelspec says.

        Jupyter keeps what it has read of that for as long as the notebook is open: another start of
        the instance may have given it others, and these to somebody else.
        """
        try:
            spec = Path(self.kernel_spec.resource_dir, "kernel.json").read_text()
            return cast("str | None", json.loads(spec)["env"].get(DEVICES))
        except (OSError, ValueError, KeyError):
            return None

    def _processors(self, available: list[int]) -> list[int]:
        """Neighbours in the list, the same for all kernels of an instance, spread by its name."""
        count = min(self.cpus or len(available), len(available))
        first = zlib.crc32(f"{self.workspace}/{self.instance}".encode()) % len(available)
        return sorted((available * 2)[first : first + count])

    async def _tell(self, method: str, body: dict[str, Any] | None) -> str | None:
        """
        Attach or detach. A server that is down must not keep a kernel from running.

        Answers why the server refuses the kernel, or None.
        """
        address = published_address(data_folder())
        if address is None or not self.instance:
            return None
        parts = (self.workspace, "compute", self.instance, "kernels", self.kernel_id or "")
        path = "/api/workspaces/" + "/".join(quote(part, safe="~") for part in parts)
        try:
            status, answer = await request(address, method, path, body, timeout=2)
        except (OSError, asyncio.TimeoutError) as error:
            self.log.warning("Atelier: could not tell the server of kernel: %s", error)
            return None
        if status == 409 and method == "PUT":
            return str(answer["error"]["message"])
        if status >= 400:
            self.log.warning("Atelier: the server answered %s to %s %s", status, method, path)
        return None
