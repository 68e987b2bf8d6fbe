"""Commands that find and open articles: the newest, a search, the quotations of a person."""

from collections.abc import Iterable

from analysis.date_format import format_date
from db import SearchHit
from db.search.sql import SearchOrder
from tui.article_remarks import (
    address_remark,
    analysis_remark,
    import_remark,
    language_remark,
    part_remark,
    source_remark,
)
from tui.cli.linear.descriptions import describe_hit, describe_quotation_row, describe_row
from tui.cli.linear.navigation import read_here
from tui.cli.linear.session import CommandError, LinearSession, ListEntry
from tui.display_text import display_title, format_count

_MOST = 200  # entries of a list


def list_newest(session: LinearSession, words: str) -> None:
    """List the articles, the last added first; `words` filter by title, site and tags."""
    try:
        rows = session.store.articles.list(words, limit=_MOST)
    except ValueError as error:
        raise CommandError(f"{error}. Type help list for an example.") from None
    none = (
        f"No article has {words} in its title, site or tags. Type search {words} for its text."
        if words
        else "The store has no articles. Type quit, then run: onrecord add FILE"
    )
    entries = [ListEntry(describe_row(row), row.id) for row in rows]
    session.show_entries(entries, "article", none)


def search_texts(session: LinearSession, query: str) -> None:
    """Search all articles, quotations, events and notes with the query language."""
    if not query:
        raise CommandError("Type search and the words to search for.")
    engine = session.store.search
    order: SearchOrder = "rank" if "about:" in query else "newest"
    # without the space, the last word would count as a prefix
    result = engine.execute(f"{query} ", order, _MOST)
    if result.error is not None:
        raise CommandError(f"{result.error.format_with(query)}. Type the search again.")
    if result.hits:
        found = engine.load_hits(query, order, result.hits)
        session.show_entries(_list_hits(found), "result", "No results.")
        return
    closest = engine.load_closest(engine.execute_closest(query, "rank", _MOST))
    suggestion = " or: ".join(engine.list_suggestions(query))
    hint = f" Did you mean: {suggestion}?" if suggestion else ""
    if entries := _list_hits(closest):
        session.print_line(f"No text has all words.{hint} The closest texts:")
        session.show_entries(entries, "result", "")
    else:
        session.show_entries((), "result", f"No results.{hint} Type search and other words.")


def _list_hits(hits: Iterable[SearchHit | None]) -> list[ListEntry]:
    return [ListEntry(describe_hit(hit), hit.article, hit.start) for hit in hits if hit]


def list_speaker_quotations(session: LinearSession, name: str) -> None:
    """List the quotations of a person or organization in all articles, newest first."""
    if not name:
        raise CommandError("Type said and a name, such as said Reis.")
    rows = session.store.quotations.list(name, limit=_MOST)
    entries = [ListEntry(describe_quotation_row(row), row.article, row.spans[0][0]) for row in rows]
    session.show_entries(
        entries, "quotation", f"No quotation of {name}. Type search {name} for other mentions."
    )


def list_more(session: LinearSession, words: str) -> None:
    """Continue the last list."""
    del words
    session.show_more()


def open_entry(session: LinearSession, words: str) -> None:
    """Open an entry of the last list by its number."""
    number = int(words) if words.isdecimal() and len(words) < 10 else 0
    if not session.entries:
        raise CommandError("There is no list yet. Type list, or search and words.")
    if not 1 <= number <= len(session.entries):
        raise CommandError(f"Type open and a number from 1 to {len(session.entries)}.")
    entry = session.entries[number - 1]
    open_article(session, entry.article, entry.position)


def open_by_id(session: LinearSession, words: str) -> None:
    """Open an article by its id."""
    if not words.isdecimal() or len(words) > 18:
        raise CommandError("Type article and the id of an article, such as article 12.")
    open_article(session, int(words))


def open_article(session: LinearSession, article: int, position: int | None = None) -> None:
    """Open an article, print its head and the paragraph at which reading begins."""
    text = session.open_article(article, position)
    row, document = text.article.row, text.article.document
    session.print_line(f"Article {article}: {display_title(row)}")
    if document.byline:
        session.print_line(f"By {document.byline}")
    date = format_date(row.published) if row.published else "Date unknown"
    guessed = ", guessed" if row.published and row.published_from == "guessed" else ""
    session.print_line(f"{date}{guessed}{f', {row.site}' if row.site else ''}")
    retry = f"`onrecord reanalyze {article}`"
    for remark in (
        source_remark(row),
        language_remark(row.language),
        import_remark(document.remark),
        part_remark(document.part_of),
        address_remark(row.retrieved_from, row.claimed_address),
        analysis_remark(text.article, retry, f"`onrecord add --fetch {article}`"),
    ):
        if remark:
            session.print_line(remark)
    counts = (
        (len(text.paragraphs), "paragraph"),
        (len(text.list_quotations()), "quotation"),
        (len(text.analysis.events), "event"),
        (len(text.loaded.findings.notes), "note"),
    )
    session.print_line(", ".join(format_count(number, noun) for number, noun in counts))
    if text.paragraphs:
        read_here(session, has_moved=len(text.paragraphs) == 1)
