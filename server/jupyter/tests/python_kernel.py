"""A Python kernel and the Atelier server itself, for tests of `%load_ext atelier`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from atelier.client import Client
from atelier.configuration import Configuration
from jupyter_client.manager import KernelManager, start_new_kernel
from jupyterlab_atelier.installation import SERVER, built, node_executable

PATIENCE = 120


class Server:
    """The built server on a data folder, and its interface."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._process = self._start()
        self.client = Client(Configuration(data, None, None, None, "default", None))

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def start_again(self) -> None:
        self._process = self._start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)

    def runs(self) -> list[dict[str, Any]]:
        """The last started first, each with its cells."""
        page = self.client.get(self.client.workspace("runs"))
        return [self.client.get(self.client.workspace("runs", run["id"])) for run in page["items"]]

    def jobs(self) -> list[dict[str, Any]]:
        """The last submitted first."""
        items: list[dict[str, Any]] = self.client.get(self.client.workspace("jobs"))["items"]
        return items

    def _start(self) -> subprocess.Popen[str]:
        command = [node_executable(), str(built(SERVER)), "server", "--data", str(self._data)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "ready"
        return process


@dataclass
class Result:
    """What a cell has answered."""

    status: str
    error: str
    text: str
    displays: list[dict[str, Any]] = field(default_factory=list)
    """Bundles that were shown; those shown later under one id come last."""

    def shown(self, kind: str) -> list[Any]:
        return [bundle[kind] for bundle in self.displays if kind in bundle]


class Kernel:
    def __init__(self, data: Path, notebook: Path) -> None:
        here = Path(__file__).parents[1]
        environment = {
            **os.environ,
            "ATELIER_DATA": str(data),
            "JPY_SESSION_NAME": str(notebook),
            "PYTHONPATH": str(here),
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "7",
        }
        environment.pop("MLFLOW_TRACKING_URI", None)
        manager, client = start_new_kernel(
            kernel_name="python3", env=environment, cwd=str(notebook.parent)
        )
        self._manager: KernelManager = manager
        self._client = client

    def run(self, source: str, cell: str = "cell") -> Result:
        """Executes a cell as JupyterLab does: with the id of the cell."""
        content = {"code": source, "silent": False, "store_history": True, "stop_on_error": True}
        message = self._client.session.msg("execute_request", content, metadata={"cellId": cell})
        self._client.shell_channel.send(message)
        result = Result("", "", "")
        while True:
            said = self._client.get_iopub_msg(timeout=PATIENCE)
            if said["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, told = said["msg_type"], said["content"]
            if kind == "stream":
                result.text += told["text"]
            elif kind in ("display_data", "update_display_data", "execute_result"):
                result.displays.append(told["data"])
            elif kind == "error":
                result.error = told["evalue"]
            elif kind == "status" and told["execution_state"] == "idle":
                break
        reply = self._client.get_shell_msg(timeout=PATIENCE)
        while reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            # it was asked while the kernel started: whether it is ready is asked again and again
            reply = self._client.get_shell_msg(timeout=PATIENCE)
        result.status = reply["content"]["status"]
        return result

    def stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)
