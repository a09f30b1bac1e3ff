"""Compute instances in tests: the server's interface to them, and notebooks on them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from jupyterlab_atelier.connection import request
from jupyterlab_atelier.data_folder import ServerAddress, published_address
from processes import until


def ask(
    folder: Path, method: str, path: str, body: dict | None = None, of: str = "compute"
) -> dict:
    """Of the compute instances, or something else of the workspace."""

    async def send() -> tuple[int, dict]:
        address = published_address(folder / "data")
        assert isinstance(address, ServerAddress)
        return await request(address, method, f"/api/workspaces/~/{of}{path}", body, 60)

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
