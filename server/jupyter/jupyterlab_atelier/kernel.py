"""
`python -m jupyterlab_atelier.kernel -f FILE` becomes the TypeScript kernel.

Jupyter finds the kernel through this module because only Python knows where the Node runtime of
its environment lies. The process is replaced, so signals and exit codes are the kernel's own.
"""

from __future__ import annotations

import os
import sys

from .errors import ServerDown
from .installation import KERNEL, built, node_executable


def main(arguments: list[str]) -> None:
    try:
        node = node_executable()
        program = built(KERNEL / "main.cjs")
    except ServerDown as error:
        sys.exit(f"{error.message} {error.remedy}")
    os.execv(node, [node, str(program), *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
