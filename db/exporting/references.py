"""Articles as references: BibTeX, and CSL-JSON as Zotero and pandoc read it."""

import json
import re
from collections.abc import Iterable, Iterator

from db.exporting.escaping import bibtex, key, link, one_line
from db.exporting.selecting import Exported


def bibtex_entries(articles: Iterable[Exported]) -> Iterator[str]:
    """An entry for each article, its key of author, year and number."""
    for one in articles:
        document = one.document
        fields = {
            "title": f"{{{bibtex(one.title)}}}",
            "author": " and ".join(f"{{{bibtex(name)}}}" for name in _authors(document.byline)),
            "journal": bibtex(document.site),
            "year": f"{document.published.year}" if document.published else "",
            "date": document.published.isoformat() if document.published else "",
            "url": _bare(link(document.source)),
            "langid": bibtex(document.language),
            "keywords": bibtex(", ".join(one.row.tags)),
            "annote": bibtex(_annotation(one)),
        }
        shown = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        yield f"@article{{{_key(one)},\n{shown}\n}}\n\n"


def csl_items(articles: Iterable[Exported]) -> Iterator[str]:
    """A list of items, written one after the other."""
    separator = "["
    for one in articles:
        document = one.document
        item: dict[str, object] = {
            "id": _key(one), "type": "article-newspaper", "title": one_line(one.title),
            "container-title": document.site, "section": document.section,
            "URL": link(document.source), "language": document.language,
            "keyword": ", ".join(one.row.tags), "note": _annotation(one),
            "author": [_name(name) for name in _authors(document.byline)],
        }  # fmt: skip
        if document.published:
            day = document.published
            item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
        kept = {name: value for name, value in item.items() if value}
        yield f"{separator}\n{json.dumps(kept, ensure_ascii=False)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _authors(byline: str) -> list[str]:
    names = re.split(r"\s*(?:,|;| and | & )\s*", one_line(byline).removeprefix("By "))
    return [name for name in names if name]


def _name(name: str) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    return {"given": given, "family": family} if given else {"literal": name}


def _annotation(one: Exported) -> str:
    """The reader's notes, said to be theirs."""
    if not one.notes:
        return ""
    notes = "; ".join(
        f"“{one_line(note.exact)}”{': ' + one_line(note.body) if note.body else ''}"
        for note in one.notes
    )
    return f"My notes: {notes}"


def _key(one: Exported) -> str:
    author = key((_authors(one.document.byline) or ["anon"])[0].split()[-1]) or "anon"
    year = one.document.published.year if one.document.published else "nd"
    return f"{author}{year}-{one.row.id}"


def _bare(address: str) -> str:
    return re.sub(r"([%#&_~$])", r"\\\1", address)
