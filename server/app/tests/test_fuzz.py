"""Requests made up from the server's own description must never make it fall over.

Starts a server from its sources on a throw-away data folder (``npm run build`` first: it loads
the built ``@atelier-ml/api`` and ``@atelier-ml/sdk``), then lets Schemathesis send valid and
invalid requests to every route, with real names in the paths so that they get past the door.
"""

import http.client
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

schemathesis = pytest.importorskip("schemathesis")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from schemathesis import GenerationMode  # noqa: E402

MAIN = Path(__file__).parents[1] / "src" / "cli" / "main.ts"
EXAMPLES = int(os.environ.get("ATELIER_FUZZ_EXAMPLES", "15"))
RUN = "a" * 32


def node() -> str:
    found = os.environ.get("ATELIER_NODE") or shutil.which("node")
    if not found:
        pytest.skip("Node.js is not on PATH")
    return found


class Server:
    """A server process and a way to ask it for JSON."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [
                node(),
                MAIN,
                "server",
                "--data",
                data,
                "--listen",
                "127.0.0.1:0",
                "--stop-with-stdin",
            ],
            env={**os.environ, "ATELIER_LOG_LEVEL": "error"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(data.parent / "log").open("wb"),
        )
        line = json.loads(self.process.stdout.readline())
        assert line["event"] == "ready", line
        self.url = line["url"]
        self.token = (data / "token").read_text().strip()
        self.experiment = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, method: str, path: str, body: object = None) -> dict:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=30)
        headers = {**self.headers, "Content-Type": "application/json"}
        text = None if body is None else json.dumps(body)
        connection.request(method, path, body=text, headers=headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        assert response.status < 300, answer
        return answer

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("fuzz") / "data")
    running.experiment = running.ask(
        "POST", "/api/workspaces/default/experiments", {"name": "known"}
    )["id"]
    entries = [
        {"seq": 1, "at": 1, "type": "start", "experiment": "known"},
        {"seq": 2, "at": 2, "type": "metric", "key": "loss", "value": 0.5, "step": 1},
        {"seq": 3, "at": 3, "type": "end", "status": "finished"},
    ]
    running.ask(
        "POST",
        f"/api/workspaces/default/runs/{RUN}/journal",
        {"source": "b" * 32, "entries": entries},
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def api(server):
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json", headers=server.headers)


# The event stream never ends by itself.
LEFT_OUT = {"/api/events"}


def try_operation(operation, mode, server) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case) -> None:
        # What exists, so that requests get past the door; it is only to be deleted in vain.
        known = {"workspace": "default"}
        if case.method.upper() != "DELETE":
            known |= {"run": RUN, "experiment": server.experiment}
        parameters = case.path_parameters or {}
        parameters.update({name: known[name] for name in parameters if name in known})
        response = case.call(headers=server.headers, timeout=60)
        assert response.status_code < 500, f"{case.as_curl_command()}\n{response.text}"
        if response.status_code >= 400:
            error = response.json()["error"]
            assert error["code"]
            assert error["message"]

    send()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_makes_the_server_fail(api, server, mode):
    seen = 0
    for result in api.get_all_operations():
        operation = result.ok()
        if operation.path in LEFT_OUT:
            continue
        try:
            try_operation(operation, mode, server)
        except Unsatisfiable:
            # Nothing invalid can be made up for a route without parameters.
            continue
        seen += 1
    assert seen > 30


def test_the_server_is_still_up(server):
    assert server.ask("GET", "/api/health")["status"] == "ok"
    history = server.ask("GET", f"/api/workspaces/default/runs/{RUN}/history")
    assert history["position"] >= 3
