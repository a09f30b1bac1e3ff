"""Who may ask the studio, and what the Atelier server learns of them."""

import getpass
import http.cookies
import json

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

pytestmark = pytest.mark.usefixtures("data")
PATHS = ["/api/anything", "/", "/_supervisor", "/_journals", "/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
async def test_refuses_who_is_not_logged_in(path, fetch, answer):
    response = await fetch(path, headers={})
    assert response.code == 403
    assert answer(response)["error"]["code"] == "forbidden"


@pytest.mark.parametrize(
    "path", ["/api/anything", "/_supervisor/restart", "/_journals/send", "/_tour"]
)
async def test_refuses_writes_of_who_is_not_logged_in(path, fetch):
    assert (await fetch(path, method="POST", headers={}, body="{}")).code == 403


async def test_passes_a_request_on_with_the_studio_token_and_the_user(fetch, answer, data):
    response = await fetch("/api/runs?name=a%20b&limit=2")
    seen = answer(response)
    assert response.code == 200
    assert seen["url"] == "/api/runs?name=a%20b&limit=2"
    assert seen["headers"]["authorization"] == f"Bearer {(data / 'token').read_text()}"
    # as on the command line: with one token for all there is one user
    user = {"username": "local", "name": getpass.getuser()}
    assert json.loads(seen["headers"]["x-atelier-user"]) == user


@pytest.mark.parametrize(
    ("path", "query"),
    [("/mlflow/", ""), ("/mlflow", ""), ("/workspaces/a b/mlflow/", "?atelier-workspace=a+b")],
)
async def test_addresses_that_mlflows_client_prints_lead_to_lab(path, query, fetch, jp_base_url):
    response = await fetch(path.replace(" ", "%20"), follow_redirects=False)
    assert response.code == 302
    assert response.headers["Location"] == f"{jp_base_url}lab{query}"
    assert (await fetch("/mlflow/", headers={}, follow_redirects=False)).code in (302, 403)


async def test_keeps_jupyters_secrets_to_itself(fetch, answer, jp_serverapp):
    token = jp_serverapp.identity_provider.token
    response = await fetch(
        f"/api/x?token={token}&keep=1&_xsrf=2",
        headers={
            "Authorization": f"token {token}",
            "Cookie": "session=secret",
            "X-XSRFToken": "secret",
            "X-Atelier-User": '{"username":"root"}',
            "X-Atelier-Role": "admin",
        },
    )
    seen = answer(response)
    assert seen["url"] == "/api/x?keep=1"
    assert token not in json.dumps(seen)
    assert "secret" not in json.dumps(seen)
    assert json.loads(seen["headers"]["x-atelier-user"])["username"] != "root"
    assert "x-atelier-role" not in seen["headers"]
    assert "own=1" not in response.headers.get_list("Set-Cookie")


@pytest.fixture
def log_in(base, jp_serverapp):
    """Log in as a browser does, with the token in the address; answers the cookies."""

    async def visit():
        jar = http.cookies.SimpleCookie()
        login = f"{base.removesuffix('atelier')}login"
        for page in (login, f"{login}?token={jp_serverapp.identity_provider.token}"):
            response = await AsyncHTTPClient(force_instance=True).fetch(
                page, follow_redirects=False, raise_error=False
            )
            for line in response.headers.get_list("Set-Cookie"):
                jar.load(line)
        return {name: morsel.value for name, morsel in jar.items()}

    return visit


def cookies(jar):
    return "; ".join(f"{name}={value}" for name, value in jar.items())


async def test_a_write_of_a_browser_needs_the_xsrf_token(log_in, fetch):
    browser = await log_in()
    headers = {"Cookie": cookies(browser)}
    assert (await fetch("/api/x", method="PUT", body="1", headers=headers)).code == 403
    headers["X-XSRFToken"] = browser["_xsrf"]
    assert (await fetch("/api/x", method="PUT", body="1", headers=headers)).code == 200
    headers["Origin"] = "http://evil.example"
    assert (await fetch("/api/x", method="PUT", body="1", headers=headers)).code in (403, 404)


async def test_a_restart_by_a_browser_needs_the_xsrf_token(log_in, fetch):
    browser = await log_in()
    headers = {"Cookie": cookies(browser)}
    assert (await fetch("/_supervisor/restart", method="POST", headers=headers)).code == 403
    assert (await fetch("/_tour", method="POST", headers=headers)).code == 403


async def test_a_page_of_another_site_reads_nothing(log_in, fetch):
    browser = await log_in()
    headers = {"Cookie": cookies(browser), "Origin": "http://evil.example"}
    assert (await fetch("/api/x", headers=headers)).code == 403


async def test_a_web_socket_is_echoed_to_a_user_and_to_nobody_else(base, log_in):
    browser = await log_in()
    address = base.replace("http://", "ws://") + "/ws"
    own = {"Cookie": cookies(browser)}
    socket = await websocket_connect(HTTPRequest(address, headers=own))
    await socket.write_message("hello")
    assert await socket.read_message() == "hello"
    socket.close()
    for headers in ({}, {**own, "Origin": "http://evil.example"}):
        with pytest.raises(HTTPClientError) as refused:
            await websocket_connect(HTTPRequest(address, headers=headers))
        assert refused.value.code == 403


async def test_a_refused_upgrade_leaves_no_way_past_the_checks(base, log_in):
    browser = await log_in()
    address = base.replace("http://", "ws://") + "/not-a-socket"
    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(HTTPRequest(address, headers={"Cookie": cookies(browser)}))
    assert refused.value.code == 404


async def test_scoring_needs_no_login_and_forwards_the_endpoint_key_alone(fetch, answer, data):
    response = await fetch(
        "/endpoints/main/diabetes/score",
        method="POST",
        body='{"inputs":[{}]}',
        headers={
            "Authorization": "Bearer endpoint-key",
            "Cookie": "session=secret",
            "X-Atelier-User": '{"username":"root"}',
        },
    )
    seen = answer(response)
    assert response.code == 200
    assert seen["url"] == "/endpoints/main/diabetes/score"
    assert seen["headers"]["authorization"] == "Bearer endpoint-key"
    assert "cookie" not in seen["headers"]
    assert "x-atelier-user" not in seen["headers"]
    assert (data / "token").read_text() not in json.dumps(seen)


async def test_a_login_here_is_no_key_to_an_endpoint(log_in, fetch, answer):
    browser = await log_in()
    headers = {"Cookie": cookies(browser)}
    seen = answer(await fetch("/endpoints/main/d/score", method="POST", body="{}", headers=headers))
    assert "authorization" not in seen["headers"]
    assert "cookie" not in seen["headers"]


@pytest.mark.parametrize("way", ["..", "%2e%2e", ".%2E"])
async def test_the_scoring_address_leads_nowhere_else(way, fetch):
    response = await fetch(f"/endpoints/{way}/api/runs", headers={})
    assert response.code in (400, 403)


async def test_stored_pages_are_shown_without_the_users_rights(fetch):
    response = await fetch("/api/x")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_redirects_stay_below_the_base_url(fetch, jp_serverapp):
    response = await fetch("/api/redirect", follow_redirects=False)
    assert response.headers["Location"] == f"{jp_serverapp.base_url}atelier/x"
