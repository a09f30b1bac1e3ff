"""Jupyter tells the Atelier server which kernels of instances work."""

import asyncio
import json
import os
import re
from datetime import datetime, timezone
from logging import getLogger
from pathlib import Path
from types import SimpleNamespace

from atelier.data_folder import ServerAddress
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyterlab_atelier.activity import ActivityReporter
from jupyterlab_atelier.container_provisioner import ContainerProvisioner
from jupyterlab_atelier.provisioner import AtelierProvisioner

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


class Kernels(dict):
    """As much of Jupyter's manager as is asked."""

    def list_kernel_ids(self):
        return list(self)

    def get_kernel(self, kernel_id):
        return self[kernel_id]


def kernel(provisioner, state="idle"):
    return SimpleNamespace(provisioner=provisioner, execution_state=state, last_activity=AT)


def reporter(kernels, address=lambda: None):
    return ActivityReporter(kernels, address, getLogger("test"))


def test_kernels_of_instances_and_processes_of_this_machine_are_told():
    process = LocalProvisioner()
    process.pid = 2**22 + 1  # more than there can be
    kernels = Kernels(
        boxed=kernel(ContainerProvisioner(), "busy"),
        small=kernel(AtelierProvisioner(), "idle"),
        local=kernel(process, "busy"),
        elsewhere=kernel(object(), "busy"),
        starting=SimpleNamespace(provisioner=None),
    )
    own = LocalProvisioner()
    own.pid = os.getpid()
    kernels["own"] = kernel(own)
    at = int(AT.timestamp() * 1000)
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    *told, told_own = reporter(kernels).seen()
    assert re.fullmatch(rf"{boot}:\d+", told_own["mark"])
    assert told == [
        {"kernelId": "boxed", "busy": True, "lastActivity": at},
        {"kernelId": "small", "busy": False, "lastActivity": at},
        {"kernelId": "local", "busy": True, "lastActivity": at, "pid": process.pid},
    ]


async def test_the_server_is_told_at_once_of_what_is_new_and_one_that_is_away_harms_nothing():
    heard = []

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        heard.append((head.split(b" ")[1], json.loads(await reader.readexactly(length))))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    address = ServerAddress(url=f"http://127.0.0.1:{port}", pid=1, token="secret")
    kernels = Kernels(boxed=kernel(ContainerProvisioner(), "busy"))
    telling = reporter(kernels, lambda: address)
    await telling.look()
    await telling.look()
    assert [path for path, _ in heard] == [b"/api/compute/activity"]
    assert heard[0][1]["kernels"][0]["busy"] is True
    kernels["second"] = kernel(ContainerProvisioner())
    await telling.look()
    assert [each["kernelId"] for each in heard[1][1]["kernels"]] == ["boxed", "second"]
    listening.close()
    await listening.wait_closed()
    await reporter(kernels, lambda: address).look()
    await reporter(Kernels(), lambda: 1 / 0).look()
    assert len(heard) == 2
