"""Where the server is looked for and whose assets are meant, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .data_folder import (
    ServerAddress,
    data_folder,
    published_address,
    read_token,
)
from .errors import AtelierError

REMEDY = "Open the studio in JupyterLab or run `atelier server`, then try again."


@dataclass(frozen=True)
class Configuration:
    data: Path
    url: str | None
    token: str | None
    token_file: Path | None
    workspace: str
    """Id or name; `~` is the one that the user has made active."""
    notebook: str | None
    """Path of the notebook that this kernel runs, as Jupyter has told it."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Configuration:
        file = environment.get("ATELIER_TOKEN_FILE")
        return cls(
            data=data_folder(),
            url=environment.get("ATELIER_URL") or None,
            token=environment.get("ATELIER_TOKEN") or None,
            token_file=Path(file) if file else None,
            workspace=environment.get("ATELIER_WORKSPACE") or "~",
            notebook=environment.get("JPY_SESSION_NAME") or None,
        )

    def discover(self) -> ServerAddress:
        """
        The server now: asked anew each time, so that one that came back elsewhere is found.

        Raises AtelierError `server-unreachable` or `unauthenticated`.
        """
        if self.url is None:
            found = published_address(self.data)
            if found is None:
                raise AtelierError(
                    "server-unreachable",
                    f"No Atelier server is running for the data folder {self.data}.",
                    REMEDY,
                )
            return ServerAddress(found.url.rstrip("/"), self.token or found.token)
        return ServerAddress(self.url.rstrip("/"), self.token or self.stored_token())

    def stored_token(self) -> str:
        file = self.token_file or self.data / "token"
        try:
            return read_token(file)
        except OSError as error:
            raise AtelierError(
                "unauthenticated",
                f"The token file {file} cannot be read.",
                "Check that it exists and belongs to you, or set ATELIER_TOKEN.",
            ) from error
