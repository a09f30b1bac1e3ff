"""`%load_ext atelier`: MLflow's client logs into the studio, and runs know their cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from atelier.run_display import RUN_MEDIA_TYPE
from python_kernel import Kernel, Server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder / "data")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def kernel(folder: Path, server: Server) -> Iterator[Kernel]:
    kernel = Kernel(folder / "data", folder / "mushrooms.ipynb")
    assert kernel.run("%load_ext atelier").error == ""
    yield kernel
    kernel.stop()


def hash_of(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def test_a_run_is_shown_below_its_cell_and_keeps_the_cell_as_it_was(kernel, server):
    source = (
        "import mlflow\nwith mlflow.start_run(run_name='first'):\n    mlflow.log_metric('auc', 0.8)"
    )
    result = kernel.run(source, "cell-a")
    assert result.error == ""
    run = server.runs()[0]
    assert (run["name"], run["status"]) == ("first", "finished")
    assert run["metrics"]["auc"]["last"] == 0.8
    live = result.shown(RUN_MEDIA_TYPE)
    assert {each["run"] for each in live} == {run["id"]}
    assert "auc: 0.8" in result.displays[-1]["text/plain"]
    kernel.run("%unload_ext atelier\n%load_ext atelier")  # sends what waits
    [cell] = server.runs()[0]["cells"]
    assert (cell["cellId"], cell["source"]) == ("cell-a", source)
    assert cell["sourceHash"] == hash_of(source)


def test_every_cell_that_ran_while_a_run_was_open_is_kept_in_order(kernel, server):
    kernel.run("%run start --experiment cells --name long", "one")
    kernel.run("x = 1", "two")
    kernel.run("%log loss=(x / 2) note='half'", "three")
    kernel.run("%run end", "four")
    kernel.run("x = 2", "five")
    kernel.run("%unload_ext atelier\n%load_ext atelier")
    run = server.runs()[0]
    assert (run["experimentName"], run["name"], run["status"]) == ("cells", "long", "finished")
    assert [cell["cellId"] for cell in run["cells"]] == ["one", "two", "three", "four"]
    assert run["metrics"]["loss"]["last"] == 0.5
    assert run["params"]["note"] == "half"


def test_a_tracked_cell_is_a_run_and_its_last_expression_is_its_value(kernel, server):
    result = kernel.run("%%track --name tracked\nscore = 0.9\n%log score=score\nscore + 1", "t")
    assert result.displays[-1].get("text/plain") or result.displays
    assert [bundle["text/plain"] for bundle in result.displays if bundle.get("text/plain") == "1.9"]
    run = server.runs()[0]
    # the experiment is named after the notebook
    assert (run["experimentName"], run["name"], run["status"]) == (
        "mushrooms",
        "tracked",
        "finished",
    )


def test_a_tracked_cell_that_fails_is_a_failed_run_and_a_failed_cell(kernel, server):
    result = kernel.run("%%track --name broken\n1 / 0")
    assert result.status == "error"
    assert result.error == "division by zero"
    assert (server.runs()[0]["name"], server.runs()[0]["status"]) == ("broken", "failed")
    assert "No run is open" in kernel.run("%run status").displays[-1]["text/plain"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("%log loss=1", "No run is open."),
        ("%log", "Nothing to log"),
        ("%log loss=1 / 2", "“/” is no name=value; an expression with spaces goes into brackets."),
        ("%data nowhere", "There is no dataset"),
        ("%data save missing.csv --name x", "neither a variable nor a file"),
        ("%data save 5 --name x --wrong", "There is no option --wrong."),
        ("%model nothing", "There is no"),
        ("%deploy a b", "%deploy needs one model."),
        ("%%job one two\n1", "%%job does not know what “one” is."),
        ("%%job --input fruit\n1", "--input takes NAME=DATASET."),
        ("%%job rate=nowhere\n1", "The value of “rate” cannot be computed"),
        ("%%job rate=[1]\n1", "neither text nor a number nor a boolean"),
        ("%%job --cluster nowhere\n1", "There is no cluster"),
        ("%%job\n!ls", "Line 1 of the cell is no Python"),
        ("%job list --cluster local", "%job takes no --cluster: it is for %%job, above a cell."),
        ("%job dance 0", "%job does not know what “dance 0” asks for."),
        ("%job cancel", "%job does not know what “cancel” asks for."),
        ("%job " + "0" * 32, "There is no such job"),
        ("%deploy score", "%deploy score needs an endpoint and a row."),
    ],
)
def test_a_mistake_is_said_in_a_sentence(kernel, source, said):
    result = kernel.run(source)
    assert result.status == "error"
    assert said in result.error


def test_a_table_goes_into_a_dataset_and_comes_back(kernel):
    kernel.run("import pandas\nframe = pandas.DataFrame({'a': [1, 2], 'b': ['x', None]})")
    saved = kernel.run("%data save frame --name little")
    assert "little, version 1" in saved.displays[-1]["text/plain"]
    kernel.run("%data little --as back")
    assert kernel.run("print(back.equals(frame), len(back))").text == "True 2\n"


SEEN = """
import http.server, threading
seen = []
class Other(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        seen.append(self.headers.get("Authorization"))
        self.send_error(400)
    do_GET = do_POST
    def log_message(self, *words): pass
other = http.server.HTTPServer(("127.0.0.1", 0), Other)
threading.Thread(target=other.serve_forever, daemon=True).start()
client = mlflow.MlflowClient(f"http://127.0.0.1:{other.server_port}")
try:
    client.search_experiments()
except mlflow.MlflowException:
    print(seen)
other.shutdown()
"""


def test_the_token_of_the_studio_goes_to_nobody_else(kernel, server):
    assert kernel.run(SEEN).text == "[None]\n"
    own = "import os; os.environ['MLFLOW_TRACKING_TOKEN'] = 'of another server'\n"
    assert kernel.run(own + SEEN).text == "['Bearer of another server']\n"
    kernel.run("mlflow.start_run(run_name='among others'); mlflow.end_run()")
    assert server.runs()[0]["name"] == "among others"
    kernel.run("del os.environ['MLFLOW_TRACKING_TOKEN']")


def test_programs_that_a_notebook_starts_log_in_as_well(kernel, server):
    program = "import mlflow; mlflow.start_run(run_name='a program'); mlflow.end_run()"
    kernel.run(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {program!r}])")
    assert (server.runs()[0]["name"], server.runs()[0]["status"]) == ("a program", "finished")


JOB = """
import os
print(os.environ["ATELIER_PARAM_rate"], os.environ["ATELIER_PARAM_word"], os.listdir("inputs/fruit"))
"""


def test_a_cell_is_submitted_as_a_job_with_params_and_inputs(kernel, server):
    kernel.run("import numpy\nbest = numpy.float64(0.25)")
    kernel.run("frame = __import__('pandas').DataFrame({'a': [1]})\n%data save frame --name fruit")
    line = "%%job rate=(best * 2) word='two words' --name sweep --input fruit=fruit --follow"
    result = kernel.run(line + JOB)
    assert result.error == ""
    assert result.text.startswith("0.5 two words ['fruit")
    assert "finished" in result.displays[-1]["text/plain"]
    job = server.jobs()[0]
    assert (job["name"], job["state"], job["cluster"]["name"]) == ("sweep", "finished", "local")
    logs = kernel.run(f"%job logs {job['id']}").displays[-1]["text/plain"]
    assert logs == result.text.strip()


def test_jobs_are_listed_shown_followed_and_cancelled(kernel, server):
    kernel.run("%%job --name patient\nimport time\nprint('begun', flush=True)\ntime.sleep(600)")
    job = server.jobs()[0]["id"]
    assert job in kernel.run("%job").displays[-1]["text/plain"]
    assert "Job patient" in kernel.run(f"%job {job}").displays[-1]["text/plain"]
    assert kernel.run(f"%job cancel {job}").error == ""
    followed = kernel.run(f"%job follow {job}")
    assert followed.status == "error"
    assert followed.error.startswith("The job “patient” has been cancelled.")
    shown = kernel.run(f"%job {job}").displays[-1]
    assert "jobs:open-job" in shown["text/html"]
    assert kernel.run("print(_.wait().state)").text == "cancelled\n"
    assert job not in kernel.run("%job list").displays[-1]["text/plain"]


def test_a_job_that_fails_fails_the_cell_that_follows_it(kernel):
    result = kernel.run("%%job --name wrong --follow\nraise SystemExit(3)")
    assert result.status == "error"
    assert result.error.startswith("The job “wrong” has failed. Exit code 3.")
    told = kernel.run("print(get_ipython().find_line_magic('job').__doc__)")
    assert "--cluster C" in told.text


def test_run_still_runs_scripts(kernel, folder):
    (folder / "script.py").write_text("print('from a script')")
    assert kernel.run("%run script.py").text == "from a script\n"


def test_a_server_that_was_killed_and_came_back_is_found_again(kernel, server):
    kernel.run("%run start --experiment faults --name survivor")
    server.kill()
    server.start_again()
    assert kernel.run("%log loss=0.25").error == ""
    kernel.run("%run end")
    run = server.runs()[0]
    assert (run["name"], run["status"]) == ("survivor", "finished")
    assert run["metrics"]["loss"]["last"] == 0.25


def test_unloading_takes_everything_back(kernel):
    kernel.run("%unload_ext atelier")
    environment = "import os; print('MLFLOW_TRACKING_URI' in os.environ)"
    assert kernel.run(environment).text == "False\n"
    assert kernel.run("%track").status == "error"
    assert kernel.run("%load_ext atelier").error == ""


def test_without_a_server_it_says_what_to_do(tmp_path):
    kernel = Kernel(tmp_path / "empty", tmp_path / "a.ipynb")
    try:
        result = kernel.run("%load_ext atelier")
        assert result.status == "error"
        assert "No Atelier server is running" in result.error
    finally:
        kernel.stop()
