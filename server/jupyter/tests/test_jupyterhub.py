"""Behind JupyterHub: the single-user server keeps its login, its base URL and the studio."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from jupyterlab_atelier.installation import node_executable
from processes import FAKE_SERVER

pytest.importorskip("jupyterhub")
SOURCES = Path(__file__).parents[1]
PREFIX = "/user/alice/"


@pytest.fixture
def hub():
    """As much of a Hub as a single-user server asks for: who a token belongs to."""

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self):
            known = self.headers.get("Authorization") == "token alices-token"
            user = {"kind": "user", "name": "alice", "admin": False, "groups": []}
            user["scopes"] = ["access:servers!user=alice", "read:users:name!user=alice"]
            root = self.path.rstrip("/").endswith("/api")
            body = json.dumps({"version": "6.1.1"} if root else user).encode()
            self.send_response(200 if known or root else 403)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-JupyterHub-Version", "6.1.1")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}/hub/api"
    listening.shutdown()
    listening.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def single_user(hub, data, tmp_path):
    """Start `jupyterhub-singleuser` as a spawner does; answers its address below the Hub."""
    address = f"http://127.0.0.1:{free_port()}"
    config = tmp_path / "config" / "jupyter_server_config.json"
    config.parent.mkdir()
    config.write_text(
        json.dumps(
            {
                "ServerApp": {"jpserver_extensions": {"jupyterlab_atelier": True}},
                "Atelier": {
                    "data_dir": str(data),
                    "command": [node_executable(), str(FAKE_SERVER)],
                },
            }
        )
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCES),
        "HOME": str(tmp_path),
        "JUPYTER_CONFIG_DIR": str(config.parent),
        "JUPYTERHUB_API_TOKEN": "alices-token",
        "JUPYTERHUB_API_URL": hub,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-alice",
        "JUPYTERHUB_HOST": "",
        "JUPYTERHUB_OAUTH_SCOPES": '["access:servers!user=alice"]',
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{PREFIX}oauth_callback",
        "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
        "JUPYTERHUB_SERVICE_URL": address,
        "JUPYTERHUB_USER": "alice",
        "JUPYTERHUB_SINGLEUSER_APP": "jupyter_server.serverapp.ServerApp",
    }
    log = (tmp_path / "log").open("w")
    command = [sys.executable, "-m", "jupyterhub.singleuser", "--allow-root"]
    process = subprocess.Popen(
        command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=tmp_path
    )
    yield f"{address}{PREFIX}", tmp_path / "log"
    process.terminate()
    process.wait(30)
    log.close()


def ask(url, token=None, body=None):
    headers = {"Authorization": f"token {token}"} if token else {}
    try:
        with urlopen(Request(url, headers=headers, data=body), timeout=30) as response:
            return response.status, json.loads(response.read())
    except HTTPError as error:
        return error.code, None


async def test_a_user_of_the_hub_reaches_the_studio_and_nobody_else_does(single_user):
    address, log = single_user
    for _ in range(600):
        try:
            ask(f"{address}api")
            break
        except URLError:
            await asyncio.sleep(0.05)
    else:
        raise AssertionError(log.read_text())
    status, seen = ask(f"{address}atelier/api/runs?x=1", token="alices-token")
    assert status == 200, log.read_text()
    assert seen["url"] == "/api/runs?x=1"
    assert json.loads(seen["headers"]["x-atelier-user"])["username"] == "alice"
    assert seen["headers"]["x-forwarded-prefix"] == f"{PREFIX}atelier"
    assert "alices-token" not in json.dumps(seen)
    assert ask(f"{address}atelier/api/runs", token="mallorys-token")[0] == 403
    assert ask(f"{address}atelier/api/runs")[0] == 403
    status, seen = ask(f"{address}atelier/endpoints/w/e/score", token="endpoint-key", body=b"{}")
    assert (status, seen["headers"]["authorization"]) == (200, "token endpoint-key")
