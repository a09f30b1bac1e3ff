"""Kernels of a compute instance keep within its size, and the server is told of them."""

import json
import os
import resource
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import EntryPoint
from threading import Thread
from typing import ClassVar

import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from processes import until

REPORT = (
    "import json, os, resource, sys, time\n"
    "report = {'processors': sorted(os.sched_getaffinity(0)),\n"
    "          'data': resource.getrlimit(resource.RLIMIT_DATA)[0],\n"
    "          'options': os.environ.get('NODE_OPTIONS'),\n"
    "          'gpus': os.environ.get('CUDA_VISIBLE_DEVICES')}\n"
    "open(sys.argv[1] + '.part', 'w').write(json.dumps(report))\n"
    "os.rename(sys.argv[1] + '.part', sys.argv[1])\n"
    "time.sleep(600)\n"
)


@pytest.fixture
def server(data):
    """An HTTP server that notes what it is asked and answers with `status`."""

    class Notes(BaseHTTPRequestHandler):
        seen: ClassVar[list] = []
        status = 204

        def _note(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.seen.append((self.command, self.path, json.loads(body) if body else None))
            answer = b'{"error":{"code":"not-running","message":"The instance is stopped."}}'
            self.send_response(self.status)
            self.send_header("Content-Length", str(len(answer) if self.status != 204 else 0))
            self.end_headers()
            if self.status != 204:
                self.wfile.write(answer)

        do_PUT = do_DELETE = _note  # noqa: N815

        def log_message(self, *_):
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Notes)
    Thread(target=listening.serve_forever, daemon=True).start()
    data.mkdir()
    (data / "token").write_text("secret")
    url = f"http://127.0.0.1:{listening.server_port}"
    said = {"url": url, "pid": os.getpid(), "tokenFile": str(data / "token")}
    (data / "server.json").write_text(json.dumps(said))
    Notes.seen.clear()
    yield Notes
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start a kernel of an instance; answers its manager and what the process says of itself."""
    started = []

    async def launch(**config):
        folder = tmp_path / "kernels" / "atelier-test"
        folder.mkdir(parents=True, exist_ok=True)
        report = tmp_path / "report.json"
        provisioner = {"provisioner_name": "atelier-provisioner", "config": config}
        spec = {
            "argv": [sys.executable, "-c", REPORT, str(report)],
            "display_name": "Test",
            "language": "python",
            "env": {"CUDA_VISIBLE_DEVICES": "GPU-0"},
            "metadata": {"kernel_provisioner": provisioner},
        }
        (folder / "kernel.json").write_text(json.dumps(spec))
        manager = AsyncKernelManager(kernel_name="atelier-test")
        manager.kernel_spec_manager.kernel_dirs = [str(tmp_path / "kernels")]
        started.append(manager)
        await manager.start_kernel()
        await until(report.exists, "the kernel runs")
        return manager, json.loads(report.read_text())

    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    return launch


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """The entry point, also where the package itself is not installed."""
    name = "atelier-provisioner"
    entry = EntryPoint(
        name,
        "jupyterlab_atelier.provisioner:AtelierProvisioner",
        "jupyter_client.kernel_provisioners",
    )
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setitem(factory.provisioners, name, entry)


async def test_the_server_is_told_when_a_kernel_starts_and_ends(server, start):
    manager, _ = await start(workspace="main", instance="small box")
    path = f"/api/workspaces/main/compute/small%20box/kernels/{manager.kernel_id}"
    assert server.seen == [("PUT", path, {"pid": manager.provisioner.pid})]
    await manager.shutdown_kernel(now=True)
    assert server.seen[1:] == [("DELETE", path, None)]


async def test_a_kernel_keeps_within_the_size_of_its_instance(start):
    manager, report = await start(workspace="w", instance="i", cpus=1, memory_mb=1024)
    assert len(report["processors"]) == 1
    assert report["data"] == 1024 << 20
    assert report["options"].endswith("--max-old-space-size=768")
    await manager.shutdown_kernel(now=True)


async def test_a_kernel_that_is_restarted_sees_the_gpus_that_its_instance_has_now(start, tmp_path):
    manager, report = await start(workspace="w", instance="i")
    assert report["gpus"] == "GPU-0"
    file = tmp_path / "kernels" / "atelier-test" / "kernel.json"
    file.write_text(file.read_text().replace("GPU-0", "GPU-1"))
    (tmp_path / "report.json").unlink()
    await manager.restart_kernel(now=True)
    await until((tmp_path / "report.json").exists, "the kernel runs again")
    assert json.loads((tmp_path / "report.json").read_text())["gpus"] == "GPU-1"
    await manager.shutdown_kernel(now=True)


async def test_without_a_size_nothing_is_limited(start):
    manager, report = await start(workspace="w", instance="i")
    assert report["processors"] == sorted(os.sched_getaffinity(0))
    assert report["data"] == resource.getrlimit(resource.RLIMIT_DATA)[0]
    await manager.shutdown_kernel(now=True)


async def test_a_kernel_runs_also_while_the_server_is_down(data, start):
    data.mkdir()
    (data / "token").write_text("secret")
    gone = {"url": f"unix:{data}/s", "pid": 1, "tokenFile": str(data / "token")}
    (data / "server.json").write_text(json.dumps(gone))
    manager, _ = await start(workspace="w", instance="i")
    assert await manager.is_alive()
    await manager.shutdown_kernel(now=True)


async def test_a_stopped_instance_takes_no_kernel(server, start):
    server.status = 409
    with pytest.raises(RuntimeError, match="The instance is stopped"):
        await start(workspace="w", instance="i")
