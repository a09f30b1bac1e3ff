"""
Starts kernels in turns and prints how long each took to its first result, as JSON.

    python kernel_starts.py KERNELSPECS ROUNDS LABEL DOCKER_RUN NAME…

KERNELSPECS is a folder of kernelspecs. Containers with LABEL are stopped before each kernel whose
name ends in `-stopped`. DOCKER_RUN, as JSON, is how `docker` starts a container. A first round,
which fills caches, is not counted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.kernelspec import KernelSpecManager

PATIENCE = 120.0
WHILE = 3.0
"""Seconds between the starts of two notebooks, in which a kernel is made ready for the next."""
DOCKER = shutil.which("docker") or "docker"


def docker(*arguments: str) -> str:
    return subprocess.check_output([DOCKER, *arguments], text=True)


def first_result(client: BlockingKernelClient) -> None:
    request = client.execute("1 + 1")
    while client.get_shell_msg(timeout=PATIENCE)["parent_header"].get("msg_id") != request:
        pass


def answered(client: BlockingKernelClient) -> None:
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    first_result(client)


def by_manager(folder: str, name: str) -> float:
    specs = KernelSpecManager(kernel_dirs=[folder], ensure_native_kernel=False)
    manager = KernelManager(kernel_name=name, kernel_spec_manager=specs)
    begun = time.perf_counter()
    manager.start_kernel()
    client = manager.blocking_client()
    answered(client)
    took = time.perf_counter() - begun
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return took


def by_docker_run(command: list[str]) -> float:
    """A new container for each kernel, as spawners make them."""
    with tempfile.TemporaryDirectory(prefix="k-", dir="/tmp") as folder:
        ports = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        connection: dict[str, Any] = {
            "transport": "ipc",
            "ip": f"{folder}/k",
            **{port: number + 1 for number, port in enumerate(ports)},
            "key": "secret",
            "signature_scheme": "hmac-sha256",
        }
        file = Path(folder, "connection.json")
        file.write_text(json.dumps(connection))
        begun = time.perf_counter()
        filled = [DOCKER, *(each.replace("{folder}", folder) for each in command)]
        container = subprocess.check_output(filled, text=True).strip()
        client = BlockingKernelClient()
        client.load_connection_info({**connection, "key": b"secret"})
        answered(client)
        took = time.perf_counter() - begun
        client.stop_channels()
        docker("rm", "-f", container)
        return took


def main() -> None:
    folder, rounds, label, docker_run, *names = sys.argv[1:]
    took: dict[str, list[float]] = {name: [] for name in names}
    for round_number in range(int(rounds) + 1):
        for name in names:
            kernel = name.removesuffix("-stopped")
            if name.endswith("-stopped"):
                docker("stop", "-t", "1", *docker("ps", "-q", "--filter", f"label={label}").split())
            if name.endswith("-warm"):
                time.sleep(WHILE)
            if name == "docker-run":
                seconds = by_docker_run(json.loads(docker_run))
            else:
                seconds = by_manager(folder, kernel)
            if round_number:
                took[name].append(seconds * 1_000)
    print(json.dumps(took))


os.environ.setdefault("JUPYTER_RUNTIME_DIR", tempfile.mkdtemp())
main()
