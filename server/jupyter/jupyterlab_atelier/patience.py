"""Waiting that has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """
    What `work` answers. Raises asyncio.TimeoutError, and ends it, when that takes too long.

    Unlike `asyncio.wait_for` before Python 3.12 it never takes a cancellation for an answer: that
    one answers, and who has cancelled waits for ever, if both come at once.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait([task], timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
    if task.cancelled() or not task.done():
        raise asyncio.TimeoutError
    return task.result()
