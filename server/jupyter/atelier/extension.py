"""Loads and unloads the IPython extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .client import Client
from .configuration import Configuration
from .magics import AssetMagics, JobMagics, TrackingMagics
from .tracking_link import TrackingLink

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_links: dict[int, tuple[TrackingLink, dict[str, object]]] = {}


def load(shell: InteractiveShell) -> None:
    """Raises AtelierError when no server can be found; nothing is changed then."""
    if id(shell) in _links:
        return
    client = Client(Configuration.read())
    client.configuration.discover()
    link = TrackingLink(shell, client)
    link.attach()
    replaced = {"run": shell.find_line_magic("run")}  # type: ignore[no-untyped-call]
    shell.register_magics(TrackingMagics(shell, client))
    shell.register_magics(AssetMagics(shell, client, link))
    shell.register_magics(JobMagics(shell, client))
    _links[id(shell)] = (link, replaced)


def unload(shell: InteractiveShell) -> None:
    loaded = _links.pop(id(shell), None)
    if loaded is None:
        return
    link, replaced = loaded
    link.detach()
    magics = shell.magics_manager.magics
    lines = ["log", "data", "model", "deploy", "job"]
    for kind, names in (("cell", ["track", "job"]), ("line", lines)):
        for name in names:
            magics[kind].pop(name, None)
    magics["line"].update(replaced)
