"""Values that are written behind a magic."""

from __future__ import annotations

from typing import Any

from ..errors import AtelierError


def evaluated(shell: Any, name: str, expression: str, usage: str) -> Any:
    """An expression over the cells' variables. Raises AtelierError `invalid-input`."""
    try:
        return eval(expression, shell.user_global_ns, shell.user_ns)  # noqa: S307
    except Exception as error:
        raise AtelierError(
            "invalid-input",
            f"The value of “{name}” cannot be computed: {error}.",
            f'Text needs quotes, as in {name}="{expression}". Usage:\n{usage}',
        ) from error
