"""The languages of texts: ISO 639-1 codes, which the store has, and their English names."""

from functools import cache
from pathlib import Path

_LANGUAGES = Path(__file__).with_name("languages.txt")


def language_name(code: str) -> str:
    """Return the English name of a language: `id` → `Indonesian`; an unknown code unchanged."""
    return _names().get(code, code)


def parse_language(words: str) -> str:
    """Return the code of a tag, a code or a name: `en-GB`, `eng`, `English` → `en`; else ""."""
    tag = words.strip().lower().replace("_", "-")
    codes = _codes()
    return codes.get(tag) or codes.get(tag.partition("-")[0].strip(), "")


@cache
def _names() -> dict[str, str]:
    return {code: name for code, _, name in _read()}


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, longer, name in _read():
        codes |= dict.fromkeys((code, *longer.split(","), name.lower()), code)
    return codes


def _read() -> list[tuple[str, str, str]]:
    lines = _LANGUAGES.read_text(encoding="utf-8").splitlines()
    found = [line.split(" ", 2) for line in lines if not line.startswith("#")]
    return [(code, longer, name) for code, longer, name in found]
