"""Builds what the wheel carries besides Python: server, kernel and labextension."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = (
    "node/cli.mjs",
    "node/kernel/main.cjs",
    "node/python/atelier",
    "node/node_modules",
    "labextension/package.json",
)


class BuildPrograms(BuildHookInterface):  # type: ignore[type-arg]
    """Runs the build of the Node parts when they are missing or their sources have changed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        package = root / "server" / "jupyter" / "jupyterlab_atelier"
        built = all((package / part).exists() for part in BUILT)
        prepared = (root / "node_modules" / ".package-lock.json").exists()
        just_built = built and os.environ.get("ATELIER_BUILT") == "1"
        if not just_built and (prepared or not built):
            with tempfile.TemporaryDirectory(prefix="atelier-node-") as folder:
                self._build(root, Path(folder), prepared)
        # native packages for this platform are inside
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"

    def _build(self, root: Path, folder: Path, prepared: bool) -> None:
        """The Node that builds is the wheel's, whatever is on PATH."""
        shims = _shims(root).write_shims(folder)
        environment = {
            **os.environ,
            "PATH": f"{shims}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "ONNXRUNTIME_NODE_INSTALL": "skip",
            "NX_DAEMON": "false",
            # npm then trusts what this machine trusts, as pip does
            "NODE_USE_SYSTEM_CA": os.environ.get("NODE_USE_SYSTEM_CA", "1"),
        }
        commands = [[str(shims / "node"), "scripts/build.mjs"]]
        if not prepared:
            self.app.display_info("Installing the packages of the Node parts …")
            commands.insert(0, [str(shims / "npm"), "ci", "--ignore-scripts", "--no-progress"])
        for command in commands:
            subprocess.run(command, cwd=root, env=environment, check=True)


def _shims(root: Path) -> Any:
    """The module of `scripts/`, which is no package: nothing but builds needs it."""
    file = root / "scripts" / "node_shims.py"
    spec = importlib.util.spec_from_file_location("node_shims", file)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{file} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
