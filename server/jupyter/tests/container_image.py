"""An image for tests, made from this machine alone: a shell, and what Node needs of the C library."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jupyterlab_atelier.installation import node_executable

SOCKET = Path("/var/run/docker.sock")
IMAGE = "atelier-test/glibc:2"

needs_docker = pytest.mark.skipif(
    not SOCKET.exists() and not os.environ.get("CI"),
    reason=f"there is no container engine at {SOCKET}",
)


def make_image(folder: Path) -> str:
    """Answers its name; once for each engine."""
    known = subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, check=False)
    if known.returncode == 0:
        return IMAGE
    for name in ("bin", "tmp", "proc", "dev", "etc", "usr"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copy("/bin/busybox", folder / "bin/busybox")
    for name in subprocess.check_output(["/bin/busybox", "--list"], text=True).split():
        if name != "busybox":
            (folder / "bin" / name).symlink_to("busybox")
    (folder / "etc/passwd").write_text("root:x:0:0:root:/:/bin/sh\n")
    (folder / "etc/group").write_text("root:x:0:\n")
    linked = subprocess.check_output(["ldd", node_executable()], text=True)
    for library in re.findall(r"(/\S+) \(0x", linked):
        target = folder / library.removeprefix("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    with subprocess.Popen(["tar", "-C", folder, "-c", "."], stdout=subprocess.PIPE) as tar:
        subprocess.run(["docker", "import", "-", IMAGE], stdin=tar.stdout, check=True)
    return IMAGE
