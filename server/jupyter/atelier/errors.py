"""Errors with a stable code, a sentence and what to do about it."""

from __future__ import annotations

from typing import Any


class AtelierError(Exception):
    """
    Shown by IPython without a traceback: message and remedy say what the user needs.

    `code` is stable, e.g. `not-found`; programs may branch on it.
    """

    def __init__(self, code: str, message: str, remedy: str | None = None) -> None:
        super().__init__(f"{message} {remedy}" if remedy else message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def _render_traceback_(self, *_: Any) -> list[str]:
        """Asked for by IPython."""
        return [f"{self.code}: {self}"]

    @classmethod
    def from_answer(cls, status: int, body: Any) -> AtelierError:
        """From the body of an answer that is no success."""
        error = body.get("error") if isinstance(body, dict) else None
        if not isinstance(error, dict) or "message" not in error:
            return cls("internal", f"The server answered with status {status}.")
        return cls(str(error.get("code")), str(error["message"]), error.get("remedy"))


def misuse(problem: str, usage: str) -> AtelierError:
    return AtelierError("invalid-input", problem, f"Usage:\n{usage}")
