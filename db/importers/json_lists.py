"""Importer of lists of articles in JSON and JSON Lines.

The list is found in an object by its key, or by the names of the fields of its objects.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from analysis.structs import decode_json
from db.errors import ImportingError
from db.importers.article_fields import (
    KNOWN_NAMES,
    NAMES,
    item_from_fields,
    normalize_field,
    written_dates,
)
from db.importers.bookmarks import is_bookmark_tree, read_bookmark_tree
from db.importers.json_feeds import is_json_feed, read_json_feed
from db.importers.json_transcripts import find_cues
from db.importers.models import ImportItem, ItemReaders, ReaderAt
from db.importers.ninjs import is_wire_item, is_wire_news, read_wire_item, read_wire_news
from db.importers.posts import find_posts, read_posts
from db.importers.reading_lists import (
    find_reader,
    is_hypothesis,
    is_linkwarden,
    read_hypothesis,
    read_linkwarden,
)
from db.importers.subtitles import build_transcript
from db.importers.telegram import is_telegram, read_telegram
from db.importers.web_annotation import is_annotations, read_annotations
from db.importers.written_dates import find_order

_DEEPEST = 5  # of objects around a list
_MOST_OBJECTS = 10_000  # searched for a list
_SAMPLE = 1_000  # objects that show the order of day and month


def read_json(text: str, name: str) -> ItemReaders:
    """Read the articles of a JSON list, of an object that contains one, or of a single object."""
    value = parse_json(text)
    if cues := find_cues(value):
        yield lambda: ImportItem(build_transcript(cues, name))
        return
    if isinstance(value, dict):
        if is_json_feed(value):
            yield from read_json_feed(value, name)
            return
        if is_annotations(value):
            yield from read_annotations(value, name)
            return
        if is_bookmark_tree(value):
            yield from read_bookmark_tree(value, name)
            return
        if is_linkwarden(value):
            yield from read_linkwarden(value, name)
            return
        if is_telegram(value):
            yield from read_telegram(value, name)
            return
    if is_wire_news(value):
        yield from read_wire_news(value, name)
        return
    if isinstance(value, dict):
        read = _find_reader(value)
        if read is not None:
            yield partial(read, name)
            return
    posts = find_posts(value)
    if posts:
        yield from read_posts(posts, name)
        return
    values = value if isinstance(value, list) else _find_list(value)
    if not values:
        raise ImportingError("is JSON without a list of articles; see docs/how-to/importing.md")
    if isinstance(value, dict) and values[0] is value and not is_hypothesis(value):
        yield partial(_read_object, value, f"{name}#1")
        return
    yield from _from_values(values, name)


_BARE = "has no text and no title; if it is about a page, add its address"


def _read_object(fields: Mapping[str, object], name: str) -> ImportItem:
    """Read the only article of a file; raises ImportingError for settings with an address."""
    item = _from_value(fields, name, find_order(written_dates([fields])))
    if not item.document.text and not item.document.title:
        raise ImportingError(_BARE)
    return item


def parse_json(text: str) -> object:
    """Parse JSON; raises ImportingError with the line of an error."""
    try:
        return decode_json(text)
    except ValueError as error:
        line = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ImportingError(f"is not valid JSON{line}; export it again") from None


def read_json_lines(text: str, name: str) -> ItemReaders:
    """Read the articles of JSON Lines, one on each line."""
    lines = [line for line in text.split("\n") if line.strip()]
    if find_posts(_parse_line(lines[0]) if lines else None):
        parsed = [value for line in lines if (value := _parse_line(line)) is not None]
        yield from read_posts([post for value in parsed for post in find_posts(value)], name)
        return
    yield from _from_values(lines, name)


def _parse_line(line: str) -> object:
    try:
        return decode_json(line)
    except ValueError:
        return None


def _find_list(value: object, depth: int = 0) -> Sequence[object]:
    """Return the list of articles in an object, or the object itself if it is an article.

    A known key is tried first, then the list whose objects have the most known fields.
    """
    if not isinstance(value, dict) or depth > _DEEPEST:
        return []
    inner = {normalize_field(name): found for name, found in value.items()}
    known = [inner[key] for key in NAMES["lists"] if key in inner]
    for found in known:
        if isinstance(found, list) and any(isinstance(item, dict) for item in found):
            return found
    if columns := _rows_of_columns(value):
        return columns
    if _find_reader(value) or _count_known(value) > 1:
        return [value]
    for found in known:
        if listed := _find_list(found, depth + 1):
            return listed
    lists = [(_count_known(found[0]), found) for found in _lists_in(value)]
    best = max(lists, key=lambda found: found[0], default=(0, []))
    if best[0] > 1:
        return best[1]
    return [] if depth else [value]


def _find_reader(value: Mapping[str, object]) -> Callable[[str], ImportItem] | None:
    """Return a function that reads an entry of a known export, also inside an object for it."""
    for inner in (value, *(value.get(key) for key in NAMES["wrappers"])):
        if isinstance(inner, dict) and (read := find_reader(inner)):
            return partial(read, inner)
    return None


def _lists_in(value: Mapping[str, object]) -> Iterator[list[Any]]:
    """Yield the lists of objects in an object; objects by key, such as an id, are a list too."""
    waiting: deque[tuple[object, int]] = deque([(value, 0)])
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        inner, depth = waiting.popleft()
        values = list(inner.values()) if isinstance(inner, dict) else inner
        if isinstance(values, list) and values:
            if all(isinstance(item, dict) for item in values):
                yield values
            if depth < _DEEPEST:
                waiting += [(item, depth + 1) for item in values[:_SAMPLE]]


def _count_known(value: Mapping[str, object]) -> int:
    inner = [value[key] for key in NAMES["wrappers"] if isinstance(value.get(key), dict)]
    return max(
        sum(normalize_field(key) in KNOWN_NAMES and _is_value(fields[key]) for key in fields)
        for fields in (value, *inner)
        if isinstance(fields, Mapping)
    )


def _is_value(value: object) -> bool:
    """Return True for a value of a field, which is no object and no list of objects."""
    return not isinstance(value, dict) and not (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    )


def _rows_of_columns(value: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the rows of a table by columns, `{"title": {"0": "…"}}`; [] for another object."""
    columns = {key: column for key, column in value.items() if isinstance(column, dict)}
    names = sum(normalize_field(key) in KNOWN_NAMES for key in value)
    if len(columns) < len(value) or names < 2:
        return []
    keys = next(iter(columns.values()))
    if any(column.keys() != keys.keys() for column in columns.values()):
        return []
    return [{name: column[key] for name, column in columns.items()} for key in keys]


def _from_values(values: Sequence[object], name: str) -> ItemReaders:
    if all(isinstance(value, dict) and is_hypothesis(value) for value in values):
        yield from read_hypothesis(values, name)
        return
    is_day_first = find_order(written_dates(values[:_SAMPLE]))
    for number, value in enumerate(values, 1):
        reader = partial(_from_value, value, f"{name}#{number}", is_day_first)
        yield ReaderAt(reader, (number - 1) / len(values))


def _from_value(value: object, name: str, is_day_first: bool | None) -> ImportItem:
    if isinstance(value, str):
        try:
            value = decode_json(value)
        except ValueError:
            raise ImportingError("is not valid JSON; export it again") from None
    if not isinstance(value, dict):
        raise ImportingError("is not a JSON object; see docs/how-to/importing.md for an example")
    if is_wire_item(value):
        return read_wire_item(value, name)
    read = _find_reader(value)
    if read:
        return read(name)
    item = item_from_fields(value, name, is_day_first)
    is_bare = not (item.document.text or item.document.title or item.tags or item.highlights)
    if is_bare and any(isinstance(field, dict) for field in value.values()):
        raise ImportingError(_BARE)  # an answer of a program: a commit, an account
    return item
