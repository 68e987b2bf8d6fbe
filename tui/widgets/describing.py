"""A finding or note in one line, for the foot of the reader and for copying."""

from textual.content import Content

from db import Note
from db.correcting import is_yours
from tui.safe import safe
from tui.widgets.panes.lines import reason
from tui.widgets.panes.quotes import manner, speaker
from tui.widgets.panes.timeline import dates
from tui.widgets.places import Place, Places
from tui.wording import WORDS_A_MINUTE, counted

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
    """What a place is and how sure that is; and why, or what a note says."""
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
            parts = _given(note)
    if shown.kind != "note":
        parts += [part for note in _notes_on(shown, places) for part in ["noted", *_given(note)]]
    what = Content.styled(safe(name), "bold")
    for part in parts:
        what = Content.assemble(what, (f" · {safe(part)}", _MUTED))
    why = because if shown.kind == "note" else reason(because)
    return what, Content.styled(safe(why), _MUTED)


def _given(note: Note) -> list[str]:
    """What a note gives beside its words: verdict, star, tags."""
    verdict = [note.verdict] if note.verdict else []
    return [*verdict, *(["starred"] if note.starred else []), *(f"#{tag}" for tag in note.tags)]


def _notes_on(shown: Place, places: Places) -> list[Note]:
    """The notes on a finding itself."""
    here = (places.notes[place.index] for place in places.over("notes", shown.start, shown.end))
    return [
        note
        for note in here
        if (note.start, note.end) == (shown.start, shown.end)
        or (shown.kind == "quotation" and note.quotation == shown.index)
    ]


def describe_selection(words: str, *, at_end: bool) -> tuple[Content, Content]:
    """How much is selected and which end of it moves; and what can be done with it."""
    count, end = len(words.split()), "end" if at_end else "start"
    keys = "i note · h highlight · t tag · y copy · v unit · w b ( ) { } move its end, o the other"
    return (
        Content.assemble(
            (f"{counted(count, 'word')} selected", "bold"), (f" · its {end} moves", _MUTED)
        ),
        Content.styled(keys, _MUTED),
    )


def left(progress: float, words: int) -> str:
    """How far the reading is and how much is left: "45% · 2 min left", "12% · 1 h 20 min left"."""
    minutes = round(words * (1 - progress) / WORDS_A_MINUTE)
    if progress >= 1:
        rest = "the end"
    elif minutes < 60:
        rest = f"{minutes} min left" if minutes else "under 1 min left"
    else:
        rest = f"{minutes // 60:,} h {minutes % 60} min left"
    return f"{progress:.0%} · {rest}"
