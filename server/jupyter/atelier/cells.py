"""Which cell runs now."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, InteractiveShell

LONGEST_SOURCE = 1_000_000
LONGEST_ID = 128


@dataclass(frozen=True)
class Cell:
    """A cell as it is being executed."""

    id: str
    source: str
    execution_count: int

    def entry(self) -> dict[str, Any]:
        """As a run's journal keeps it."""
        return {
            "type": "cell",
            "cell": {
                "cellId": self.id[:LONGEST_ID],
                "executionCount": self.execution_count,
                "source": self.source[:LONGEST_SOURCE],
                "sourceHash": hashlib.sha256(self.source.encode()).hexdigest(),
                "at": int(time.time() * 1000),
            },
        }


class Cells:
    """Follows the shell from cell to cell. A front end without cell ids gets made-up ones."""

    def __init__(
        self,
        shell: InteractiveShell,
        on_begin: Callable[[Cell], None],
        on_end: Callable[[Cell], None],
    ) -> None:
        self._shell = shell
        self._on_begin = on_begin
        self._on_end = on_end
        self.current: Cell | None = None
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)

    def close(self) -> None:
        self._shell.events.unregister("pre_run_cell", self._begin)
        self._shell.events.unregister("post_run_cell", self._end)

    def _begin(self, info: ExecutionInfo) -> None:
        count = self._shell.execution_count
        cell_id = getattr(info, "cell_id", None) or f"execution-{count}"
        self.current = Cell(cell_id, str(info.raw_cell), count)
        self._on_begin(self.current)

    def _end(self, _result: object) -> None:
        cell, self.current = self.current, None
        if cell is not None:
            self._on_end(cell)
