"""The one error of this package: the Atelier server can't be used, and why."""

from __future__ import annotations

from typing import Any

SERVER_UNREACHABLE = "server-unreachable"


class ServerDown(Exception):  # noqa: N818 - a state, not a mistake
    """The Atelier server can't be used now. Carries a stable code, a sentence and a remedy."""

    def __init__(self, message: str, remedy: str, code: str = SERVER_UNREACHABLE) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.code = code

    @classmethod
    def from_server(cls, error: object) -> ServerDown:
        """From the `error` that the server printed before it gave up."""
        fields: dict[str, Any] = error if isinstance(error, dict) else {}
        return cls(
            str(fields.get("message") or "The Atelier server did not start."),
            str(fields.get("remedy") or "Look at the server's log, then restart it."),
            str(fields.get("code") or SERVER_UNREACHABLE),
        )

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message, "remedy": self.remedy}


def error_body(code: str, message: str, remedy: str | None = None) -> dict[str, Any]:
    """The body of every answer that is not a success, as the server's own interface has it."""
    error = {"code": code, "message": message}
    if remedy:
        error["remedy"] = remedy
    return {"error": error}
