"""Requests made up from the server's own description must never make it fall over.

Starts a server from its sources on a throw-away data folder (``npm run build`` first: it loads
the built ``@atelier-ml/api`` and ``@atelier-ml/sdk``), then lets Schemathesis send valid and
invalid requests to every route, with real names in the paths so that they get past the door.
"""

import os
import re

import pytest

schemathesis = pytest.importorskip("schemathesis")
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from running_server import Server  # noqa: E402
from schemathesis import GenerationMode  # noqa: E402

EXAMPLES = int(os.environ.get("ATELIER_FUZZ_EXAMPLES", "15"))
RUN = "a" * 32


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("fuzz") / "data")
    running.experiment = running.ask(
        "POST", "/api/workspaces/default/experiments", {"name": "known"}
    )["id"]
    entries = [
        {"seq": 1, "at": 1, "type": "start", "experiment": "known"},
        {"seq": 2, "at": 2, "type": "metric", "key": "loss", "value": 0.5, "step": 1},
        {"seq": 3, "at": 3, "type": "end", "status": "finished"},
    ]
    running.ask(
        "POST",
        f"/api/workspaces/default/runs/{RUN}/journal",
        {"source": "b" * 32, "entries": entries},
    )
    yield running
    running.stop()


@pytest.fixture(scope="module", params=["", "/mlflow"], ids=["own", "mlflow"])
def api(request, server):
    base = server.url + request.param
    schema = schemathesis.openapi.from_url(f"{base}/openapi.json", headers=server.headers)
    schema.config.update(base_url=base)
    return schema


# The event stream never ends by itself.
LEFT_OUT = {"/api/events"}
DECLINED = {"/api/2.0/mlflow-artifacts/presigned/{path}"}
# Whether an engine elsewhere answers, and how, is not up to the server.
ELSEWHERE = re.compile(r"/attached-compute(/\{attached\}(/test)?)?$")
# What a registry, or an engine that cannot reach one, answers is passed on as such.
PASSED_ON = re.compile(r"/(registries/(\{host\}|pull|push)|push|pull)$")


# Instances that are processes are refused what only containers can do.
CONTAINERS_ONLY = re.compile(r"/compute(/\{instance\})?$")


def try_operation(operation, mode, server) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case) -> None:
        # What exists, so that requests get past the door; it is only to be deleted in vain.
        known = {"workspace": "default"}
        if case.method.upper() != "DELETE":
            known |= {"run": RUN, "experiment": server.experiment}
        parameters = case.path_parameters or {}
        parameters.update({name: known[name] for name in parameters if name in known})
        response = case.call(headers=server.headers, timeout=60)
        # Addresses of another store are not offered; MLflow's clients go on without.
        declined = (
            (
                response.status_code == 501
                and (
                    operation.path in DECLINED or CONTAINERS_ONLY.search(operation.path) is not None
                )
            )
            or (
                response.status_code in (501, 502, 503)
                and ELSEWHERE.search(operation.path) is not None
            )
            or (response.status_code == 502 and PASSED_ON.search(operation.path) is not None)
        )
        assert declined or response.status_code < 500, f"{case.as_curl_command()}\n{response.text}"
        if response.status_code >= 400:
            assert response.content, f"{case.as_curl_command()}\n{response.status_code}: no content"
            said = response.json()
            error = said.get("error", said)
            assert error.get("code") or error["error_code"]
            assert error["message"]

    send()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_makes_the_server_fail(api, server, mode):
    seen = 0
    for result in api.get_all_operations():
        operation = result.ok()
        if operation.path in LEFT_OUT:
            continue
        try:
            try_operation(operation, mode, server)
        except Unsatisfiable:
            # Nothing invalid can be made up for a route without parameters.
            continue
        seen += 1
    assert seen > 30


def test_the_server_is_still_up(server):
    assert server.ask("GET", "/api/health")["status"] == "ok"
    history = server.ask("GET", f"/api/workspaces/default/runs/{RUN}/history")
    assert history["position"] >= 3
