"""What `name`, `name:3` and `name@production` say."""

from __future__ import annotations

import re

from .errors import AtelierError

PATTERN = re.compile(r"([^:@]+)(?:[:@]([^:@]+))?")


def parse_reference(text: str, kind: str) -> tuple[str, str]:
    """Name, and version or alias: `latest` when none is given. Raises AtelierError."""
    match = PATTERN.fullmatch(text.strip())
    if not match:
        raise AtelierError(
            "invalid-input",
            f"“{text}” is not a reference to one of the {kind}.",
            "Write it as name or name:3.",
        )
    return match[1], match[2] or "latest"
