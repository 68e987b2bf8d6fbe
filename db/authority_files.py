"""Files of the authority list: read and write CSV, TSV and JSON.

A row of a table is an entry with at most one role; rows of the same name and identifiers are one
entry with several roles. Nothing is guessed: whatever is not understood is refused with its line.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from analysis import clean
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.exporters.escapes import escape_cell
from db.identities.authority_models import ENTRY_TYPE_NAMES, ENTRY_TYPES
from db.library_records import AuthorityEntry, HeldRole, Identifier
from db.text import one_line

COLUMNS = ("name", "type", "aliases", "role", "country", "from", "to", "wikidata", "identifiers")
_COLUMN_SYNONYMS = {
    "alias": "aliases", "other names": "aliases", "qid": "wikidata", "wikidata id": "wikidata",
    "identifier": "identifiers", "ids": "identifiers", "office": "role", "position": "role",
    "start": "from", "since": "from", "end": "to", "until": "to", "label": "name",
}  # fmt: skip
FILE_ENDINGS = (".csv", ".tsv", ".json")
MOST_BYTES = 32 * 2**20
WIKIDATA = "wikidata"
_MOST_ENTRIES = 200_000
_LONGEST = 300  # characters of a name or a role
_FIELDS = ("name", "type", "aliases", "roles", "identifiers")
_ROLE_FIELDS = ("role", "country", "from", "to")
_SEPARATOR = re.compile(r"\s*[;|]\s*")
_WIKIDATA = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d{0,11})")
_SCHEME = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_SPACE = re.compile(r"[ \t\r\n]*")


class AuthorityFileError(ValueError):
    """A file that is no authority list; the message names the line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Name the file, the line and the problem."""
        position = f"{file}, line {line}" if line else file
        super().__init__(f"{position}: {problem}; nothing was imported")


def read_entries(content: bytes, file: str) -> tuple[AuthorityEntry, ...]:
    """Return the entries of a file; raises AuthorityFileError."""
    ending = PurePath(file).suffix.lower()
    name = PurePath(file).name
    if ending not in FILE_ENDINGS:
        known = ", ".join(FILE_ENDINGS)
        raise AuthorityFileError(name, 0, f"the name of the file must end with one of {known}")
    if len(content) > MOST_BYTES:
        raise AuthorityFileError(name, 0, f"the file is larger than {MOST_BYTES // 2**20} MB")
    reader = _FileReader(name)
    text = reader.decode(content)
    found = (
        reader.read_json(text)
        if ending == ".json"
        else reader.read_table(text, "\t" if ending == ".tsv" else ",")
    )
    entries = _join_entries(found)
    if not entries:
        raise AuthorityFileError(name, 0, "the file has no entries")
    if len(entries) > _MOST_ENTRIES:
        raise AuthorityFileError(name, 0, f"the file has more than {_MOST_ENTRIES:,} entries")
    return entries


def write_entries(entries: Iterable[AuthorityEntry], ending: str) -> bytes:
    """Return a file with the entries, which `read_entries` reads; `ending` is that of its name."""
    if ending == ".json":
        records = [_to_record(entry) for entry in entries]
        return (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode()
    written = io.StringIO()
    delimiter, end = ("\t", "\n") if ending == ".tsv" else (",", "\r\n")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end)
    writer.writerow(COLUMNS)
    for entry in entries:
        for role in entry.roles or (HeldRole(""),):
            writer.writerow(escape_cell(value) for value in _to_row(entry, role))
    return written.getvalue().encode()


def _to_row(entry: AuthorityEntry, role: HeldRole) -> Sequence[str]:
    known = dict(entry.identifiers)
    others = [f"{scheme}:{value}" for scheme, value in entry.identifiers if scheme != WIKIDATA]
    return (
        entry.name, ENTRY_TYPE_NAMES[entry.label], "; ".join(entry.aliases), role.role,
        role.country, role.start, role.end, known.get(WIKIDATA, ""), "; ".join(others),
    )  # fmt: skip


def _to_record(entry: AuthorityEntry) -> dict[str, object]:
    roles = [
        {
            field: value
            for field, value in zip(_ROLE_FIELDS, _list_values(role), strict=True)
            if value
        }
        for role in entry.roles
    ]
    record: dict[str, object] = {"name": entry.name, "type": ENTRY_TYPE_NAMES[entry.label]}
    record["aliases"] = list(entry.aliases)
    record["roles"] = roles
    record["identifiers"] = dict(entry.identifiers)
    return record


def _list_values(role: HeldRole) -> tuple[str, str, str, str]:
    """Return the values of a role in the order of `_ROLE_FIELDS`."""
    return role.role, role.country, role.start, role.end


class _FileReader:
    """Reads the entries of one file, whose name its errors have."""

    def __init__(self, file: str) -> None:
        self._file = file

    def decode(self, content: bytes) -> str:
        """Decode UTF-8, or UTF-16 with its mark."""
        encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self._error(line, "the file is not encoded in UTF-8") from error
        if "\0" in text:
            raise self._error(text.count("\n", 0, text.index("\0")) + 1, "the line is not text")
        return text

    def read_table(self, text: str, delimiter: str) -> Iterator[AuthorityEntry]:
        """Yield an entry for each row of CSV or TSV."""
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        columns: list[str] = []
        line = 1
        try:
            for row in rows:
                if any(cell.strip() for cell in row):
                    if columns:
                        yield self._read_row(line, columns, row)
                    else:
                        columns = self._read_columns(line, row)
                line = rows.line_num + 1
        except csv.Error as error:
            raise self._error(max(rows.line_num, 1), f"the row is damaged ({error})") from error

    def _read_columns(self, line: int, row: Sequence[str]) -> list[str]:
        written = (one_line(cell).lower().replace("_", " ") for cell in row)
        columns = [_COLUMN_SYNONYMS.get(column, column) for column in written]
        listed = ", ".join(COLUMNS)
        for column in columns:
            if column not in COLUMNS:
                raise self._error(line, f"there is no column “{column}”; the columns are {listed}")
        if len(set(columns)) < len(columns):
            raise self._error(line, "two columns have the same name")
        if "name" not in columns:
            raise self._error(line, f"the column “name” is missing; the columns are {listed}")
        return columns

    def _read_row(self, line: int, columns: Sequence[str], row: Sequence[str]) -> AuthorityEntry:
        if len(row) > len(columns):
            problem = f"the row has {len(row)} values, but there are {len(columns)} columns"
            raise self._error(line, problem)
        cells = (cell[1:] if cell.startswith(_ESCAPED) else cell for cell in row)
        found = dict(zip(columns, cells, strict=False))
        aliases = [part for part in _SEPARATOR.split(found.get("aliases", "")) if part.strip()]
        held = [found.get(field, "") for field in _ROLE_FIELDS]
        if any(part.strip() for part in held[1:]) and not held[0].strip():
            raise self._error(line, "a country or a date needs a role")
        identifiers: dict[str, str] = {}
        for part in _SEPARATOR.split(found.get("identifiers", "").strip()):
            scheme, colon, value = part.partition(":")
            if part and not colon:
                raise self._error(line, f"“{part}” is no identifier; write it as viaf:123")
            identifiers |= {scheme: value} if part else {}
        if found.get(WIKIDATA, "").strip():
            identifiers[WIKIDATA] = found[WIKIDATA]
        roles = [self._read_role(line, *held)] if held[0].strip() else []
        return self._make_entry(
            line, found.get("name", ""), found.get("type", ""), aliases, roles, identifiers
        )

    def read_json(self, text: str) -> Iterator[AuthorityEntry]:
        """Yield the entries of an array, each read by itself, so that its line is known."""
        decoder = json.JSONDecoder()
        at = _skip_space(text, 0)
        if text[at : at + 1] != "[":
            raise self._error(_line_of(text, at), "the file must be an array of objects: [{…}, …]")
        at = _skip_space(text, at + 1)
        while text[at : at + 1] != "]":
            line = _line_of(text, at)
            try:
                value, end = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                damaged = _line_of(text, getattr(error, "pos", at))
                raise self._error(damaged, "the JSON is damaged") from error
            yield self._read_record(line, value)
            at = _skip_space(text, end)
            if text[at : at + 1] == ",":
                at = _skip_space(text, at + 1)
            elif text[at : at + 1] != "]":
                raise self._error(_line_of(text, at), "a comma or ] is missing after the entry")
        at = _skip_space(text, at + 1)
        if at < len(text):
            raise self._error(_line_of(text, at), "the file goes on after its array")

    def _read_record(self, line: int, value: object) -> AuthorityEntry:
        record = self._read_object(line, value, "an entry", _FIELDS)
        aliases = record.get("aliases", [])
        if not isinstance(aliases, list):
            raise self._error(line, "“aliases” must be a list of texts")
        listed = record.get("roles", [])
        if not isinstance(listed, list):
            raise self._error(line, "“roles” must be a list of objects")
        roles = []
        for item in listed:
            held = self._read_object(line, item, "a role", _ROLE_FIELDS)
            words = [self._read_text(line, field, held.get(field, "")) for field in _ROLE_FIELDS]
            roles.append(self._read_role(line, *words))
        identifiers = record.get("identifiers", {})
        if not isinstance(identifiers, dict):
            raise self._error(line, "“identifiers” must be an object such as {“wikidata”: “Q42”}")
        return self._make_entry(
            line,
            self._read_text(line, "name", record.get("name", "")),
            self._read_text(line, "type", record.get("type", "")),
            [self._read_text(line, "aliases", alias) for alias in aliases],
            roles,
            {scheme: self._read_text(line, scheme, text) for scheme, text in identifiers.items()},
        )

    def _read_object(
        self, line: int, value: object, noun: str, fields: Sequence[str]
    ) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._error(line, f"{noun} must be an object: {{…}}")
        for field in value:
            if field not in fields:
                problem = f"{noun} has no field “{one_line(field)}”; the fields are "
                raise self._error(line, problem + ", ".join(fields))
        return value

    def _read_text(self, line: int, field: str, value: object) -> str:
        if not isinstance(value, str):
            raise self._error(line, f"“{one_line(field)}” must be a text in quotation marks")
        return value

    def _make_entry(
        self, line: int, name: str, type: str, aliases: Iterable[str], roles: Iterable[HeldRole],
        identifiers: Mapping[str, str],
    ) -> AuthorityEntry:  # fmt: skip
        given = one_line(type).lower() or "person"
        if given not in ENTRY_TYPES:
            known = ", ".join(ENTRY_TYPES)
            raise self._error(line, f"“{given}” is no type; the types are {known}")
        name = self._read_name(line, "the name", name)
        others = [self._read_name(line, "an alias", alias) for alias in aliases]
        return AuthorityEntry(
            name,
            ENTRY_TYPES[given],
            tuple(alias for alias in dict.fromkeys(others) if alias != name),
            tuple(roles),
            tuple(sorted(self._read_identifier(line, *given) for given in identifiers.items())),
        )

    def _read_name(self, line: int, noun: str, words: str) -> str:
        name = one_line(clean(words))
        if not any(letter.isalpha() for letter in name):
            raise self._error(line, f"{noun} has no letters" if name else f"{noun} is empty")
        return self._check_length(line, name)

    def _check_length(self, line: int, words: str) -> str:
        if len(words) > _LONGEST:
            raise self._error(line, f"“{words[:40]}…” is longer than {_LONGEST} characters")
        return words

    def _read_role(self, line: int, role: str, country: str, start: str, end: str) -> HeldRole:
        words = self._check_length(line, one_line(clean(role)))
        if not words:
            raise self._error(line, "a role is empty")
        dates = []
        for given in (start, end):
            written = one_line(given)
            try:
                dates.append(PartialDate.parse(written) if written else None)
            except ValueError as error:
                problem = f"“{written}” is no date; write it as 2022, 2022-03 or 2022-03-17"
                raise self._error(line, problem) from error
        first, last = dates
        if first and last and first.first > last.last:
            raise self._error(line, f"the role ends ({last}) before it begins ({first})")
        land = self._check_length(line, one_line(clean(country)))
        return HeldRole(words, land, *(date.isoformat() if date else "" for date in dates))

    def _read_identifier(self, line: int, scheme: str, value: str) -> Identifier:
        scheme, value = one_line(scheme).lower(), one_line(clean(value))
        if not _SCHEME.fullmatch(scheme):
            raise self._error(line, f"“{scheme}” is no name of identifiers; write it as wikidata")
        if scheme == WIKIDATA:
            found = _WIKIDATA.fullmatch(value)
            if not found:
                raise self._error(line, f"“{value}” is no Wikidata identifier such as Q42")
            value = found[1]
        if not value or _SEPARATOR.search(value):
            raise self._error(line, f"the identifier {scheme} is empty or has a ; or |")
        return Identifier(scheme, self._check_length(line, value))

    def _error(self, line: int, problem: str) -> AuthorityFileError:
        return AuthorityFileError(self._file, line, problem)


# An apostrophe that `escape_cell` writes before what a spreadsheet takes for a formula.
_ESCAPED = ("'=", "'+", "'-", "'@", "''")


def _join_entries(found: Iterable[AuthorityEntry]) -> tuple[AuthorityEntry, ...]:
    """Return the entries with the roles of all their rows, in the order of the file."""
    joined: dict[object, AuthorityEntry] = {}
    for entry in found:
        key = entry.label, entry.name, entry.identifiers
        before = joined.get(key)
        if before is not None:
            entry = replace(
                before,
                aliases=tuple(dict.fromkeys((*before.aliases, *entry.aliases))),
                roles=tuple(dict.fromkeys((*before.roles, *entry.roles))),
            )
        joined[key] = entry
    return tuple(joined.values())


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
