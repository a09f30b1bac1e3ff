"""A table below a cell, in the notebook's own colours."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LINK = (
    "background:none;border:0;padding:0;font:inherit;"
    "color:var(--jp-content-link-color,inherit);cursor:inherit"
)


@dataclass
class Table:
    title: str
    columns: Sequence[str] = field(default_factory=list)
    rows: Sequence[Sequence[Any]] = field(default_factory=list)
    footer: str | None = None

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="text-align:left">{html.escape(name)}</th>'
            for name in self.columns
        )
        body = "".join(
            "<tr>"
            + "".join(
                f'<td style="text-align:left">{html.escape(_text(value))}</td>' for value in row
            )
            + "</tr>"
            for row in self.rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        footer = f"<div>{html.escape(self.footer)}</div>" if self.footer else ""
        return (
            f'<div style="overflow-x:auto"><strong>{html.escape(self.title)}</strong>'
            f"{table if self.columns else ''}{footer}</div>"
        )

    def __repr__(self) -> str:
        lines = [self.title]
        if self.columns:
            cells = [list(self.columns), *([_text(value) for value in row] for row in self.rows)]
            widths = [max(len(row[at]) for row in cells) for at in range(len(self.columns))]
            lines += [
                "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
                for row in cells
            ]
        return "\n".join(
            line.rstrip() for line in [*lines, *([self.footer] if self.footer else [])]
        )


def link(label: str, command: str, args: Mapping[str, str]) -> str:
    """What JupyterLab opens by one of its commands; plain text wherever there is no JupyterLab."""
    return (
        f'<button type="button" style="{LINK}" data-commandlinker-command="{command}" '
        f'data-commandlinker-args="{html.escape(json.dumps(args))}">{html.escape(label)}</button>'
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
