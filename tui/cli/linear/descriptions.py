"""Findings, notes, articles and search hits as sentences that can be spoken."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis import Analysis, Entity, Event, Quotation, render_reason
from analysis.date_format import NO_DATE, format_period, format_published
from analysis.event_relations import format_bound
from analysis.speaker_names import name_speaker
from analysis.text import join_names
from db import ArticleRow, Note, SearchHit
from db.article_properties import describe_marks
from db.models import HitKind
from tui.correction_text import label_noun
from tui.display_text import display_title, format_count, in_quotation_marks
from tui.note_authors import describe_author

if TYPE_CHECKING:
    from db import QuotationRow

_HIT_KINDS: dict[HitKind, str] = {
    "article": "text", "quotation": "quotation", "event": "event", "note": "note",
}  # fmt: skip


def join_words(text: str) -> str:
    """Return a text on one line, with single blanks."""
    return " ".join(text.split())


def describe_row(row: ArticleRow) -> str:
    """Describe an article of a list: "Pier closed, 17 Mar 2026, Skarvik Post, unread"."""
    parts = (
        display_title(row),
        format_published(row.published, row.published_from) if row.published else NO_DATE,
        row.site,
        {"unread": "unread", "reading": "begun", "read": "read"}[row.state],
        *describe_marks(row),
    )
    return ", ".join(filter(None, parts))


def describe_hit(hit: SearchHit) -> str:
    """Describe a search hit: the title and date of its article, its kind, and the words found."""
    words = join_words("".join(piece for piece, _ in hit.snippet))
    date = format_published(hit.published, hit.published_from) if hit.published else NO_DATE
    lacks = f" Lacks {join_names(hit.lacks)}." if hit.lacks else ""
    return f"{hit.title}, {date}, {_HIT_KINDS[hit.kind]}: {words}{lacks}"


def describe_speakers(analysis: Analysis, quotation: Quotation) -> str:
    """Describe the speakers of a quotation: "said by Ana Reis, mayor of Skarvik"."""
    speakers = analysis.speakers_of(quotation)
    if len(speakers) == 1:
        role = f", {speakers[0].role}" if speakers[0].role else ""
        return f"said by {speakers[0].name}{role}"
    if speakers:
        return f"said by {join_names([entity.name for entity in speakers])}"
    speaker = name_speaker(analysis, quotation)
    return describe_unnamed(speaker.name or speaker.pronoun)


def describe_unnamed(words: str) -> str:
    """Describe a speaker without a name by the words of the text: "no speaker" without any."""
    if not words:
        return "no speaker"
    return f"speaker not named, in the text {in_quotation_marks(words)}"


def describe_quotation(analysis: Analysis, quotation: Quotation, number: int) -> str:
    """Describe a quotation with its number, kind, speaker, words and reason."""
    content = " … ".join(join_words(analysis.text[slice(*span)]) for span in quotation.spans)
    negated = ", negated" if quotation.negated else ""
    reason = render_reason(quotation.reason, quotation.origin, quotes=("“", "”"))
    return _with_reason(
        f"Quotation {number}, {quotation.kind}{negated}, "
        f"{describe_speakers(analysis, quotation)}: {in_quotation_marks(content)}",
        reason,
    )


def describe_entities(analysis: Analysis, entities: Iterable[Entity]) -> list[str]:
    """Describe entities: name, type, role, numbers of mentions and quotations, other names."""
    mentions = Counter(mention.entity for mention in analysis.mentions)
    quoted = Counter(
        speaker for each in analysis.quotations if each.is_statement for speaker in each.speakers
    )
    lines = []
    for entity in entities:
        parts = (
            entity.name,
            label_noun(entity.label),
            entity.role or "",
            format_count(mentions[entity.id], "mention"),
            format_count(quoted[entity.id], "quotation") if quoted[entity.id] else "",
        )
        aliases = f"; also called {join_names(entity.aliases)}" if entity.aliases else ""
        lines.append(f"{', '.join(filter(None, parts))}{aliases}")
    return lines


def describe_event(event: Event, number: int) -> str:
    """Describe an event with its number, date, headline and reason."""
    date = format_period(event.first_day, event.last_day, event.precision)
    if event.is_reported:
        date = f"no date of its own, reported {date}"
    elif event.is_guessed:
        date = f"no date of its own, probably {date}"
    elif event.kind == "state":
        date = f"a state, {format_bound(event.reason)}{date}"
    upcoming = ", announced" if event.upcoming else ""
    reason = render_reason(event.reason, event.origin, quotes=("“", "”"))
    return _with_reason(f"Event {number}, {date}{upcoming}: {join_words(event.headline)}", reason)


def describe_note(note: Note, number: int, paragraph: int) -> str:
    """Describe a note with its number, paragraph, marks, words and body."""
    parts = (
        f"{'Note' if note.body else 'Highlight'} {number}",
        f"paragraph {paragraph}",
        note.verdict,
        "starred" if note.starred else "",
        f"tags {join_names(note.tags)}" if note.tags else "",
        describe_author(note),
    )
    body = f" {join_words(note.body)}" if note.body else ""
    words = in_quotation_marks(join_words(note.exact))
    return f"{', '.join(filter(None, parts))}, on {words}:{body}".removesuffix(":")


def describe_quotation_row(row: "QuotationRow") -> str:
    """Describe a quotation of any article: speaker, kind, date, title and words."""
    role = f", {row.role}" if row.role else ""
    speaker = row.speaker or describe_unnamed(row.pronoun).capitalize()
    date = format_published(row.published, row.published_from) if row.published else NO_DATE
    negated = ", negated" if row.negated else ""
    words = in_quotation_marks(join_words(row.content))
    return f"{speaker}{role}, {row.kind}{negated}, in {row.title}, {date}: {words}"


def _with_reason(sentence: str, reason: str) -> str:
    return f"{sentence} Reason: {reason}." if reason else sentence
