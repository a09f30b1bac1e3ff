"""Passes requests on to the Atelier server, both ways chunk by chunk with back-pressure."""

from __future__ import annotations

import getpass
import json
import re
from collections.abc import Awaitable
from typing import Any

from atelier.data_folder import ServerAddress
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import ensure_async
from tornado import httputil, web
from tornado.http1connection import HTTP1Connection
from tornado.iostream import IOStream, StreamClosedError

from .answers import JsonErrors
from .connection import UNLIMITED, http_client
from .errors import SERVER_UNREACHABLE, ServerDown
from .supervisor import Supervisor
from .tunnel import open_tunnel

LOCAL_USER = "local"
"""Who asks on the command line, and in programs."""
HOP_BY_HOP = {
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
CREDENTIALS = {"authorization", "cookie", "x-xsrftoken", "x-csrftoken"}
OWN_PREFIX = "x-atelier-"
FORWARDED = {"forwarded", "x-forwarded-prefix", "x-forwarded-host", "x-forwarded-proto"}
NOT_PASSED_BACK = {*HOP_BY_HOP, "set-cookie", "content-security-policy"}
SECRET_ARGUMENT = re.compile(r"(?:token|_xsrf)=", re.IGNORECASE)
BODY_METHODS = {"POST", "PUT", "PATCH"}
REPEATABLE = {"GET", "HEAD"}


class Forwarder(JsonErrors, JupyterHandler):
    """What both proxies share: connect in `prepare`, stream the body up, the answer down."""

    def initialize(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._prefix = str(self.settings["base_url"]).rstrip("/") + "/atelier"
        self._stream: IOStream | None = None
        self._upstream: HTTP1Connection | None = None

    def credentials(self, server: ServerAddress) -> dict[str, str]:
        """The headers that say to the server who asks."""
        raise NotImplementedError

    @property
    def _method(self) -> str:
        return self.request.method or "GET"

    @property
    def _is_upgrade(self) -> bool:
        return bool(self.request.headers.get("Upgrade", "").lower() == "websocket")

    async def _open(self) -> None:
        """Connect to the server and send the head of the request; 503 if it is down."""
        chunked = "chunked" in self.request.headers.get("Transfer-Encoding", "").lower()
        if chunked and self._method not in BODY_METHODS:
            raise web.HTTPError(411, f"a {self._method} request needs a Content-Length")
        assert self.request.connection is not None
        # the server has its own limit and answers with its own error
        self.request.connection.set_max_body_size(UNLIMITED)  # type: ignore[attr-defined]
        await self._ask()

    async def _ask(self) -> None:
        try:
            server, self._stream = await self._supervisor.connect()
        except ServerDown as down:
            self.fail(503, down.code, down.message, down.remedy)
            return
        self._sent_head = self._head(server)
        if not self._is_upgrade:
            self._upstream = http_client(self._stream)
            start = httputil.RequestStartLine(self._method, self._target(), "HTTP/1.1")
            await self._upstream.write_headers(start, self._sent_head)

    def _target(self) -> str:
        """Path and query for the server, without what belongs to Jupyter's login."""
        rest = (self.request.uri or "")[len(self._prefix) :] or "/"
        path, mark, query = rest.partition("?")
        kept = [part for part in query.split("&") if not SECRET_ARGUMENT.match(part)]
        return path + (mark + "&".join(kept) if query and kept else "")

    def _head(self, server: ServerAddress) -> httputil.HTTPHeaders:
        head = httputil.HTTPHeaders()
        dropped = HOP_BY_HOP | CREDENTIALS | FORWARDED
        for name, value in self.request.headers.get_all():
            if name.lower() not in dropped and not name.lower().startswith(OWN_PREFIX):
                head.add(name, value)
        head["Host"] = "atelier"
        head["X-Forwarded-Prefix"] = self._prefix
        head["X-Forwarded-Host"] = self.request.host
        head["X-Forwarded-Proto"] = self.request.protocol
        for name, value in self.credentials(server).items():
            head[name] = value
        return head

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._send(chunk) if self._upstream is not None else None

    async def _send(self, chunk: bytes) -> None:
        assert self._upstream is not None
        try:
            await self._upstream.write(chunk)
        except StreamClosedError:
            # the server has had enough; what it answered, if anything, is read below
            self._upstream = None

    async def _forward(self, *_path: str) -> None:
        if self._is_upgrade:
            await self._open_tunnel()
            return
        complete = await self._relay()
        if not complete and not self._headers_written and self._method in REPEATABLE:
            # the server was just going away: what changes nothing is asked again
            self._hang_up()
            await self._ask()
            complete = self._finished or await self._relay()
        if complete or self._finished:
            return
        if self._headers_written:
            self._break_off()
        else:
            self.fail(
                502,
                SERVER_UNREACHABLE,
                "The Atelier server broke off.",
                "Try again; if it happens again, look at the server's log.",
            )

    async def _relay(self) -> bool:
        """Read the answer into ours; False when it broke off."""
        if self._upstream is None:
            return False
        try:
            self._upstream.finish()
            return await self._upstream.read_response(_Answer(self))
        except StreamClosedError:
            return False

    def _break_off(self) -> None:
        """End the connection in mid-answer: a half answer must not look like a whole one."""
        assert self.request.connection is not None
        self._finished = True
        self.request.connection.detach().close()  # type: ignore[attr-defined]
        self.on_finish()

    async def _open_tunnel(self) -> None:
        assert self._stream is not None
        head = self._sent_head
        head["Connection"] = "Upgrade"
        head["Upgrade"] = "websocket"
        refusal = await open_tunnel(self._stream, self._target(), head, self.detach)
        if refusal is not None:
            self.fail(refusal, SERVER_UNREACHABLE, "The Atelier server refused the WebSocket.")

    def on_connection_close(self) -> None:
        self._hang_up()
        super().on_connection_close()

    def on_finish(self) -> None:
        self._hang_up()
        super().on_finish()

    def _hang_up(self) -> None:
        if self._stream is not None and not self._is_upgrade:
            self._stream.close()

    def compute_etag(self) -> None:
        """The server tags its answers itself."""


class _Answer(httputil.HTTPMessageDelegate):
    """Writes the server's answer into the handler as it comes."""

    def __init__(self, handler: Forwarder) -> None:
        self._handler = handler

    async def headers_received(
        self,
        start_line: httputil.RequestStartLine | httputil.ResponseStartLine,
        headers: httputil.HTTPHeaders,
    ) -> None:
        assert isinstance(start_line, httputil.ResponseStartLine)
        if start_line.code < 200:
            return
        handler = self._handler
        handler.set_status(start_line.code, start_line.reason)
        handler.clear_header("Content-Type")
        for name, value in headers.get_all():
            if name.lower() in NOT_PASSED_BACK:
                continue
            if name.lower() == "location" and value.startswith("/") and value[1:2] != "/":
                value = handler._prefix + value
            handler.add_header(name, value)
        # what a user has stored (an HTML artifact, say) must not act with the user's login
        handler.set_header(
            "Content-Security-Policy", f"{handler.content_security_policy}; sandbox allow-scripts"
        )
        handler.set_header("X-Content-Type-Options", "nosniff")
        if "text/event-stream" in headers.get("Content-Type", ""):
            handler._transforms = []  # compression would hold events back
            handler.set_header("X-Accel-Buffering", "no")
        await handler.flush()

    async def data_received(self, chunk: bytes) -> None:
        self._handler.write(chunk)
        await self._handler.flush()


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name, as in containers
        return ""


@web.stream_request_body
class StudioProxy(Forwarder):
    """`<base>atelier/*` for users of this Jupyter server: its login, its XSRF check, its rights."""

    auth_resource = "atelier"

    async def prepare(self) -> None:  # type: ignore[override]
        checked: Any = super().prepare(_redirect_to_login=False)
        while checked is not None:  # Jupyter's may answer an awaitable of an awaitable
            checked = await checked
        if self._finished:
            return
        if self.current_user is None:
            raise web.HTTPError(403)
        action = "read" if self.request.method in {"GET", "HEAD", "OPTIONS"} else "write"
        allowed = self.authorizer.is_authorized(self, self.current_user, action, self.auth_resource)
        if not await ensure_async(allowed):
            raise web.HTTPError(403, f"{self.current_user.username} may not {action} the studio")
        if not self.check_origin():
            raise web.HTTPError(403, "this request comes from another site")
        await self._open()

    def credentials(self, server: ServerAddress) -> dict[str, str]:
        user = self.current_user
        assert user is not None
        # one token or password for all: Jupyter then makes up a name for each browser
        is_one_person = type(self.identity_provider) in (IdentityProvider, PasswordIdentityProvider)
        known = (LOCAL_USER, _account()) if is_one_person else (user.username, user.name)
        return {
            "Authorization": f"Bearer {server.token}",
            "X-Atelier-User": json.dumps(dict(zip(("username", "name"), known, strict=True))),
        }

    get = head = post = put = patch = delete = options = Forwarder._forward


@web.stream_request_body
class KeyProxy(Forwarder):
    """
    For callers who have a key and no login here: of endpoints, and those who upload parts of files.

    Neither the studio's token nor a user goes along: the server checks the key of the endpoint or
    of the upload.
    """

    async def prepare(self) -> None:  # type: ignore[override]
        self.current_user = self._jupyter_current_user = None
        if not self.check_host():
            raise web.HTTPError(403, "this server answers to local names only")
        path = (self.request.path or "").lower().replace("%2e", ".")
        if "/../" in path or path.endswith("/..") or "\\" in path or self._is_upgrade:
            raise web.HTTPError(400, "not an address for who has a key")
        await self._open()

    def check_xsrf_cookie(self) -> None:
        """No cookie is passed on, so there is nothing that another site could abuse."""

    def credentials(self, server: ServerAddress) -> dict[str, str]:
        key = self.request.headers.get("Authorization")
        return {"Authorization": key} if key else {}

    @allow_unauthenticated
    async def _relay_with_key(self, *path: str) -> None:
        await self._forward(*path)

    get = head = post = put = patch = delete = options = _relay_with_key
