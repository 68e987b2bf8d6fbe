"""Export of articles as citations: BibTeX, and CSL-JSON for Zotero and pandoc."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis import lexicon
from analysis.names.parser import is_family_name_first, parse_person_name
from db.exporters.escapes import citation_key, escape_bibtex, flatten_lines, hashtag, safe_link
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle
from db.models import Note
from db.origins import name_origin
from db.wire_records import describe_status


def write_bibtex(articles: Iterable[ExportedArticle], _: ExportContext) -> Iterator[str]:
    """Yield a BibTeX entry for each article; its key is author, year and article id."""
    for article in articles:
        document = article.document
        uncertain = "?" if document.published_from == "guessed" else ""  # as in ISO 8601-2
        fields = {
            "title": f"{{{escape_bibtex(article.title)}}}",
            "author": " and ".join(_bibtex_name(name) for name in _authors(document.byline)),
            "journal": escape_bibtex(document.site),
            "year": f"{document.published.year}" if document.published else "",
            "month": f"{document.published.month or ''}" if document.published else "",
            "date": f"{document.published}{uncertain}" if document.published else "",
            "url": _escape_url(safe_link(document.source)),
            "langid": escape_bibtex(document.language),
            "keywords": escape_bibtex(", ".join(article.row.tags)),
            "groups": escape_bibtex(", ".join(article.row.collections)),  # as JabRef has them
            "annote": escape_bibtex(_annotation(article)),
        }
        shown = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        yield f"@article{{{_key(article)},\n{shown}\n}}\n\n"


def write_csl(articles: Iterable[ExportedArticle], _: ExportContext) -> Iterator[str]:
    """Yield a JSON list of CSL items, one at a time."""
    separator = "["
    for article in articles:
        document = article.document
        item: dict[str, object] = {
            "id": _key(article), "type": "article-newspaper", "title": flatten_lines(article.title),
            "container-title": document.site, "section": document.section,
            "URL": safe_link(document.source), "language": document.language,
            "keyword": ", ".join(article.row.tags), "note": _annotation(article),
            "author": [_name(name) for name in _authors(document.byline)],
        }  # fmt: skip
        status = describe_status(article.row.wire_status, article.row.wire_note)
        item |= {"status": status} if status else {}
        if document.published:
            date = document.published
            parts = [part for part in (date.year, date.month, date.day) if part is not None]
            issued: dict[str, object] = {"date-parts": [parts]}
            if document.published_from == "guessed":
                issued["circa"] = True
            item["issued"] = issued
        fields = {name: value for name, value in item.items() if value}
        yield f"{separator}\n{json.dumps(fields, ensure_ascii=False)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


_SUFFIXES = lexicon.words("name_suffixes")
_PARTICLES = lexicon.words("name_particles", "surname")
_INSTITUTIONS = (
    lexicon.words("organization_nouns", "noun", "general", "public", "press", "short_form")
    | lexicon.words("legal_forms")
    | lexicon.word_set("correspondents desk editors news newsroom press reporters staff writers")
)
_AGENCIES = lexicon.words("news_agencies")
_ROLES = lexicon.word_set("columnist contributor correspondent editor journalist reporter writer")
_INDEXED = 2  # parts of a name in the order of an index: family, given
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-]+[^\W\d_]+)*\.?")


class PersonName(NamedTuple):
    """The parts of a person's name: `Marcus De Guzman` → `Marcus`, `De Guzman`, no suffix."""

    given: str
    family: str
    suffix: str = ""


def parse_author(name: str) -> PersonName | None:
    """Return the parts of an author's name, None for an institution: `Harbour Wire staff`."""
    if re.sub(r"^the |\.", "", name.casefold()) in _AGENCIES:
        return None
    parsed = parse_person_name(name)
    words = parsed.bare_text.split()  # without titles
    suffix = words.pop() if len(words) > 2 and _plain(words[-1]) in _SUFFIXES else ""
    if not 2 <= len(words) <= 6 or any(_plain(word) in _INSTITUTIONS for word in words):
        return None
    if not all(_NAME.fullmatch(word) for word in words) or not words[-1][0].isupper():
        return None
    if any(word[0].islower() and _plain(word) not in _PARTICLES for word in words):
        return None
    if words[0].isupper() and len(words[0].replace(".", "")) > 2 and not name.isupper():
        return None  # an acronym: "BBC Sport"
    if not suffix and is_family_name_first(parsed):
        return PersonName(" ".join(words[1:]), words[0])
    first = len(words) - 1
    while first > 1 and _is_particle(words[first - 1]):
        first -= 1
    return PersonName(" ".join(words[:first]), " ".join(words[first:]), suffix)


def _is_particle(word: str) -> bool:
    """Return whether a word belongs to the family name after it: `de`, `De`, but not `E.`."""
    return word[0].islower() or (len(word) > 1 and word.lower() in _PARTICLES)


def _plain(word: str) -> str:
    return word.strip(".").casefold()


def _authors(byline: str) -> list[str]:
    """Return the authors of a byline, without roles: `Ana Reis, Sports Writer` → `Ana Reis`."""
    names: list[str] = []
    people = re.split(r"\s*(?:;| and | & )\s*", flatten_lines(byline).removeprefix("By "))
    for name in itertools.chain.from_iterable(map(_split_commas, people)):
        if names and _plain(name) in _SUFFIXES:
            names[-1] += f" {name}"
        elif name and not (names and _plain(name).rpartition(" ")[2] in _ROLES):
            names.append(name)
    return names


def _split_commas(names: str) -> list[str]:
    """Return names between commas; a name in the order of an index stays whole, turned.

    `De Guzman, Marcus` → `Marcus De Guzman`; `Ana Reis, Bo Lee` has two names.
    """
    parts = re.split(r"\s*,\s*", names)
    if len(parts) == _INDEXED:
        family, given = (part.split() for part in parts)
        initials = sum(len(word.strip(".")) == 1 for word in given[1:])
        is_name = family and len(given) == 1 + initials and all(map(_is_particle, family[:-1]))
        others = _SUFFIXES | _ROLES | _INSTITUTIONS
        turned = f"{parts[1]} {parts[0]}"
        if (
            is_name and _plain(parts[0]) not in _AGENCIES and _plain(given[0]) not in others
            and parse_author(turned)
        ):  # fmt: skip
            return [turned]
    return parts


def _bibtex_name(name: str) -> str:
    """Return an author: `Needleman, Sarah E.`; an institution is in braces, which stay whole."""
    person = parse_author(name)
    if person is None:
        return f"{{{escape_bibtex(name)}}}"
    parts = (person.family, person.suffix, person.given)
    return ", ".join(escape_bibtex(part) for part in parts if part)


def _name(name: str) -> dict[str, str]:
    person = parse_author(name)
    if person is None:
        return {"literal": name}
    suffix = {"suffix": person.suffix} if person.suffix else {}
    return {"given": person.given, "family": person.family, **suffix}


def _annotation(article: ExportedArticle) -> str:
    """Return the reader's notes, marked as theirs."""
    if not article.notes:
        return ""
    return f"My notes: {'; '.join(map(_note, article.notes))}"


def _note(note: Note) -> str:
    """Return a note on one line: `“words” [★, disputed, green]: body #tag`."""
    color = "" if note.color == "yellow" else note.color
    origin = name_origin(note.origin, note.author)
    source = flatten_lines(f"from {origin}") if origin else ""
    signs = ", ".join(filter(None, ("★" if note.starred else "", note.verdict, color, source)))
    body = flatten_lines(note.body)
    tags = "".join(f" #{hashtag(tag)}" for tag in note.tags)
    words = f"“{flatten_lines(note.exact)}”{f' [{signs}]' if signs else ''}"
    return f"{words}{': ' + body if body else ''}{tags}"


def _key(article: ExportedArticle) -> str:
    first = (_authors(article.document.byline) or ["anon"])[0]
    person = parse_author(first)
    author = citation_key((person.family if person else first).split()[-1]) or "anon"
    year = article.document.published.year if article.document.published else "nd"
    return f"{author}{year}-{article.row.id}"


def _escape_url(address: str) -> str:
    return re.sub(r"([%#&_~$])", r"\\\1", address)
