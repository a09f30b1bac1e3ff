"""`%%track`, `%log`, `%run`: runs and what is logged in them, through MLflow's client."""

from __future__ import annotations

import ast
import re
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from ..arguments import Arguments, parse_arguments
from ..client import Client
from ..errors import AtelierError, misuse
from ..tables import Table
from .values import evaluated

if TYPE_CHECKING:
    from collections.abc import Iterator


TRACK = """%%track [--experiment NAME] [--name NAME] [--keep-open]
%%track --experiment diabetes --name "logistic regression\""""
LOG = """%log NAME=VALUE … [--step N]
%log loss=0.31 auc=score --step epoch
A value is an expression over the variables of the cells; what is no number is logged as a param."""
RUN = """%run start [--experiment NAME] [--name NAME]
%run end [--failed]
%run status
%run list [--experiment NAME]
%run FILE.py …    runs a script, as ever"""
VERBS = {"start", "end", "status", "list"}


@magics_class
class TrackingMagics(Magics):
    def __init__(self, shell: Any, client: Client) -> None:
        super().__init__(shell)
        self._shell = shell
        self._client = client
        self._run_script = self._shell.find_line_magic("run")

    @cell_magic
    def track(self, line: str, cell: str) -> Any:
        """The cell below is a run of an experiment."""
        found = parse_arguments(line, TRACK, values=("experiment", "name"), flags=("keep-open",))
        mlflow = load_mlflow()
        self._start(mlflow, found, next(iter(found.words), self._notebook_name()))
        try:
            value = self._execute(cell)
        except KeyboardInterrupt:
            mlflow.end_run("KILLED")
            raise
        except BaseException:
            mlflow.end_run("FAILED")
            raise
        if "keep-open" not in found.flags:
            mlflow.end_run()
        return value

    @line_magic
    def log(self, line: str) -> None:
        """Logs metrics and params to the active run."""
        found = parse_arguments(line, LOG, values=("step",))
        if not found.pairs:
            raise misuse("Nothing to log: give values as name=value.", LOG)
        if found.words:
            word = found.words[0]
            raise misuse(
                f"“{word}” is no name=value; an expression with spaces goes into brackets.", LOG
            )
        mlflow = load_mlflow()
        if mlflow.active_run() is None:
            raise AtelierError(
                "not-running",
                "No run is open.",
                "Put %%track above the cell, or open one with %run start.",
            )
        step = self._value("step", found.options["step"]) if "step" in found.options else None
        if step is not None and (isinstance(step, bool) or int(step) != step):
            raise misuse("--step must be a whole number.", LOG)
        metrics, params = {}, {}
        for name, expression in found.pairs.items():
            value = self._value(name, expression)
            if _is_number(value):
                metrics[name] = float(value)
            else:
                params[name] = value
        with _explained():
            mlflow.log_metrics(metrics, step=None if step is None else int(step))
            mlflow.log_params(params)

    @line_magic("run")  # type: ignore[arg-type]
    def run_magic(self, line: str) -> Any:
        """Starts, ends and lists runs; with a file it runs the script, as IPython's own does."""
        verb = (line.split() or [""])[0]
        if verb not in VERBS and verb:
            return self._run_script(line)
        found = parse_arguments(line, RUN, values=("experiment", "name"), flags=("failed",))
        if verb == "start":
            return self._start(load_mlflow(), found, next(iter(found.words[1:]), "default"))
        if verb == "end":
            return self._end_run(found)
        return self._list(found) if verb == "list" else self._status()

    def _start(self, mlflow: Any, found: Arguments, fallback: str) -> None:
        with _explained():
            experiment = mlflow.set_experiment(found.options.get("experiment", fallback))
            # a run that is still open becomes the parent
            nested = mlflow.active_run() is not None
            mlflow.start_run(
                experiment_id=experiment.experiment_id,
                run_name=found.options.get("name"),
                nested=nested,
            )

    def _end_run(self, found: Arguments) -> str:
        mlflow = load_mlflow()
        run = mlflow.active_run()
        if run is None:
            raise AtelierError("not-running", "No run is open.", "Open one with %run start.")
        status = "FAILED" if "failed" in found.flags else "FINISHED"
        with _explained():
            mlflow.end_run(status)
        return f"Run {run.info.run_name} has ended as {status.lower()}."

    def _status(self) -> Table:
        run = load_mlflow().active_run()
        if run is None:
            return Table("No run is open.")
        info = run.info
        return Table("Open run", ["run", "id"], [[info.run_name, info.run_id]])

    def _list(self, found: Arguments) -> Table:
        page = self._client.get(
            self._client.workspace("runs", limit=20, experiment=found.options.get("experiment"))
        )
        keys = list(
            dict.fromkeys(
                key
                for run in page["items"]
                for key in run["metrics"]
                if not key.startswith("system/")
            )
        )[:6]
        rows = [
            [run["experimentName"], run["name"], run["status"]]
            + [run["metrics"].get(key, {}).get("last", "") for key in keys]
            for run in page["items"]
        ]
        more = page["total"] - len(rows)
        return Table(
            "Runs",
            ["experiment", "run", "status", *keys],
            rows,
            f"The last {len(rows)} of {page['total']}." if more > 0 else None,
        )

    def _execute(self, cell: str) -> Any:
        """Runs the cell; its last expression is its value, as in a cell without a magic."""
        shell = self._shell
        tree = shell.compile.ast_parse(shell.transform_cell(cell))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        name = shell.compile.cache(cell)
        exec(compile(tree, name, "exec"), shell.user_ns)  # noqa: S102 - the user's own cell
        if not isinstance(last, ast.Expr):
            return None
        value = eval(compile(ast.Expression(last.value), name, "eval"), shell.user_ns)  # noqa: S307
        return None if cell.rstrip().endswith(";") else value

    def _value(self, name: str, expression: str) -> Any:
        return evaluated(self._shell, name, expression, LOG)

    def _notebook_name(self) -> str:
        """The notebook's file name without its ending, as far as it makes a name."""
        stem = PurePath(self._client.configuration.notebook or "").stem
        clean = re.sub(r"[^\w. -]+", " ", stem).lstrip("_. -").strip()
        return clean[:128] or "default"


def load_mlflow() -> Any:
    """Raises AtelierError when MLflow is not installed beside the kernel."""
    try:
        import mlflow
    except ImportError as error:
        raise AtelierError(
            "not-found",
            "The client of MLflow is not installed for this kernel.",
            "Run `%pip install mlflow` and try again.",
        ) from error
    return mlflow


def _is_number(value: Any) -> bool:
    """Also numbers of NumPy and booleans, but no text that looks like a number."""
    if isinstance(value, (str, bytes)):
        return False
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


@contextmanager
def _explained() -> Iterator[None]:
    """MLflow's errors without a traceback."""
    try:
        yield
    except Exception as error:
        code = getattr(error, "error_code", "internal")
        raise AtelierError(str(code), str(getattr(error, "message", error))) from error
