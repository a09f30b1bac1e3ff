"""
Atelier in a Python kernel: `%load_ext atelier`.

The magics of the TypeScript kernel under the same names (`%%track`, `%log`, `%run`, `%data`,
`%model`, `%deploy`, `%%job`, `%job`), MLflow's client pointed at the studio, a live chart below the
cell for each run that it starts, and the cells of every run kept with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["load_ipython_extension", "unload_ipython_extension"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%load_ext atelier`; a second call changes nothing."""
    from .extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%unload_ext atelier`: takes everything back."""
    from .extension import unload

    unload(shell)
