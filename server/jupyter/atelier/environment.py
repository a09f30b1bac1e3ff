"""What the code of a run is executed with."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import distributions
from typing import Any

PATH = ".atelier/environment.json"
MOST_PACKAGES = 10_000


@cache
def environment_lock() -> dict[str, Any]:
    """The interpreter and the packages that it can import, as they are at the first question."""
    packages = {
        name: distribution.version
        for distribution in distributions()
        if (name := distribution.metadata["Name"])
    }
    return {
        "packages": dict(
            sorted(packages.items(), key=lambda item: item[0].lower())[:MOST_PACKAGES]
        ),
        "runtime": {
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
            "platform": f"{platform.system().lower()} {platform.machine()}",
        },
    }
