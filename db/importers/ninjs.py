"""Importer of news items in JSON: ninjs 1 to 3 of the IPTC, AP Media API, dpa-digitalwires."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from db.errors import ImportingError
from db.importers.models import ImportItem, ItemReaders, ReaderAt
from db.importers.wire_items import WireFields, build_wire_item, with_dateline
from db.importers.xml_trees import block_text, opening_heading, parse_fragment, split_paragraphs

_IDS = frozenset({"guid", "uri", "urn", "altids"})
_SIGNS = (
    frozenset({"versioncreated", "pubstatus"}), frozenset({"versioncreated", "bodyhtml"}),
    frozenset({"versioncreated", "bodytext"}), frozenset({"versioncreated", "headlines"}),
    frozenset({"versioncreated", "headline"}), frozenset({"type", "bodyxhtml"}),
    frozenset({"bodies", "headlines"}), frozenset({"type", "renditions", "headline"}),
    frozenset({"type", "bodytext", "headline"}), frozenset({"type", "bodyhtml", "headline"}),
    frozenset({"pubstatus", "articlehtml"}), frozenset({"pubstatus", "type", "usageterms"}),
)  # fmt: skip
_LISTS = ("item", "items", "entries", "_items", "docs", "newsitems")
_NOT_NEWS = {
    "event": "an event", "planning": "a plan of coverage", "assignment": "an assignment",
    "coverage": "a plan of coverage",
}  # fmt: skip
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_MOST_ITEMS = 100_000

Json = Mapping[str, Any]


def is_wire_news(value: object) -> bool:
    """Return True for an item of news, or for an answer or a list that contains some."""
    return any(True for _ in _find_items(value))


def is_wire_item(value: object) -> bool:
    """Return True for an object that is an item of news."""
    if not isinstance(value, Mapping):
        return False
    keys = {_plain(key) for key in value}
    return bool(keys & _IDS) and any(sign <= keys for sign in _SIGNS)


def _plain(key: object) -> str:
    return re.sub("[_-]", "", str(key)).lower()


def _find_items(value: object) -> Iterator[Json]:
    """Yield the items of an answer: itself, a list, or those in its envelopes."""
    if isinstance(value, Mapping):
        if is_wire_item(value):
            yield value
            return
        for key in ("data", "item", "result", "response"):
            if isinstance(value.get(key), Mapping):
                yield from _find_items(value[key])
                return
        for key in _LISTS:
            if isinstance(value.get(key), list):
                yield from _find_items(value[key])
                return
    elif isinstance(value, list):
        for member in value[:_MOST_ITEMS]:
            if isinstance(member, Mapping):
                inner = member.get("item")
                if is_wire_item(member):
                    yield member
                elif is_wire_item(inner):
                    yield inner  # type: ignore[misc]


def read_wire_news(value: object, name: str) -> ItemReaders:
    """Read the items of an answer, each with the items of text that it contains."""
    items = list(_find_items(value))
    for number, item in enumerate(items, 1):
        label = f"{name}#{number}" if len(items) > 1 else name
        reader = partial(read_wire_item, item, label)
        yield ReaderAt(reader, (number - 1) / len(items))
        for at, inner in enumerate(_associated_texts(item), 1):
            yield partial(read_wire_item, inner, f"{label}#{at}")


def _associated_texts(item: Json) -> list[Json]:
    """Return the items of text that are associated with an item, such as those of a package."""
    return [
        part for part in _associations(item)
        if _plain(part.get("type", "")) == "text" and is_wire_item(part) and _body(_Fields(part))
    ]  # fmt: skip


def _associations(item: Json) -> list[Json]:
    value = item.get("associations")
    parts: Sequence[object] = ()
    if isinstance(value, Mapping):
        parts = list(value.values())
    elif isinstance(value, list):
        parts = value
    flat: list[object] = []
    for part in parts[:_MOST_ITEMS]:
        flat += part if isinstance(part, list) else [part]
    return [part for part in flat if isinstance(part, Mapping)]


class _Fields:
    """The values of an object, by their names without case and underscores."""

    def __init__(self, value: Json) -> None:
        self._values = {_plain(key): item for key, item in value.items()}

    def value(self, *names: str) -> Any:
        """Return the first value that is not empty."""
        return next((found for name in names if (found := self._values.get(name))), None)

    def words(self, *names: str) -> str:
        """Return the first value that has words."""
        return next((words for name in names if (words := _words(self._values.get(name)))), "")


def _words(value: object) -> str:
    """Return the words of a value: of an object its name, of a list those of its members."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        names = ("value", "name", "literal", "title", "code")
        return next(filter(None, (_words(value.get(name)) for name in names)), "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return ""


def read_wire_item(item: Json, name: str) -> ImportItem:
    """Read an item of news; raises ImportingError for one without text or caption."""
    found = _Fields(item)
    kind = found.words("type", "itemclass").rpartition(":")[2].lower()
    if kind in _NOT_NEWS:
        raise ImportingError(f"is {_NOT_NEWS[kind]}, not an article; choose another file")
    fields = WireFields(
        title=_inline(_role_value(found.value("headlines"), "main") or found.words("headline")),
        slug=found.words("slugline", "slug"),
        byline=_inline(_byline(found)),
        site=found.words("provider", "source", "creditline", "descriptioncreditline",
                         "copyrightholder"),
        language=found.words("language"),
        id=found.words("guid", "urn") or _alternative_id(found) or found.words("uri", "id"),
        version=found.words("version"),
        created=found.words("firstcreated", "firstpublished", "published"),
        revised=found.words("versioncreated", "updated"),
        embargo=found.words("embargoed"),
        caption=_caption(found),
    )  # fmt: skip
    fields.title = fields.title or _inline(found.words("title", "name"))
    fields.section = _section(found)
    fields.credits = [
        found.words(key) for key in ("source", "creditline", "infosource", "provider")
    ]
    fields.address = _address(found)
    fields.statuses = [found.words("pubstatus"), *_codes(found.value("signal", "signals"))]
    fields.statuses += _codes(found.value("changereason", "itemstatus"))
    fields.note = _note(found)
    fields.text = _body(found)
    fields.kind = _medium(kind, item, fields.text)
    fields.text = "" if fields.kind != "text" else fields.text
    markup = _role_value(found.value("bodies"), "main") or found.words("bodyhtml", "articlehtml")
    if not fields.title and _MARKUP.search(markup):
        fields.title = opening_heading(parse_fragment(markup))
    if fields.kind == "text":
        pictures = [part for part in _associations(item) if _plain(part.get("type", "")) != "text"]
        if pictures:
            fields.left_out["attachment"] = len(pictures)
    missing = _remote(item)
    if missing and not fields.text and not fields.caption:
        listed = ", ".join(missing[:5])
        raise ImportingError(
            f"is a package without the texts of its {len(missing):,} items; "
            f"add their files: {listed}"
        )
    return build_wire_item(fields, name)


def _alternative_id(found: _Fields) -> str:
    value = found.value("altids")
    if isinstance(value, Mapping):
        return _words(value.get("itemid")) or _words(value.get("itemId"))
    return ""


def _byline(found: _Fields) -> str:
    if byline := found.words("byline"):
        return byline
    for key in ("bylines", "by", "authors", "photographer", "people"):
        value = found.value(key)
        if key == "people" and isinstance(value, list):
            value = [
                person for person in value
                if isinstance(person, Mapping) and "author" in str(person.get("rel", "")).lower()
            ]  # fmt: skip
        if isinstance(value, list):
            value = [
                part.get("byline") or part.get("by") or part if isinstance(part, Mapping) else part
                for part in value
            ]
        if names := _words(value):
            return names
    return ""


def _role_value(values: object, *roles: str) -> str:
    """Return the value of ninjs 2 and 3 with a role, else the first one."""
    if not isinstance(values, list):
        return ""
    parts = [part for part in values if isinstance(part, Mapping) and _words(part.get("value"))]
    chosen = [part for part in parts if str(part.get("role", "")).lower() in roles] or parts
    return _words(chosen[0].get("value")) if chosen else ""


def _body(found: _Fields) -> str:
    """Return the text of an item: its markup, which has the paragraphs, else its plain text."""
    markup = found.words("bodyhtml", "bodyxhtml", "articlehtml", "bodynitf")
    plain = found.words("bodytext")
    bodies = found.value("bodies")
    if not markup and isinstance(bodies, list):
        markup = _role_value(bodies, "main", "body")
    parts = [_text_of(markup)] if _MARKUP.search(markup) else []
    if not any(parts) and (plain or markup):
        parts = ["\n\n".join(split_paragraphs(plain or markup))]
    teaser, boxed = found.words("teaser"), found.words("infoboxhtml")
    if parts and (dateline := _inline(found.words("dateline"))):
        parts[0] = with_dateline(parts[0], dateline)
    if found.words("articlehtml") and teaser and _inline(teaser) != found.words("headline"):
        parts.insert(0, _inline(teaser))
    if boxed:
        parts.append(_text_of(boxed))
    return "\n\n".join(filter(None, parts))


def _text_of(markup: str) -> str:
    return block_text([parse_fragment(markup)]) if markup else ""


def _inline(words: str) -> str:
    """Return the text of a field that may have markup, as one line."""
    if _MARKUP.search(words) or "&" in words:
        words = _text_of(words)
    return " ".join(words.split())


def _caption(found: _Fields) -> str:
    keys = ("descriptioncaption", "descriptiontext", "descriptionhtml", "caption")
    caption = found.words(*keys)
    descriptions = found.value("descriptions")
    if not caption and isinstance(descriptions, list):
        chosen = [
            _words(part.get("description") or part.get("value"))
            for part in descriptions if isinstance(part, Mapping)
        ]  # fmt: skip
        caption = max(chosen, key=len, default="")
    return _text_of(caption) if _MARKUP.search(caption) else caption


def _medium(kind: str, item: Json, text: str) -> str:
    """Return the medium of an item; a composite without text is what it is made of."""
    if kind in ("", "text", "advisory"):
        return "text"
    if kind != "composite":
        return kind
    if text:
        return "text"
    kinds = [str(part.get("type", "")) for part in _associations(item)]
    return next((kind for kind in kinds if kind and kind != "text"), "text")


def _section(found: _Fields) -> str:
    service = found.value("service", "services", "genre")
    subjects = found.value("subject", "subjects")
    if isinstance(subjects, list):
        for subject in subjects:
            rels = subject.get("rels") or subject.get("rel") if isinstance(subject, Mapping) else ""
            if "category" in str(rels) and "supp" not in str(rels):
                return _words(subject)
    categories = found.value("categories")
    if isinstance(categories, list):
        for category in categories:
            usual = ("dnltype:category", "dnltype:dpasubject")
            if isinstance(category, Mapping) and category.get("type") in usual:
                return _words(category)
    first = service[0] if isinstance(service, list) and service else service
    name = _words(first)
    if not name and isinstance(subjects, list) and subjects:
        name = _words(subjects[0])
    return name


def _address(found: _Fields) -> str:
    for key in ("canonicalurl", "link", "url", "uri"):
        address = found.words(key)
        if address.startswith(("http://", "https://")):
            return address
    return ""


def _codes(value: object) -> list[str]:
    if isinstance(value, list):
        return [code for part in value for code in _codes(part)]
    if isinstance(value, Mapping):
        return [_words(value.get("qcode") or value.get("code") or value)]
    return [value] if isinstance(value, str) else []


def _note(found: _Fields) -> str:
    notes = found.value("ednotes", "ednote", "ed_note")
    if isinstance(notes, list):
        texts = [
            (str(note.get("role", "")).lower(), _words(note.get("ednote") or note))
            for note in notes
            if isinstance(note, Mapping)
        ]
        about = [text for role, text in texts if re.search("correct|kill|withdr|cancel", role)]
        usual = [
            text for role, text in texts if not re.search("closing|contact|picture|link", role)
        ]
        return " ".join(about or usual)
    return _inline(_words(notes))


def _remote(item: Json) -> list[str]:
    """Return the names of the items of a package that the object does not contain."""
    groups = [group for group in _list(item.get("groups")) if isinstance(group, Mapping)]
    members = [ref for group in groups for ref in _list(group.get("refs"))]
    refs = [ref for ref in members if isinstance(ref, Mapping)]
    refs += [part for part in _associations(item) if not is_wire_item(part)]
    names = (
        _words(ref.get("headline")) or _words(ref.get("guid") or ref.get("uri")) for ref in refs
    )
    return list(filter(None, names))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
