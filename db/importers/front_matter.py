"""Front matter of Markdown: YAML, TOML or lines before a text, whose values are text as written.

Aliases are refused: a few lines of them can expand to gigabytes. Of YAML that is not valid, such as
a title with a colon that no quotation marks enclose, the plain `key: value` lines are read.
"""

import re
import tomllib
from collections.abc import Mapping

import yaml  # type: ignore[import-untyped]

_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINES = re.compile(r"\A((?:[A-Za-z][\w-]{0,39}:[^\n]*\n(?:[ \t]+\S[^\n]*\n){0,50}){1,30})[ \t]*\n")
_LONGEST = 20_000  # characters
_MOST_BRACKETS = 1_000  # the time of the library grows with the square of their depth
_LINK = re.compile(r"!?\[\[(?:[^\[\]|\n]*[/#|])?([^\[\]|\n]*)\]\]")


class _Loader(yaml.BaseLoader):  # type: ignore[misc]
    """Load texts, lists and objects; every other value is text, and an alias is an error."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        """Compose a node; raises YAMLError for an alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """Return the values of the front matter, by their keys, and the text after it."""
    match = _FRONT.match(text[:_LONGEST])
    if match is None:
        return _split_lines(text)
    mark, front = match.groups()
    values = _parse_toml(front) if mark == "+++" else _parse_yaml(front)
    return (values, text[match.end() :]) if values else ({}, text)


def _split_lines(text: str) -> tuple[Mapping[str, object], str]:
    """Return the `Key: value` lines before the first blank line, as MultiMarkdown has them.

    They are metadata if a title is among them, so that a dialogue stays in its text.
    """
    match = _LINES.match(text[:_LONGEST])
    if match is None:
        return {}, text
    lines = re.sub(r"\n[ \t]+", " ", match[1]).splitlines()
    pairs = [(key.lower(), value) for key, _, value in (line.partition(":") for line in lines)]
    values = {key: _unquote(value) for key, value in pairs}
    if not values.get("title") or len(values) < len(pairs):
        return {}, text
    return values, text[match.end() :]


def strip_links(value: object) -> object:
    """Return a value with the names of linked notes: `[[People/Ida Quill|Ida]]` → `Ida`."""
    if isinstance(value, str):
        return _LINK.sub(r"\1", value)
    if isinstance(value, list):
        return [strip_links(item) for item in value]
    return value


def _parse_toml(front: str) -> Mapping[str, object]:
    try:
        values = tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {
        key: value if isinstance(value, str | list | dict) else str(value)
        for key, value in values.items()
    }


def _parse_yaml(front: str) -> Mapping[str, object]:
    """Return the values of YAML; {} for prose between two rules."""
    if not re.match(r"\s*(?:#[^\n]*\n\s*)*[\"']?[^\W\d][^:\n]{0,100}:(?:\s|\Z)", front):
        return {}
    if front.count("[") + front.count("{") <= _MOST_BRACKETS:
        try:
            values = yaml.load(front, Loader=_Loader)
        except (yaml.YAMLError, RecursionError, ValueError):
            return _parse_lines(front)
        if isinstance(values, dict):
            return {str(key): value for key, value in values.items()}
    return _parse_lines(front)


def _parse_lines(front: str) -> Mapping[str, object]:
    """Return the plain `key: value` lines, with the items of lists; {} for prose."""
    found: dict[str, object] = {}
    key = ""
    for line in front.splitlines():
        if entry := re.fullmatch(r"([\w-]{1,40}):(?:\s+(.*))?", line):
            key = entry[1]
            found[key] = _unquote(entry[2] or "")
        elif key and (item := re.fullmatch(r"\s*-\s+(.+)", line)):
            listed = found[key]
            found[key] = [*(listed if isinstance(listed, list) else []), _unquote(item[1])]
        elif not key or (line.strip() and not line.startswith((" ", "#"))):
            return {}
    return found


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
