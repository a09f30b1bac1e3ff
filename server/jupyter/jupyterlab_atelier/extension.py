"""The server extension: settings, routes, and the life of the Atelier server beside Jupyter's."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

from atelier.data_folder import data_folder, published_address
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.services.sessions.sessionmanager import SessionManager
from traitlets import Bool, Float, Int, List, Unicode

from .activity import ActivityReporter
from .adoption import Adoption, KernelRecords
from .handlers import (
    JournalsHandler,
    MlflowPageHandler,
    RestartHandler,
    SendJournalsHandler,
    SupervisorHandler,
    TourHandler,
)
from .journals import Journals
from .proxy import KeyProxy, StudioProxy
from .supervisor import Supervisor, SupervisorOptions
from .terminals import TerminalsHandler

END_WITHIN = 15.0
"""Seconds for kernels in containers to end with Jupyter."""


def with_folder(path: str, folder: str) -> str:
    """A search path that has the folder, at its end unless it is there already."""
    parts = [part for part in path.split(os.pathsep) if part]
    return os.pathsep.join(parts if folder in parts else [*parts, folder])


class Atelier(ExtensionApp):
    """Settings are `c.Atelier.<name>` in any Jupyter configuration file."""

    name = "jupyterlab_atelier"
    description = "Atelier: an open machine-learning studio inside JupyterLab"
    extension_url = "/lab"
    load_other_extensions = True

    data_dir = Unicode(
        "", help="Folder with everything that Atelier keeps; default: ATELIER_DATA, else the user's"
    ).tag(config=True)
    listen = Unicode(
        "", help="`unix:PATH` or `HOST:PORT`; default: a unix socket that only this user can open"
    ).tag(config=True)
    database = Unicode("", help="`postgresql://…` instead of the data folder's SQLite").tag(
        config=True
    )
    eager = Bool(False, help="Start the server with Jupyter instead of on its first use").tag(
        config=True
    )
    command = List(
        Unicode(), help="Program that is the server, with its first arguments; for development"
    ).tag(config=True)
    ready_timeout = Float(30.0, help="Seconds until a server must be ready").tag(config=True)
    first_delay = Float(0.25, help="Seconds before the first restart; doubles each time").tag(
        config=True
    )
    most_failures = Int(5, help="Quick ends in a row after which it is left alone").tag(config=True)

    supervisor: Supervisor
    activity: ActivityReporter | None = None
    adoption: Adoption | None = None

    def initialize_settings(self) -> None:
        data = data_folder(self.data_dir)
        # kernels inherit it: the SDK in a cell finds the same server
        os.environ["ATELIER_DATA"] = str(data)
        # terminals and kernels find `atelier`, after whatever else is named so
        os.environ["PATH"] = with_folder(os.environ.get("PATH", ""), sysconfig.get_path("scripts"))
        self.supervisor = Supervisor(
            SupervisorOptions(
                data=data,
                listen=self.listen,
                database=self.database,
                files=self.serverapp.root_dir if self.serverapp else "",
                command=list(self.command),
                ready_timeout=self.ready_timeout,
                first_delay=self.first_delay,
                most_failures=self.most_failures,
            ),
            self.log,
        )
        self._offer_kernelspecs(data / "jupyter" / "kernels")
        self._find_kernels_again(data)

    def initialize_handlers(self) -> None:
        supervisor = {"supervisor": self.supervisor}
        data = self.supervisor.data
        journals = {"data": data, "journals": Journals(data)}
        self.handlers.extend(
            [
                (r"/atelier/_supervisor", SupervisorHandler, supervisor),
                (r"/atelier/_supervisor/restart", RestartHandler, supervisor),
                (r"/atelier/_journals", JournalsHandler, journals),
                (r"/atelier/_journals/send", SendJournalsHandler, journals),
                (r"/atelier/_tour", TourHandler),
                (r"/atelier/_terminals", TerminalsHandler, {"data": data}),
                (r"/atelier/(?:workspaces/([^/]+)/)?mlflow/?", MlflowPageHandler),
                (r"/atelier/endpoints/.*", KeyProxy, supervisor),
                (r"/atelier/uploads/[0-9a-f]{32}/parts/[0-9]+", KeyProxy, supervisor),
                (r"/atelier(?:/.*)?", StudioProxy, supervisor),
            ]
        )

    async def _start_jupyter_server_extension(self, serverapp: object) -> None:
        if self.eager:
            self.supervisor.start()
        manager = self.serverapp.kernel_manager if self.serverapp else None
        # a gateway's manager knows its kernels by request only
        if manager is not None and hasattr(manager, "get_kernel"):
            data = self.supervisor.data
            self.activity = ActivityReporter(manager, lambda: published_address(data), self.log)
            self.activity.start()
        if self.adoption is not None:
            await self.adoption.run(self.supervisor.address)

    async def stop_extension(self) -> None:
        """Kernels first: those in containers can be ended only while the server runs."""
        self.supervisor.close()
        if self.activity is not None:
            self.activity.stop()
            await self.activity.end_kernels(END_WITHIN)
        await self.supervisor.stop()

    def _find_kernels_again(self, data: Path) -> None:
        sessions = getattr(self.serverapp, "session_manager", None)
        # whoever keeps sessions elsewhere, or kernels behind a gateway, goes on to do so
        if type(sessions) is SessionManager and sessions.database_filepath == ":memory:":
            records = KernelRecords(data)
            self.adoption = Adoption(records, self.serverapp, self.log)
            if records.sessions is not None:
                sessions.database_filepath = str(records.sessions)

    def _offer_kernelspecs(self, folder: Path) -> None:
        """Compute instances appear as kernels: the server writes their kernelspecs there."""
        assert self.serverapp is not None
        manager = self.serverapp.kernel_spec_manager
        # a gateway's manager has no folders: its kernels run elsewhere
        if manager is not None and hasattr(manager, "kernel_dirs"):
            manager.kernel_dirs = [*manager.kernel_dirs, str(folder)]
