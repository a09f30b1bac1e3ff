"""The words behind a magic: `%data save "my file.csv" --name x` and `%log loss=(a + b)`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from .errors import misuse

CLOSING = {"(": ")", "[": "]", "{": "}"}
OPTION = re.compile(r"--([\w-]+)(?:=(.*))?", re.DOTALL)
PAIR = re.compile(r"(\"[^\"]+\"|'[^']+'|[^\s\"'`=]+)=(.+)", re.DOTALL)
QUOTED = re.compile(r"([\"'`])(.*)\1", re.DOTALL)


@dataclass
class Arguments:
    words: list[str] = field(default_factory=list)
    """Words without a name."""
    pairs: dict[str, str] = field(default_factory=dict)
    """`key=value` words, values as they were written."""
    options: dict[str, str] = field(default_factory=dict)
    """`--name value` or `--name=value`."""
    flags: set[str] = field(default_factory=set)


def parse_arguments(
    text: str, usage: str, values: Collection[str] = (), flags: Collection[str] = ()
) -> Arguments:
    """Raises AtelierError `invalid-input` with the usage as remedy."""
    found = Arguments()
    words = iter(_split(text))
    for word in words:
        option = OPTION.fullmatch(word)
        pair = PAIR.fullmatch(word)
        if option and option[1] in flags and option[2] is None:
            found.flags.add(option[1])
        elif option and option[1] in values:
            value = option[2] if option[2] is not None else next(words, "")
            if not value:
                raise misuse(f"--{option[1]} needs a value.", usage)
            found.options[option[1]] = _unquoted(value)
        elif option:
            raise misuse(f"There is no option --{option[1]}.", usage)
        elif pair:
            found.pairs[_unquoted(pair[1])] = pair[2]
        else:
            found.words.append(_unquoted(word))
    return found


def _split(text: str) -> list[str]:
    """At spaces that stand neither in quotes nor in brackets."""
    words: list[str] = []
    open_brackets: list[str] = []
    quote = word = ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        elif character in CLOSING:
            open_brackets.append(CLOSING[character])
        elif open_brackets and character == open_brackets[-1]:
            open_brackets.pop()
        elif character.isspace() and not open_brackets:
            if word:
                words.append(word)
            word = ""
            continue
        word += character
    return [*words, word] if word else words


def _unquoted(text: str) -> str:
    quoted = QUOTED.fullmatch(text)
    return quoted[2] if quoted else text
