"""Commands that read the open article by paragraph or sentence, and find words in it."""

import re

from db.article_properties import describe_marks
from tui.cli.linear.descriptions import join_words
from tui.cli.linear.finding_lists import print_findings
from tui.cli.linear.session import CommandError, LinearSession, OpenText
from tui.display_text import display_title, format_count

_RANGE = re.compile(r"(\d{1,9})(?:\s*(?:-|–|to)\s*(\d{1,9}))?")
_AT_END = "This is the last paragraph. Type go 1, or list for other articles."


def read_here(session: LinearSession, *, has_moved: bool = True) -> None:
    """Print the paragraph or sentence at the position of reading, and store the position."""
    text = session.open_text
    start, end = text.span
    is_whole = text.span == text.paragraph_span(text.number)
    heading = f"Paragraph {text.number} of {len(text.paragraphs)}." if is_whole else ""
    session.print_line(f"{heading} {join_words(text.analysis.text[start:end])}")
    if session.reads_findings:
        print_findings(session, none="")
    session.save_position(has_moved=has_moved)


def _go(session: LinearSession, number: int) -> None:
    session.open_text.span = session.open_text.paragraph_span(number)
    read_here(session)


def read_next(session: LinearSession, words: str) -> None:
    """Read the next paragraph."""
    del words
    text = session.open_text
    if text.number >= len(text.paragraphs):
        raise CommandError(_AT_END)
    _go(session, text.number + 1)


def read_previous(session: LinearSession, words: str) -> None:
    """Read the previous paragraph."""
    del words
    text = session.open_text
    if text.number <= 1:
        raise CommandError("This is the first paragraph. Type next.")
    _go(session, text.number - 1)


def read_sentence(session: LinearSession, words: str) -> None:
    """Read the next sentence; the first one of a paragraph that was read as a whole just now."""
    del words
    text = session.open_text
    text.paragraph_span(text.number)
    start = text.span[0]
    first = text.motions.sentence(start)
    if text.span == first:
        following = text.motions.sentences(start, 1)
        if following == start:
            raise CommandError("This is the last sentence. Type go 1, or list for other articles.")
        first = text.motions.sentence(following)
    text.span = first
    read_here(session)


def read_again(session: LinearSession, words: str) -> None:
    """Read the same paragraph or sentence again."""
    del words
    session.open_text.paragraph_span(session.open_text.number)
    read_here(session)


def go_to_paragraph(session: LinearSession, words: str) -> None:
    """Read a paragraph by its number."""
    if not words.isdecimal() or len(words) > 9:
        raise CommandError("Type go and the number of a paragraph, such as go 12.")
    _go(session, int(words))


def read_range(session: LinearSession, words: str) -> None:
    """Read several paragraphs, such as 3-5; without numbers, the rest of the article."""
    text = session.open_text
    first, last = text.number + 1, len(text.paragraphs)
    if not words and first > last:
        raise CommandError(_AT_END)
    if words:
        match = _RANGE.fullmatch(words)
        if match is None:
            raise CommandError("Type read and two numbers, such as read 3-5; or read for the rest.")
        first, last = int(match[1]), int(match[2] or match[1])
        text.paragraph_span(first)
    if last < first:
        raise CommandError(f"Type the smaller number first: read {last}-{first}.")
    for number in range(first, min(last, len(text.paragraphs)) + 1):
        _go(session, number)


def print_position(session: LinearSession, words: str) -> None:
    """Print the title, the paragraph and the reading state of the open article."""
    del words
    text = session.open_text
    row = text.article.row
    tags = f", tags {', '.join(row.tags)}" if row.tags else ""
    marks = "".join(f", {words}" for words in describe_marks(row))
    session.print_line(
        f"{display_title(row)}, article {row.id}: paragraph {text.number if text.paragraphs else 0}"
        f" of {len(text.paragraphs)}{marks}{tags}"
    )


def find_in_article(session: LinearSession, words: str) -> None:
    """Find words in the open article, in any inflection; without words, the next match."""
    text = session.open_text
    if words:
        text.matches = _matching_paragraphs(session, text, words)
        if not text.matches:
            raise CommandError(
                f"This article does not have {words}. Type search {words} for other articles."
            )
        listed = ", ".join(map(str, text.matches[:20]))
        more = f" and {len(text.matches) - 20} more" if len(text.matches) > 20 else ""
        session.print_line(
            f"Found in {format_count(len(text.matches), 'paragraph')}: {listed}{more}. "
            "Type find for the next."
        )
        following = [number for number in text.matches if number >= text.number]
    elif not text.matches:
        raise CommandError("Type find and the words to find.")
    else:
        following = [number for number in text.matches if number > text.number]
        if not following:
            session.print_line("No match below; going on from the top.")
    _go(session, (following or text.matches)[0])


def _matching_paragraphs(session: LinearSession, text: OpenText, words: str) -> list[int]:
    spans = session.store.search.find_spans(f"{words} ", "newest", text.analysis.text)
    return list(dict.fromkeys(text.paragraphs.at(start) + 1 for start, _ in spans))
