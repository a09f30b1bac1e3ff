"""Jobs that cells submit to a server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import NAME, NODE, RUNTIME
from kernel_client import Kernel

SERVER = RUNTIME.parents[1] / "server/app/src/cli/main.ts"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server, and where kernels look for it."""
    data = tmp_path / "data"
    monkeypatch.setenv("ATELIER_DATA", str(data))
    with subprocess.Popen(
        [NODE, SERVER, "server", "--data", data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "ready"
        yield
        process.terminate()


@pytest.fixture
def own_kernel(server: None, tmp_path: Path) -> Iterator[Kernel]:
    with Kernel(NAME, tmp_path) as started:
        yield started


def test_a_cell_submits_a_job_follows_it_and_shows_it(own_kernel: Kernel) -> None:
    own_kernel.run("import { job, jobs, submitJob } from '@atelier-ml/sdk';")
    cell = own_kernel.run(
        "const made = await submitJob({\n"
        "  script: 'main.ts',\n"
        "  code: { 'main.ts': 'const n: number = 6; console.log(n * 7);' }\n"
        "});\n"
        "for await (const { text } of made.follow()) process.stdout.write(text);\n"
        "made"
    )
    assert cell.text() == "42\n"
    assert cell.result is not None
    assert "finished" in cell.result


def test_an_interrupt_ends_the_waiting_and_leaves_the_job(own_kernel: Kernel) -> None:
    own_kernel.run("import { submitJob } from '@atelier-ml/sdk';")
    own_kernel.run("const long = await submitJob({ command: 'sleep 600' });")
    waiting = own_kernel.start("console.log('waits'); await long.wait();")
    own_kernel.wait_for_text("waits")
    own_kernel.interrupt()
    assert own_kernel.finish(waiting).status == "error"
    assert own_kernel.value("(await long.refresh()).hasEnded") == "false"
    assert own_kernel.value("(await (await long.cancel()).wait()).state") == "'cancelled'"


def test_a_cell_is_a_job_itself(own_kernel: Kernel) -> None:
    own_kernel.run("const factor = 7;")
    cell = own_kernel.run(
        "%%job times=factor --follow\n"
        "const n: number = 6;\n"
        "console.log(n * Number(process.env.ATELIER_PARAM_times));"
    )
    assert cell.text() == "42\n"
    assert cell.result is not None
    assert "finished" in cell.result
