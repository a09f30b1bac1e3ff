"""A Python kernel that is started in advance: what it says, and what it becomes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient, write_connection_file

SPARE = Path(__file__).parents[3] / "kernel/runtime/src/python/spare.py"


@pytest.fixture
def spare(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    place = str(tmp_path / "w")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen()
        with subprocess.Popen([sys.executable, SPARE, place, "mine"]) as process:
            keeper, _ = listening.accept()
            yield process, keeper
            process.kill()
            keeper.close()


def test_it_says_who_it_is_and_becomes_the_kernel_that_is_wanted(spare, tmp_path):
    process, keeper = spare
    lines = keeper.makefile()
    assert lines.readline() == '{"token":"mine"}\n'
    (tmp_path / "beside.py").write_text("here = True")
    file, _ = write_connection_file(str(tmp_path / "connection.json"))
    given = {"connectionFile": file, "folder": str(tmp_path), "environment": {"STAGE": "test"}}
    keeper.sendall(json.dumps(given).encode() + b"\n")
    assert lines.readline() == '{"taken":true}\n'
    client = BlockingKernelClient(connection_file=file)
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    told = []
    client.execute_interactive(
        "import os, beside; print(os.getcwd(), os.environ['STAGE'], beside.here)",
        output_hook=lambda message: told.append(message["content"].get("text", "")),
    )
    assert "".join(told) == f"{os.path.realpath(tmp_path)} test True\n"
    client.stop_channels()
    assert process.poll() is None


def test_it_ends_when_nobody_can_want_it_any_more(spare):
    process, keeper = spare
    keeper.makefile().readline()
    keeper.shutdown(socket.SHUT_RDWR)
    assert process.wait(10) == 0
