"""What Python answers itself below `<base>atelier/`: the server's state, and the tour's files."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .answers import JsonErrors
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


class TourHandler(JsonErrors, APIHandler):
    """`POST`: put the diabetes tour into the user's files, where it is not there yet."""

    auth_resource = "contents"
    SUPPORTED_METHODS = ("POST", "OPTIONS")

    @web.authenticated
    @authorized
    async def post(self) -> None:
        answer: dict[str, Any] = {"path": await place_tour(self.contents_manager)}
        self.finish(answer)
