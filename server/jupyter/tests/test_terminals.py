"""A terminal of JupyterLab is a shell in a container, and is asked for by those who may."""

import json
import os
import shutil
import sysconfig
from pathlib import Path

import pytest
from processes import until


@pytest.fixture
def jp_server_config(jp_server_config):
    jp_server_config["ServerApp"]["jpserver_extensions"]["jupyter_server_terminals"] = True
    return jp_server_config


@pytest.fixture
def bare_path(jp_server_config, monkeypatch):
    """Jupyter was started by its path."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


@pytest.fixture(autouse=True)
def shell(monkeypatch, tmp_path):
    """What stands for the command line."""

    def command(data, workspace, instance):
        told = tmp_path / "told"
        return ["sh", "-c", 'echo "$@" >"$0"; exec sleep 60', str(told), workspace, instance]

    monkeypatch.setattr("jupyterlab_atelier.terminals.shell_command", command)
    return tmp_path / "told"


async def test_a_terminal_runs_the_shell_of_the_instance(fetch, shell, jp_serverapp):
    body = json.dumps({"workspace": "~", "instance": "My box"})
    response = await fetch("/_terminals", method="POST", body=body)
    assert response.code == 200
    name = json.loads(response.body)["name"]
    manager = jp_serverapp.web_app.settings["terminal_manager"]
    assert name in manager.terminals
    await until(lambda: shell.exists() and shell.read_text() == "~ My box\n", "the shell runs")
    await manager.terminate(name, force=True)


async def test_a_terminal_finds_the_command_line(bare_path, jp_serverapp):
    assert jp_serverapp
    scripts = sysconfig.get_path("scripts")
    assert os.environ["PATH"].split(os.pathsep) == ["/usr/bin", "/bin", scripts]
    assert shutil.which("atelier") == str(Path(scripts) / "atelier")


@pytest.mark.parametrize("instance", ["", "--help", "a/b", "a\nb"])
async def test_what_is_no_instance_is_refused(fetch, shell, instance):
    body = json.dumps({"workspace": "~", "instance": instance})
    response = await fetch("/_terminals", method="POST", body=body)
    assert response.code == 400
    assert json.loads(response.body)["error"]["code"] == "invalid-input"


async def test_nobody_gets_one_without_login(fetch):
    body = json.dumps({"workspace": "~", "instance": "box"})
    assert (await fetch("/_terminals", method="POST", body=body, headers={})).code == 403
