"""Other processes in tests: the stand-in server, and waiting for what they do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

FAKE_SERVER = Path(__file__).with_name("fake_server.mjs")


async def until(holds: Callable[[], Any], what: str, within: float = 20.0) -> Any:
    """Wait for something that another process does and that sends no event."""
    deadline = asyncio.get_running_loop().time() + within
    while not (found := holds()):
        assert asyncio.get_running_loop().time() < deadline, f"never happened: {what}"
        await asyncio.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
