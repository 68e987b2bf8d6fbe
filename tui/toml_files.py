"""Files of the user in TOML: read them, and name the lines of their problems."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from db.file_kinds import describe_special_file
from tui.strings.keymap_text import KeymapText


class FileProblem(Struct, frozen=True):
    """A problem in a file of the user: the message, and the line if it is known."""

    text: str
    line: int | None = None

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


def load_toml(path: Path) -> tuple[str, dict[str, Any], FileProblem | None]:
    """Return the text of a TOML file, its table, and a problem; a missing file is empty."""
    kind = "" if str(path) == os.devnull else describe_special_file(path)
    if kind:
        special = KeymapText.SPECIAL_FILE.format(kind=kind)
        return "", {}, FileProblem(KeymapText.UNREADABLE.format(path=path, reason=special))
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text), None
    except FileNotFoundError:
        return "", {}, None
    except tomllib.TOMLDecodeError as error:
        problem = _not_toml(str(error))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else KeymapText.NOT_UTF8
        problem = FileProblem(KeymapText.UNREADABLE.format(path=path, reason=reason))
    except RecursionError:
        problem = FileProblem(KeymapText.TOO_DEEP)
    return "", {}, problem


def flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield the values of a table by their names, with those of nested tables: `library.star`."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def find_line(text: str, name: str) -> int | None:
    """Find the line of a TOML text that sets `name`; the parser reports no lines."""
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.replace('"', "").replace("'", "").strip()
        if plain.startswith("["):
            table = plain.strip("[] ").partition("]")[0].replace(" ", "") + "."
        elif "=" in plain and table + plain.partition("=")[0].replace(" ", "") == name:
            return number
    return None


def suggest_closest(word: str, words: list[str]) -> str:
    """Return "; did you mean “x”?" for the most similar of `words`; empty if none is similar."""
    from difflib import get_close_matches

    found = get_close_matches(word, words, 1, 0.6)
    return KeymapText.DID_YOU_MEAN.format(word=found[0]) if found else ""


def _not_toml(message: str) -> FileProblem:
    """Split the TOML parser's error into message and line number."""
    found = re.search(r" \(at line (\d+), column \d+\)$", message)
    if found is None:
        return FileProblem(KeymapText.NOT_TOML.format(error=message))
    return FileProblem(KeymapText.NOT_TOML.format(error=message[: found.start()]), int(found[1]))
