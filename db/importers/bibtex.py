"""References of BibTeX and BibLaTeX: their strings, LaTeX accents and cross-references.

The accents and letters of LaTeX are data of `latex_letters.toml`.
"""

import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from db.errors import ImportingError
from db.importers.models import ItemReaders
from db.importers.references import FIELDS, NO_REFERENCES, Reference, turn_name

Entry = Mapping[str, str]
"""The fields of an entry, in LaTeX, by their names in lower case."""

_LATEX: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("latex_letters.toml").read_text("utf-8")
)
_ENTRY = re.compile(r"@\s*+([A-Za-z]{1,40})\s*+[{(]\s*+")
_KEY = re.compile(r"([^\s,{}=\"]{1,200}+)\s*+,")
_FIELD = re.compile(r"(?<![\w:.+/-])([A-Za-z][\w:.+/-]*+)\s*+=\s*+")
_PIECE = re.compile(r'[{}"#,()]|\\.|[^{}"\\#,()]+|\\', re.DOTALL)
_NAME = re.compile(r"[^\s{}()\",#=]+")
_NAME_PART = re.compile(r"(?:given|prefix|family|suffix)(?:-i)?=")
_LEFT_OUT = ("comment", "preamble")
_MONTHS = dict(zip(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"),
    strict=True,
))  # fmt: skip
"""The strings that every style of BibTeX defines."""


def read_bibtex(text: str, name: str) -> ItemReaders:
    """Read the references of a BibTeX file."""
    strings: dict[str, str] = dict(_MONTHS)
    entries: list[Entry] = []
    keys: dict[str, Entry] = {}
    for kind, key, fields in _parse_entries(text, strings):
        if kind == "string":
            strings |= fields
        else:
            entries.append({**fields, "": kind})
            keys[key.lower()] = entries[-1]
    if not entries:
        raise ImportingError(NO_REFERENCES)
    for number, entry in enumerate(entries, 1):
        parent = keys.get(entry.get("crossref", "").lower(), {})
        reference = _read_entry(_inherit(entry, parent))
        yield partial(reference.to_item, f"{name}#{number}")


def _inherit(entry: Entry, parent: Entry) -> Entry:
    """Return an entry with the fields of the book or proceedings that it is a part of."""
    if not parent:
        return entry
    whole = {
        field: value for field, value in parent.items() if field not in ("title", "author", "url")
    }
    return {**whole, "booktitle": parent.get("booktitle") or parent.get("title", ""), **entry}


def _read_entry(entry: Entry) -> Reference:
    def find(field: str) -> str:
        names = FIELDS["bibtex"][field]
        return next((entry[name] for name in names if entry.get(name, "").strip()), "")

    people = find("author") or find("editor")
    title, subtitle = find("title"), entry.get("subtitle", "")
    address = next(
        (
            value for field in FIELDS["bibtex"]["address"]
            if (value := _find_address(entry.get(field, "")))
        ),
        "",
    )  # fmt: skip
    site = find("site")
    return Reference(
        title=to_plain_text(f"{title}: {subtitle}" if subtitle else title),
        authors=[
            to_plain_text(_turn(person))
            for person in _split_outside_braces(people)
            if person.lower() != "others"
        ],
        site="" if _find_address(site) else to_plain_text(site),
        published=_dates(entry),
        address=address,
        abstract=to_plain_text(find("abstract")),
        section=to_plain_text(find("section")),
        language=to_plain_text(find("language")),
        tags=[to_plain_text(tag) for tag in re.split("[,;]", find("tags"))],
        doi=to_plain_text(find("doi")),
        notes=[to_plain_text(find("notes"))],
    )


def _dates(entry: Entry) -> list[str]:
    """Return the date, and the day, month and year of the fields of BibTeX, the year last."""
    year, month, day = (to_plain_text(entry.get(part, "")) for part in ("year", "month", "day"))
    if month.isdecimal():
        written = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day.isdecimal() else "")
    else:
        written = f"{day} {month} {year}".strip() if month else ""
    date = to_plain_text(entry.get("date", "")).split("/")[0]  # of a range, its first day
    return [part for part in (date, written, year) if part]


def _find_address(value: str) -> str:
    found = re.search(r"https?://[^\s{}\"]+", value.replace("\\", ""))
    return found[0] if found else ""


def _turn(person: str) -> str:
    """Return a name in its usual order: `von Berg, Jr, Ida` → `Ida von Berg Jr`."""
    if person.startswith("{") and person.endswith("}"):  # an organization
        return person
    parts = [part.strip() for part in _split_outside_braces(person, ",")]
    named = dict(part.split("=", 1) for part in parts if _NAME_PART.match(part))
    if len(named) == len(parts):  # given=Ida, prefix=von, family=Berg, as BibLaTeX has it
        found = (named.get(part, "") for part in ("given", "prefix", "family", "suffix"))
        return " ".join(filter(None, found))
    return turn_name(", ".join((parts[0], *reversed(parts[1:]))))


def _split_outside_braces(words: str, separator: str = r"(?i:\sand\s)") -> list[str]:
    """Split names at a separator that is in no braces."""
    parts, begin, depth = [], 0, 0
    for match in re.finditer(rf"\\.|[{{}}]|{separator}", words):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0 and not match[0].startswith("\\"):
            parts.append(words[begin : match.start()])
            begin = match.end()
    return [part for part in (*(part.strip() for part in parts), words[begin:].strip()) if part]


# Entries


def _parse_entries(text: str, strings: Mapping[str, str]) -> Iterator[tuple[str, str, Entry]]:
    """Yield the kind, the key and the fields of each entry; a damaged one ends at the next."""
    marks = list(_ENTRY.finditer(re.sub(r"(?m)^[ \t]*%.*$", "", text)))
    for mark, following in itertools.zip_longest(marks, marks[1:]):
        kind = mark[1].lower()
        if kind in _LEFT_OUT:
            continue
        source = mark.string
        end = following.start() if following else len(source)
        at = mark.end()
        key = _KEY.match(source, at, end)
        if key is None and kind != "string" and not _FIELD.match(source, at, end):
            continue
        yield (
            kind,
            key[1] if key else "",
            _parse_fields(source[key.end() if key else at : end], strings),
        )


def _parse_fields(body: str, strings: Mapping[str, str]) -> Entry:
    fields: dict[str, str] = {}
    at = 0
    while match := _FIELD.search(body, at):
        value, at = _parse_value(body, match.end(), strings)
        fields.setdefault(match[1].lower(), value)
    return fields


def _parse_value(body: str, at: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """Return a value and the offset of its end: parts in braces, quotes or strings, joined by #."""
    parts: list[str] = []
    while True:
        if body[at : at + 1] in ("{", '"'):
            part, at = _parse_delimited(body, at)
        else:
            word = _NAME.match(body, at)
            if word is None:
                break
            part, at = strings.get(word[0].lower(), word[0]), word.end()
        parts.append(part)
        joined = re.compile(r"\s*#\s*").match(body, at)
        if joined is None:
            break
        at = joined.end()
    return "".join(parts), at


def _parse_delimited(body: str, at: int) -> tuple[str, int]:
    """Return a value in braces or quotation marks, in LaTeX, and the offset of its end."""
    quoted = body[at] == '"'
    depth, begin, at = 0 if quoted else 1, at + 1, at + 1
    while piece := _PIECE.match(body, at):
        at = piece.end()
        depth += {"{": 1, "}": -1}.get(piece[0], 0)
        if depth <= 0 and piece[0] == ('"' if quoted else "}"):
            return body[begin : piece.start()], at
    return body[begin:at], max(at, begin)


# LaTeX

_ACCENTS: Mapping[str, str] = _LATEX["accents"]
_LETTERS: Mapping[str, str] = _LATEX["letters"]
_COMMAND = re.compile(
    r"\\(?P<accent>[`'^\"~=.]|[bcdHkrtuv](?![A-Za-z]))\s*+"
    r"(?:\{\s*\\?(?P<in_braces>[A-Za-z])\s*\}|\\?(?P<letter>[A-Za-z])(?![A-Za-z])|(?P<first>[A-Za-z]))"
    r"|\\(?P<name>[A-Za-z]+)\s?(?:\{\})?|\\(?P<sign>[^A-Za-z])|(?P<dash>-{2,3}|``|'')|(?P<math>\$)"
    r"|(?P<space>~)"
)  # fmt: skip
_TYPOGRAPHY = {"--": "–", "---": "—", "``": "“", "''": "”"}


def to_plain_text(latex: str) -> str:
    r"""Return LaTeX as text: `{\"O}nnud{\'o}ttir` → `Önnudóttir`.

    Braces and the names of unknown commands are removed, and spaces are joined.
    """
    text = _COMMAND.sub(_replace_command, latex)
    text = text.replace("{", "").replace("}", "").replace("\x00", "{").replace("\x01", "}")
    return " ".join(unicodedata.normalize("NFC", text).split())


def _replace_command(match: re.Match[str]) -> str:
    if match["accent"]:
        letter = match["in_braces"] or match["letter"] or match["first"]
        return unicodedata.normalize("NFC", letter + _ACCENTS[match["accent"]])
    if match["name"]:
        return _hide_braces(_LETTERS.get(match["name"], ""))
    if match["dash"]:
        return _TYPOGRAPHY[match["dash"]]
    if match["math"]:
        return ""
    if match["space"]:
        return " "
    sign = match["sign"] or ""
    spaces = {"\\": " ", "-": "", "/": "", ",": " ", " ": " "}
    return _hide_braces(spaces.get(sign, sign))


def _hide_braces(letters: str) -> str:
    """Return letters with signs in place of braces, so that only those of LaTeX are removed."""
    return letters.replace("{", "\x00").replace("}", "\x01")
