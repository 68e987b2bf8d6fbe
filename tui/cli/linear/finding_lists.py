"""Commands that print the findings of the open article, and its notes."""

from analysis import Quotation
from analysis.speaker_names import name_speaker
from tui.cli.linear.descriptions import (
    describe_entities,
    describe_event,
    describe_note,
    describe_quotation,
    describe_speakers,
)
from tui.cli.linear.session import CommandError, LinearSession, OpenText
from tui.display_text import format_count, in_quotation_marks
from tui.widgets.speaker_filter import SpeakerKey


def set_findings(session: LinearSession, words: str) -> None:
    """Print the findings at the position of reading; `on` and `off`: after each paragraph."""
    match words.lower():
        case "":
            print_findings(session, none="No findings here.")
        case "on":
            session.reads_findings = True
            session.print_line("Findings are read after each paragraph. Type findings off to stop.")
        case "off":
            session.reads_findings = False
            session.print_line("Findings are read only when you type findings.")
        case _:
            raise CommandError("Type findings, findings on, or findings off.")


def print_findings(session: LinearSession, *, none: str) -> None:
    """Print the quotations, names, events and notes of the span that was read last."""
    text = session.open_text
    start, end = text.span
    lines = [
        describe_quotation(text.analysis, quotation, number)
        for number, (_, quotation) in enumerate(text.list_quotations(), 1)
        if any(first < end and last > start for first, last in quotation.spans)
    ]
    here = dict.fromkeys(
        mention.entity
        for mention in text.analysis.mentions
        if mention.start < end and mention.end > start and mention.entity is not None
    )
    mentioned = [text.analysis.entities[entity] for entity in here]
    entities = [entity for entity in mentioned if entity.is_named]
    lines += [f"Name: {line}" for line in describe_entities(text.analysis, entities)]
    lines += [
        describe_event(event, number)
        for number, event in enumerate(text.analysis.events, 1)
        if event.start < end and event.end > start
    ]
    lines += [
        describe_note(note, number, text.paragraphs.at(note.start) + 1)
        for number, note in enumerate(text.loaded.findings.notes, 1)
        if note.start < end and note.end > start
    ]
    for line in lines or filter(None, [none]):
        session.print_line(line)


def list_article_quotations(session: LinearSession, name: str) -> None:
    """List the quotations of the open article; with a name, those of that speaker."""
    text = session.open_text
    found = [
        (number, quotation)
        for number, (_, quotation) in enumerate(text.list_quotations(), 1)
        if name.casefold() in describe_speakers(text.analysis, quotation).casefold()
    ]
    if not found:
        raise CommandError(
            f"No quotation of {name} in this article. Type said {name} for all articles."
            if name
            else "This article has no quotations. Type names or events."
        )
    session.print_line(format_count(len(found), "quotation"))
    for number, quotation in found:
        session.print_line(describe_quotation(text.analysis, quotation, number))


def print_speaker(session: LinearSession, words: str) -> None:
    """Print the speaker of a quotation with its reason; without a number, list all speakers."""
    text = session.open_text
    if words:
        number, _, quotation = text.find_quotation(words)
        session.print_line(describe_quotation(text.analysis, quotation, number))
        session.print_line(
            f"Confidence {quotation.confidence * 100:.0f} percent, "
            f"paragraph {text.paragraphs.at(quotation.start) + 1}. "
            f"Type speaker {number} and a name to correct it."
        )
        return
    numbers: dict[SpeakerKey, list[str]] = {}
    names: dict[SpeakerKey, str] = {}
    for number, (_, quotation) in enumerate(text.list_quotations(), 1):
        for key, name in _describe_each_speaker(text, quotation):
            numbers.setdefault(key, []).append(str(number))
            names.setdefault(key, name)
    if not numbers:
        raise CommandError("This article has no quotations. Type names or events.")
    for key, quoted in numbers.items():
        noun = "quotation" if len(quoted) == 1 else "quotations"
        session.print_line(f"{names[key]}: {noun} {', '.join(quoted)}")


def _describe_each_speaker(text: OpenText, quotation: Quotation) -> list[tuple[SpeakerKey, str]]:
    """Return the speakers of a quotation with their roles; the source if it is not named."""
    speakers = text.analysis.speakers_of(quotation)
    if speakers:
        return [
            (each.id, f"{each.name}, {each.role}" if each.role else each.name) for each in speakers
        ]
    speaker = name_speaker(text.analysis, quotation)
    words = speaker.name or speaker.pronoun
    described = f"Not named, in the text {in_quotation_marks(words)}" if words else "No speaker"
    return [(words.casefold(), described)]


def list_article_names(session: LinearSession, words: str) -> None:
    """List the names of the open article; `words` select some of them."""
    text = session.open_text
    found = [
        entity
        for entity in text.analysis.named_entities
        if any(words.casefold() in name.casefold() for name in (entity.name, *entity.aliases))
    ]
    if not found:
        raise CommandError("No such name in this article. Type names for all of them.")
    session.print_line(format_count(len(found), "name"))
    for number, line in enumerate(describe_entities(text.analysis, found), 1):
        session.print_line(f"{number}. {line}")


def list_events(session: LinearSession, words: str) -> None:
    """List the events of the open article by date."""
    del words
    text = session.open_text
    if not text.analysis.events:
        raise CommandError("This article has no events. Type quotes or names.")
    session.print_line(format_count(len(text.analysis.events), "event"))
    for line in _event_lines(text):
        session.print_line(line)


def _event_lines(text: OpenText) -> list[str]:
    numbered = list(enumerate(text.analysis.events, 1))
    dated = sorted(
        (each for each in numbered if each[1].first_day),
        key=lambda each: (each[1].first_day, each[0]),
    )
    undated = [each for each in numbered if not each[1].first_day]
    return [describe_event(event, number) for number, event in [*dated, *undated]]


def list_article_notes(session: LinearSession, words: str) -> None:
    """List the notes and highlights of the open article."""
    del words
    text = session.open_text
    if not text.loaded.findings.notes:
        raise CommandError("This article has no notes. Type note and a text to write one.")
    session.print_line(format_count(len(text.loaded.findings.notes), "note"))
    for number, note in enumerate(text.loaded.findings.notes, 1):
        session.print_line(describe_note(note, number, text.paragraphs.at(note.start) + 1))
