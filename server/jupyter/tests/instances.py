"""Compute instances in tests: the server's interface to them, and notebooks on them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from atelier.data_folder import ServerAddress, published_address
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyterlab_atelier.connection import request
from processes import until


def ask(
    folder: Path, method: str, path: str, body: dict | None = None, of: str = "compute"
) -> dict:
    """Of the compute instances, or something else of the workspace."""
    return ask_at(folder, method, f"/api/workspaces/~/{of}{path}", body)


def ask_at(folder: Path, method: str, path: str, body: dict | None = None) -> dict:
    async def send() -> tuple[int, dict]:
        address = published_address(folder / "data")
        assert isinstance(address, ServerAddress)
        return await request(address, method, path, body, 60)

    with ThreadPoolExecutor(1) as thread:
        status, answer = thread.submit(asyncio.run, send()).result()
    assert status < 300, answer
    return answer


class Notebook:
    """A kernel with a client."""

    def __init__(self, manager: AsyncKernelManager) -> None:
        self.manager = manager
        self.client = manager.client()
        self.client.start_channels()

    async def run(
        self, code: str, timeout: float = 30, begun: asyncio.Event | None = None
    ) -> tuple[str, str]:
        """Status, and what it has written; `begun` is set with the first of that."""
        written = []

        def note(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                written.append(content["text"])
                if begun is not None:
                    begun.set()

        reply = await self.client.execute_interactive(code, timeout=timeout, output_hook=note)
        return reply["content"]["status"], "".join(written)


def install_provisioner(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The entry point, also where the package itself is not installed."""
    name = "atelier-container-provisioner"
    place = "jupyterlab_atelier.container_provisioner:ContainerProvisioner"
    entry = EntryPoint(name, place, "jupyter_client.kernel_provisioners")
    monkeypatch.setitem(KernelProvisionerFactory.instance().provisioners, name, entry)
    monkeypatch.setenv("ATELIER_DATA", str(folder / "data"))


def opener(
    folder: Path, files: Path, instance: dict
) -> Callable[[], AbstractAsyncContextManager[Notebook]]:
    """Opens a kernel of the instance for as long as it is needed."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[Notebook]:
        manager = AsyncKernelManager(kernel_name=instance["kernelspec"])
        manager.kernel_spec_manager.kernel_dirs = [str(folder / "data" / "jupyter" / "kernels")]
        await manager.start_kernel(cwd=str(files))
        notebook = Notebook(manager)
        try:
            await notebook.client.wait_for_ready(timeout=30)
            yield notebook
        finally:
            notebook.client.stop_channels()
            await manager.shutdown_kernel(now=True)

    return opening


async def until_begun(notebook: Notebook, request: str) -> None:
    """Interrupts come on another way than cells, and may be first."""
    while True:
        told = await notebook.client.get_iopub_msg(timeout=20)
        is_its_own = told["parent_header"].get("msg_id") == request
        if is_its_own and told["msg_type"] == "execute_input":
            return


async def until_ended(notebook: Notebook) -> None:
    provisioner = notebook.manager.provisioner
    await until(lambda: provisioner._exit is not None, "the kernel has ended", within=60)
