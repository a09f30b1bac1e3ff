"""Errors of our own handlers in the form of the server's interface."""

from __future__ import annotations

from http.client import responses
from typing import Any

from tornado import web

from .errors import error_body

CODES = {
    400: "invalid-input",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    411: "invalid-input",
    413: "too-large",
}


class JsonErrors(web.RequestHandler):
    """Mix-in: every error is answered as `{"error": {code, message, remedy?}}`."""

    def fail(self, status: int, code: str, message: str, remedy: str | None = None) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(error_body(code, message, remedy))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        raised = kwargs.get("exc_info", (None, None))[1]
        message = responses.get(status_code, "error")
        if isinstance(raised, web.HTTPError) and raised.log_message:
            message = raised.log_message
        remedy = "Log in to Jupyter, or reload the page." if status_code in (401, 403) else None
        self.fail(status_code, CODES.get(status_code, "internal"), message, remedy)
