"""
`python3 spare.py SOCKET TOKEN`: an ipykernel that is started in advance.

It loads all that takes long, says that it is ready, and waits for the line that says which kernel
it is to be. When the connection ends, nobody will ever want it.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any

from ipykernel import ipkernel, kernelapp, zmqshell  # noqa: F401
from IPython.core import completer, interactiveshell  # noqa: F401


def wait(place: str, token: str) -> dict[str, Any]:
    keeper = socket.socket(socket.AF_UNIX)
    keeper.connect(place)
    keeper.sendall(json.dumps({"token": token}, separators=(",", ":")).encode() + b"\n")
    line = keeper.makefile().readline()
    if not line:
        sys.exit(0)
    keeper.sendall(b'{"taken":true}\n')
    keeper.close()
    return dict(json.loads(line))


def main() -> None:
    given = wait(*sys.argv[1:])
    os.environ.update(given["environment"])
    os.chdir(given["folder"])
    sys.argv = ["ipykernel_launcher", "-f", given["connectionFile"]]
    kernelapp.launch_new_instance()


del sys.path[0]  # the folder of this file
main()
