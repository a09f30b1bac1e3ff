"""The data folder, and what the running server tells in it about itself."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path


def data_folder(configured: str = "") -> Path:
    """The folder with everything that Atelier keeps: configured, `ATELIER_DATA`, or the default."""
    chosen = configured or os.environ.get("ATELIER_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    shared = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return (Path(shared).expanduser() / "atelier").absolute()


@dataclass(frozen=True)
class ServerAddress:
    """Where a server listens (`unix:/path` or `http://host:port`) and the token it wants."""

    url: str
    token: str
    pid: int | None = None

    def __repr__(self) -> str:
        return f"ServerAddress(url={self.url!r}, pid={self.pid!r})"


def read_token(file: Path) -> str:
    return file.read_text("utf-8").strip()


def published_address(data: Path) -> ServerAddress | None:
    """What `server.json` says; None when there is no such file, or no sense in it."""
    try:
        said = json.loads((data / "server.json").read_text("utf-8"))
        token = read_token(Path(said["tokenFile"]))
        pid = said.get("pid")  # of another machine it says nothing
        return ServerAddress(str(said["url"]), token, None if pid is None else int(pid))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
