"""Terminals of JupyterLab that are shells in containers of compute instances."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .answers import JsonErrors
from .errors import ServerDown
from .installation import SERVER, built, node_executable

# Jupyter puts an ordinary shell in the place of a terminal that has ended: nobody should take
# that one for the container, nor miss why there was none
STAYING = """
"$@"
printf '\\n[This shell has ended. Close the terminal, or press Enter.] '
read -r _
"""
REFERENCE = re.compile(r"(?:~|[^\W_][\w .-]{0,127})")


def shell_command(data: Path, workspace: str, instance: str) -> list[str]:
    """The program of such a terminal. Raises ServerDown where Atelier is not installed whole."""
    place = ["--data", str(data), "--workspace", workspace]
    return [node_executable(), str(built(SERVER)), *place, "compute", "shell", instance]


class TerminalsHandler(JsonErrors, APIHandler):
    """`POST`: opens one; it ends with its shell. Answers it as Jupyter's own interface does."""

    auth_resource = "terminals"
    SUPPORTED_METHODS = ("POST", "OPTIONS")

    def initialize(self, data: Path) -> None:
        self._data = data

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.get_json_body() or {}
        workspace, instance = str(body.get("workspace", "")), str(body.get("instance", ""))
        if not REFERENCE.fullmatch(workspace) or not REFERENCE.fullmatch(instance):
            raise web.HTTPError(400, "Name a workspace and an instance.")
        manager = self.settings.get("terminal_manager")
        if manager is None:
            remedy = "Install jupyter_server_terminals, or use `atelier compute shell`."
            self.fail(501, "not-supported", "This JupyterLab has no terminals.", remedy)
            return
        try:
            command = shell_command(self._data, workspace, instance)
        except ServerDown as problem:
            self.fail(503, problem.code, problem.message, problem.remedy)
            return
        # a manager of another make may take its time
        staying = ["sh", "-c", STAYING, "sh", *command]
        model: Any = manager.create(shell_command=staying)
        self.finish(await model if inspect.isawaitable(model) else model)
