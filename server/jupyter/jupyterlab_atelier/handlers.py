"""What Python answers itself below `<base>atelier/`: state, journals that wait, the tour."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from .answers import JsonErrors
from .errors import ServerDown
from .journals import Journals, send_waiting
from .supervisor import Supervisor
from .tour import place_tour


class SupervisorHandler(JsonErrors, APIHandler):
    """`GET`: how the server is. `POST …/restart`: end it and start it anew."""

    auth_resource = "atelier"

    def initialize(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor

    @web.authenticated
    @authorized
    def get(self) -> None:
        self.finish(self._supervisor.status())


class RestartHandler(SupervisorHandler):
    get = None  # type: ignore[assignment]
    SUPPORTED_METHODS = ("POST", "OPTIONS")

    @web.authenticated
    @authorized
    async def post(self) -> None:
        await self._supervisor.restart()
        self.finish(self._supervisor.status())


class JournalsHandler(JsonErrors, APIHandler):
    """`GET`: what is logged and not on the server. `POST …/send`: send what processes left."""

    auth_resource = "atelier"

    def initialize(self, data: Path, journals: Journals) -> None:
        self._data = data
        self._journals = journals

    @web.authenticated
    @authorized
    async def get(self) -> None:
        loop = asyncio.get_running_loop()
        self.finish(await loop.run_in_executor(None, self._journals.waiting))


class SendJournalsHandler(JournalsHandler):
    get = None  # type: ignore[assignment]
    SUPPORTED_METHODS = ("POST", "OPTIONS")

    @web.authenticated
    @authorized
    async def post(self) -> None:
        try:
            self.finish(await send_waiting(self._data))
        except ServerDown as problem:
            self.fail(503, problem.code, problem.message, problem.remedy)


class TourHandler(JsonErrors, APIHandler):
    """`POST`: put the diabetes tour into the user's files, where it is not there yet."""

    auth_resource = "contents"
    SUPPORTED_METHODS = ("POST", "OPTIONS")

    @web.authenticated
    @authorized
    async def post(self) -> None:
        answer: dict[str, Any] = {"path": await place_tour(self.contents_manager)}
        self.finish(answer)


class MlflowPageHandler(JupyterHandler):
    """`GET`: the addresses that MLflow's client prints lead to JupyterLab, which reads the rest."""

    auth_resource = "atelier"

    @web.authenticated
    @authorized
    def get(self, workspace: str | None = None) -> None:
        page = url_path_join(self.base_url, "lab")
        query = f"?{urlencode({'atelier-workspace': workspace})}" if workspace else ""
        # without a fragment of its own: browsers then keep that of the address
        self.redirect(page + query)
