"""The ready-made environment for R: built on a minimal Debian, and a kernel that answers in it."""

# ruff: noqa: F811 (fixtures come from another file)

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from atelier.data_folder import ServerAddress, published_address
from container_image import needs_docker
from instances import Notebook
from jupyter_client.manager import AsyncKernelManager
from jupyterlab_atelier.connection import request
from test_container_kernels import (  # noqa: F401
    files,
    folder,
    installed,
    server,
)

pytestmark = [
    needs_docker,
    pytest.mark.skipif(
        not os.environ.get("CI") and (os.getuid() != 0 or not shutil.which("mmdebstrap")),
        reason="a minimal Debian is made by mmdebstrap, as root",
    ),
]
SPACE = "/api/workspaces/~"
PATIENCE = 400


async def test_a_kernel_of_r_answers_in_the_ready_made_environment(
    folder: Path,
    files: Path,
    server: object,
) -> None:
    async def ask(method: str, path: str, body: dict | None = None) -> Any:
        address = published_address(folder / "data")
        assert isinstance(address, ServerAddress)
        status, answer = await request(address, method, path, body, 60)
        assert status < 300, answer
        return answer

    async def end_of(path: str, states: tuple[str, ...], part: str | None = None) -> dict:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            found = await ask("GET", path)
            told = found[part] if part else found
            if told["state"] in states:
                return told
            assert asyncio.get_running_loop().time() < deadline, f"never ended: {path}"
            await asyncio.sleep(0.2)

    await ask("POST", "/api/environments/bootstrap", {"from": "debian"})
    base = await end_of("/api/environments/engine", ("done", "failed"), "bootstrap")
    assert base["error"] is None, base["log"]
    [spec] = [
        item["spec"]
        for item in (await ask("GET", "/api/environments/curated"))["items"]
        if item["name"] == "r"
    ]
    await ask("POST", f"{SPACE}/environments", {"name": "r", "spec": spec, "build": True})
    built = await end_of(f"{SPACE}/environments/r/versions/1", ("ready", "failed"))
    assert built["error"] is None
    names = {package["name"] for package in built["lock"] if package["manager"] == "r"}
    assert "IRkernel" in names
    instance = await ask(
        "POST",
        f"{SPACE}/compute",
        {"name": "stats", "driver": "docker", "environment": "r:1", "warmKernels": 0},
    )
    try:
        [spec_name] = [
            kernel["kernelspec"] for kernel in instance["kernels"] if kernel["language"] == "r"
        ]
        manager = AsyncKernelManager(kernel_name=spec_name)
        manager.kernel_spec_manager.kernel_dirs = [str(folder / "data" / "jupyter" / "kernels")]
        await manager.start_kernel(cwd=str(files))
        notebook = Notebook(manager)
        try:
            await notebook.client.wait_for_ready(timeout=60)
            status, told = await notebook.run("cat(mean(c(1, 2, 6)), R.version$language)")
            assert (status, told) == ("ok", "3 R")
        finally:
            notebook.client.stop_channels()
            await manager.shutdown_kernel(now=True)
    finally:
        await ask("POST", f"{SPACE}/compute/{instance['id']}/stop")
        await ask("DELETE", f"{SPACE}/compute/{instance['id']}")
        await ask("DELETE", f"{SPACE}/environments/r")
