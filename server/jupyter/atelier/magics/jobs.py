"""`%%job`, `%job`: programs on clusters."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class

from ..arguments import Arguments, parse_arguments
from ..client import Client
from ..errors import AtelierError, misuse
from ..jobs import FILE, Job, Jobs, print_all
from .values import evaluated

JOB = """%%job [NAME=VALUE …] [--name N] [--cluster C] [--environment E] [--image I]
      [--experiment E] [--input NAME=DATASET[,…]] [--follow]
  submits the Python below, with params: a value is an expression over the cells' variables, and
  the job finds it as os.environ["ATELIER_PARAM_NAME"]
%job [list]             the jobs that have not ended
%job ID                 show one
%job logs|follow|cancel|resubmit ID"""
SETTINGS = ("name", "cluster", "environment", "image", "experiment")
INPUT = re.compile(r"([^=]+)=(.+)")


class Lines:
    """The last lines that a job has written."""

    def __init__(self, lines: list[str]) -> None:
        self._text = "\n".join(lines)

    def __repr__(self) -> str:
        return self._text


VERBS: dict[str, Callable[[Job], Any]] = {
    "logs": lambda job: Lines(job.logs()),
    "follow": lambda job: _follow(job),
    "cancel": Job.cancel,
    "resubmit": Job.resubmit,
}


@magics_class
class JobMagics(Magics):
    def __init__(self, shell: Any, client: Client) -> None:
        super().__init__(shell)
        self._shell = shell
        self._jobs = Jobs(client)

    @line_cell_magic
    def job(self, line: str, cell: str | None = None) -> Any:
        found = parse_arguments(line, JOB, values=(*SETTINGS, "input"), flags=("follow",))
        if cell is not None:
            return self._submit(found, cell)
        extra = [f"--{name}" for name in (*found.options, *found.flags)] + list(found.pairs)
        if extra:
            raise misuse(f"%job takes no {extra[0]}: it is for %%job, above a cell.", JOB)
        if found.words in ([], ["list"]):
            return self._jobs.active()
        return self._one(found.words)

    def _submit(self, found: Arguments, cell: str) -> Job:
        if found.words:
            raise misuse(f"%%job does not know what “{found.words[0]}” is.", JOB)
        _check(cell)
        params = {name: self._param(name, written) for name, written in found.pairs.items()}
        settings = {name: found.options.get(name) for name in SETTINGS}
        inputs = _inputs(found.options.get("input"))
        job = self._jobs.submit(cell, **settings, inputs=inputs, params=params)
        return _follow(job) if "follow" in found.flags else job

    def _param(self, name: str, expression: str) -> str:
        value = evaluated(self._shell, name, expression, JOB)
        if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
            value = value.item()  # a number of NumPy
        if isinstance(value, bool):
            return str(value).lower()
        if not isinstance(value, (str, int, float)):
            kind = "neither text nor a number nor a boolean"
            raise misuse(f"The value of “{name}” is {kind}.", JOB)
        return str(value)

    def _one(self, words: list[str]) -> Any:
        is_verb = words[0] in VERBS
        if len(words) != 1 + is_verb:
            raise misuse(f"%job does not know what “{' '.join(words)}” asks for.", JOB)
        job = self._jobs.get(words[-1])
        return VERBS[words[0]](job) if is_verb else job


JobMagics.job.__doc__ = (
    f"Submits the cell to a cluster; lists, shows, follows and cancels jobs.\n\n{JOB}"
)


def _follow(job: Job) -> Job:
    """Raises AtelierError when it comes to no good end: cells below it are not to run on."""
    print_all(job, {"stdout": sys.stdout.write, "stderr": sys.stderr.write})
    if job.state != "finished":
        how = "been cancelled" if job.state == "cancelled" else job.state
        more = f"%job {job.id} tells more."
        remedy = f"{job.message} {more}" if job.message else more
        raise AtelierError("job-failed", f"The job “{job.name}” has {how}.", remedy)
    return job


def _inputs(text: str | None) -> dict[str, str]:
    inputs = {}
    for pair in text.split(",") if text else []:
        match = INPUT.fullmatch(pair.strip())
        if not match:
            raise misuse("--input takes NAME=DATASET.", JOB)
        inputs[match[1]] = match[2]
    return inputs


def _check(cell: str) -> None:
    """What could never run is told here, not by a job that fails."""
    try:
        compile(cell, FILE, "exec")
    except SyntaxError as error:
        raise AtelierError(
            "invalid-input",
            f"Line {error.lineno} of the cell is no Python: {error.msg}.",
            "A job runs plain Python, without the magics and commands of notebooks.",
        ) from error
