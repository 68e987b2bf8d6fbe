"""Export of articles as citations: BibTeX, and CSL-JSON for Zotero and pandoc."""

import json
import re
from collections.abc import Iterable, Iterator

from db.exporters.escapes import citation_key, escape_bibtex, one_line, safe_link
from db.exporters.selection import ExportedArticle


def bibtex_entries(articles: Iterable[ExportedArticle]) -> Iterator[str]:
    """Yield a BibTeX entry for each article; its key is author, year and article id."""
    for article in articles:
        document = article.document
        uncertain = "?" if document.published_from == "guessed" else ""  # as in ISO 8601-2
        fields = {
            "title": f"{{{escape_bibtex(article.title)}}}",
            "author": " and ".join(
                f"{{{escape_bibtex(name)}}}" for name in _authors(document.byline)
            ),
            "journal": escape_bibtex(document.site),
            "year": f"{document.published.year}" if document.published else "",
            "date": f"{document.published}{uncertain}" if document.published else "",
            "url": _escape_url(safe_link(document.source)),
            "langid": escape_bibtex(document.language),
            "keywords": escape_bibtex(", ".join(article.row.tags)),
            "annote": escape_bibtex(_annotation(article)),
        }
        shown = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        yield f"@article{{{_key(article)},\n{shown}\n}}\n\n"


def csl_items(articles: Iterable[ExportedArticle]) -> Iterator[str]:
    """Yield a JSON list of CSL items, one at a time."""
    separator = "["
    for article in articles:
        document = article.document
        item: dict[str, object] = {
            "id": _key(article), "type": "article-newspaper", "title": one_line(article.title),
            "container-title": document.site, "section": document.section,
            "URL": safe_link(document.source), "language": document.language,
            "keyword": ", ".join(article.row.tags), "note": _annotation(article),
            "author": [_name(name) for name in _authors(document.byline)],
        }  # fmt: skip
        if document.published:
            day = document.published
            issued: dict[str, object] = {"date-parts": [[day.year, day.month, day.day]]}
            if document.published_from == "guessed":
                issued["circa"] = True
            item["issued"] = issued
        fields = {name: value for name, value in item.items() if value}
        yield f"{separator}\n{json.dumps(fields, ensure_ascii=False)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _authors(byline: str) -> list[str]:
    names = re.split(r"\s*(?:,|;| and | & )\s*", one_line(byline).removeprefix("By "))
    return [name for name in names if name]


def _name(name: str) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    return {"given": given, "family": family} if given else {"literal": name}


def _annotation(article: ExportedArticle) -> str:
    """Return the reader's notes, marked as theirs."""
    if not article.notes:
        return ""
    notes = "; ".join(
        f"“{one_line(note.exact)}”{': ' + one_line(note.body) if note.body else ''}"
        for note in article.notes
    )
    return f"My notes: {notes}"


def _key(article: ExportedArticle) -> str:
    author = citation_key((_authors(article.document.byline) or ["anon"])[0].split()[-1]) or "anon"
    year = article.document.published.year if article.document.published else "nd"
    return f"{author}{year}-{article.row.id}"


def _escape_url(address: str) -> str:
    return re.sub(r"([%#&_~$])", r"\\\1", address)
