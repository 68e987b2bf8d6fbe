"""A finding or note in one line, for the reader's status bar and for copying."""

from textual.content import Content

from analysis import describe_time_value
from db import Note
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.pane_text import PaneText
from tui.strings.reader_text import ReaderText
from tui.strings.status_text import StatusText
from tui.widgets.finding_index import FindingIndex, FindingRef
from tui.widgets.panes.pane_source import format_reason
from tui.widgets.panes.quotes import format_manner, format_source, speaker_and_role
from tui.widgets.panes.timeline import format_event_date

_MUTED = "$foreground 70%"


def describe_finding(shown: FindingRef, findings: FindingIndex) -> tuple[Content, Content]:
    """Return a finding's description with its confidence, and its reason or a note's text."""
    analysis = findings.analysis
    match shown.kind:
        case "name":
            mention = analysis.mentions[shown.index]
            name, reason = analysis.text[shown.start : shown.end], format_reason(mention)
            parts = [StatusText.TYPES[mention.label]]
            if mention.entity is not None:
                entity = analysis.entities[mention.entity]
                name = entity.name
                if entity.origin != "machine" and mention.origin == "machine":
                    reason = format_reason(entity)
                if entity.role:
                    parts.insert(0, entity.role)
                others = [alias for alias in entity.aliases if alias != name]
                if others:
                    parts.append(StatusText.ALIASES.format(names=", ".join(others[:4])))
            if mention.kind != "name":
                words = analysis.text[shown.start : shown.end]
                parts.append(ReaderText.WORDS_HERE.format(words=words))
        case "quotation":
            quotation = analysis.quotations[shown.index]
            name, role = speaker_and_role(analysis, quotation)
            parts, reason = [format_manner(analysis, quotation)], format_reason(quotation)
            if quotation.kind == "scare":
                name, parts = PaneText.SCARE_QUOTE, [f"{quotation.confidence:.0%}"]
            if role:
                parts.insert(0, role)
        case "event":
            event = analysis.events[shown.index]
            name, reason = format_event_date(event), format_reason(event)
            parts = []
            if event.time is not None:
                time = analysis.times[event.time]
                reason = reason or format_reason(time)
                words = analysis.text[time.start : time.end]
                parts = [f"“{words}”", describe_time_value(time.value)]
        case "time":
            time = analysis.times[shown.index]
            name, reason = analysis.text[time.start : time.end], format_reason(time)
            parts = [describe_time_value(time.value)]
        case "note":
            note = findings.notes[shown.index]
            name, reason = StatusText.NOTE if note.body else StatusText.HIGHLIGHT, note.body
            parts = _note_attributes(note)
    if shown.kind != "note":
        for note in _notes_on(shown, findings):
            parts += [StatusText.HAS_NOTE, *_note_attributes(note)]
    parts += _describe_source(shown, findings)
    description = Content.styled(safe(name), "bold")
    for part in parts:
        description = Content.assemble(description, (f" · {safe(part)}", _MUTED))
    return description, Content.styled(safe(reason), _MUTED)


def _describe_source(shown: FindingRef, findings: FindingIndex) -> list[str]:
    """Return the source of a quotation, unless it is only a person with a name."""
    source = findings.sources[shown.index] if shown.kind == "quotation" else None
    return [] if source is None or source.is_plain else [format_source(source)]


def _note_attributes(note: Note) -> list[str]:
    """Return a note's attributes other than its text: verdict, star, tags."""
    verdict = [note.verdict] if note.verdict else []
    star = [StatusText.STARRED] if note.starred else []
    return [*verdict, *star, *(f"#{tag}" for tag in note.tags)]


def _notes_on(shown: FindingRef, findings: FindingIndex) -> list[Note]:
    """Return the notes attached to exactly this finding."""
    overlapping = (
        findings.notes[ref.index] for ref in findings.overlapping("notes", shown.start, shown.end)
    )
    return [
        note
        for note in overlapping
        if (note.start, note.end) == (shown.start, shown.end)
        or (shown.kind == "quotation" and note.quotation == shown.index)
    ]


def describe_selection(words: str, *, at_end: bool) -> tuple[Content, Content]:
    """Return the size of the selection with its moving end, and the keys that act on it."""
    size = StatusText.SELECTED.format(words=format_count(len(words.split()), "word"))
    moves = StatusText.END_MOVES if at_end else StatusText.START_MOVES
    return (
        Content.assemble((size, "bold"), (f" · {moves}", _MUTED)),
        Content.styled(StatusText.SELECTION_KEYS, _MUTED),
    )
