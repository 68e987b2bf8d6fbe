"""Describe a finding or note in one line, for the reader's status bar and for copying."""

from textual.content import Content

from db import Note
from db.corrections import is_yours
from tui.formatting import WORDS_A_MINUTE, counted
from tui.sanitize import safe
from tui.widgets.finding_index import Place, Places
from tui.widgets.panes.lines import reason
from tui.widgets.panes.quotes import manner, speaker
from tui.widgets.panes.timeline import dates

_MUTED = "$foreground 70%"
_LABELS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "building or site",
    "NORP": "group",
    "EVENT": "event",
    "PRODUCT": "product",
    "LAW": "law",
    "WORK_OF_ART": "work",
}


def describe(shown: Place, places: Places) -> tuple[Content, Content]:
    """Return a finding's description with its confidence, and its reason or a note's text."""
    analysis = places.analysis
    match shown.kind:
        case "name":
            mention = analysis.mentions[shown.index]
            name, because = analysis.text[shown.start : shown.end], mention.because
            parts = [_LABELS[mention.label]]
            if mention.entity is not None:
                entity = analysis.entities[mention.entity]
                name = entity.name
                if is_yours(entity.because) and not is_yours(because):
                    because = entity.because
                if entity.role:
                    parts.insert(0, entity.role)
                others = [alias for alias in entity.aliases if alias != name]
                if others:
                    parts.append("also " + ", ".join(others[:4]))
            if mention.kind != "name":
                parts.append(f"“{analysis.text[shown.start : shown.end]}” here")
        case "quotation":
            quotation = analysis.quotations[shown.index]
            name, role = speaker(analysis, quotation)
            parts, because = [manner(analysis, quotation)], quotation.because
            if role:
                parts.insert(0, role)
        case "event":
            event = analysis.events[shown.index]
            time = analysis.times[event.time]
            name, because = dates(event), event.because or time.because
            parts = [f"“{analysis.text[time.start : time.end]}”", time.value]
        case "time":
            time = analysis.times[shown.index]
            name, because = analysis.text[time.start : time.end], time.because
            parts = [time.value]
        case "note":
            note = places.notes[shown.index]
            name, because = "Your note" if note.body else "Highlighted", note.body
            parts = _note_attributes(note)
    if shown.kind != "note":
        for note in _notes_on(shown, places):
            parts += ["noted", *_note_attributes(note)]
    description = Content.styled(safe(name), "bold")
    for part in parts:
        description = Content.assemble(description, (f" · {safe(part)}", _MUTED))
    why = because if shown.kind == "note" else reason(because)
    return description, Content.styled(safe(why), _MUTED)


def _note_attributes(note: Note) -> list[str]:
    """Return a note's attributes other than its text: verdict, star, tags."""
    verdict = [note.verdict] if note.verdict else []
    return [*verdict, *(["starred"] if note.starred else []), *(f"#{tag}" for tag in note.tags)]


def _notes_on(shown: Place, places: Places) -> list[Note]:
    """Return the notes attached to exactly this finding."""
    overlapping = (places.notes[ref.index] for ref in places.over("notes", shown.start, shown.end))
    return [
        note
        for note in overlapping
        if (note.start, note.end) == (shown.start, shown.end)
        or (shown.kind == "quotation" and note.quotation == shown.index)
    ]


def describe_selection(words: str, *, at_end: bool) -> tuple[Content, Content]:
    """Return the size of the selection with its moving end, and the keys that act on it."""
    count, end = len(words.split()), "end" if at_end else "start"
    keys = "i note · h highlight · t tag · y copy · v unit · w b ( ) { } move the end · o swap ends"
    return (
        Content.assemble(
            (f"{counted(count, 'word')} selected", "bold"), (f" · its {end} moves", _MUTED)
        ),
        Content.styled(keys, _MUTED),
    )


def left(progress: float, words: int) -> str:
    """Format the reading progress and the time left.

    `0.45` of 800 words → "45% · 2 min left"; `0.12` of 21,000 words → "12% · 1 h 20 min left".
    """
    minutes = round(words * (1 - progress) / WORDS_A_MINUTE)
    if progress >= 1:
        rest = "the end"
    elif minutes < 60:
        rest = f"{minutes} min left" if minutes else "under 1 min left"
    else:
        rest = f"{minutes // 60:,} h {minutes % 60} min left"
    return f"{progress:.0%} · {rest}"
