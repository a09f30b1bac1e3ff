"""The `atelier` command: the built command line on this environment's Node."""

from __future__ import annotations

import os
import sys

from .errors import ServerDown
from .installation import SERVER, built, node_executable


def main() -> None:
    try:
        node = node_executable()
        program = built(SERVER)
    except ServerDown as error:
        sys.exit(f"atelier: {error.message} {error.remedy}")
    os.execv(node, [node, str(program), *sys.argv[1:]])
