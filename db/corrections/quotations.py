"""Correct quotations: set their speaker, source, kind and bounds, add and remove them."""

from analysis import Quotation, Span
from analysis.models import (
    EDITED_BASIS,
    EDITED_TYPE,
    Basis,
    FindingOrigin,
    QuotationKind,
    Reason,
    SourceType,
)
from analysis.structs import replace
from analysis.text import join_names
from db.corrections.editor import FindingsEditor, edit_finding
from db.corrections.models import EntityRef
from db.text import is_quoted, split_quoted


def set_speaker(editor: FindingsEditor, at: Span, target: EntityRef | None) -> None:
    """Set the speaker of a quotation; drop its source span if that names another person."""
    index = _ensure(editor, at)
    quotation = editor.quotations[index]
    before = join_names([editor.entity(number).name for number in quotation.speakers]) or None
    speaker, source = _speaker(editor, quotation, target)
    reason = _speaker_reason(
        None if speaker is None else editor.entity(speaker).name,
        None if quotation.speakers == (speaker,) else before,
    )
    kind = quotation.kind
    if kind in ("scare", "continuation") and speaker is not None:  # the reader confirms it
        kind = _kind(editor, at)
    editor.quotations[index] = edit_finding(
        quotation, reason, speaker=speaker, co_speakers=(), source=source, kind=kind,
        confidence=1.0,
    )  # fmt: skip


def _speaker_reason(name: str | None, before: str | None) -> Reason:
    if name is None:
        return (
            Reason("edit.speaker_none")
            if before is None
            else Reason.of("edit.speaker_none_instead", before=before)
        )
    if before is None:
        return Reason.of("edit.speaker", name=name)
    return Reason.of("edit.speaker_instead", name=name, before=before)


def set_kind(editor: FindingsEditor, at: Span, kind: QuotationKind) -> None:
    """Set the kind of a quotation: a statement, topic, continuation or scare quote."""
    index = _ensure(editor, at)
    quotation = editor.quotations[index]
    reason = Reason.of("edit.kind", kind=kind)
    if kind != quotation.kind:
        reason = Reason.of("edit.kind_instead", kind=kind, before=quotation.kind)
    editor.quotations[index] = with_kind(quotation, kind, reason, "user")


def with_kind(
    quotation: Quotation, kind: QuotationKind, reason: Reason, origin: FindingOrigin
) -> Quotation:
    """Return the quotation with another kind; a scare quote has no speaker, source or cue."""
    changed = edit_finding(quotation, reason, origin, kind=kind, confidence=1.0)
    if kind == "scare":
        return replace(changed, speaker=None, co_speakers=(), source=None, cue=None, addressee=None)
    return changed


def set_bounds(editor: FindingsEditor, at: Span, bounds: Span) -> None:
    """Set where a quotation begins and ends; gaps between its content spans stay."""
    index = _ensure(editor, at)
    quotation = editor.quotations.pop(index)
    spans = clip_spans(quotation.spans, bounds)
    editor.add_quotation(
        edit_finding(quotation, Reason("edit.bounds"), spans=spans, confidence=1.0)
    )


def clip_spans(spans: tuple[Span, ...], bounds: Span) -> tuple[Span, ...]:
    """Cut or extend content spans to the bounds, and drop the spans outside of them."""
    start, end = bounds
    inside = [span for span in spans if span[0] < end and span[1] > start]
    if not inside:
        return (bounds,)
    inside[0] = (start, inside[0][1])
    inside[-1] = (inside[-1][0], end)
    return tuple(inside)


def remove_quotation(editor: FindingsEditor, at: Span) -> None:
    """Remove the quotation at a span."""
    index = editor.quotation_at(*at)
    if index is not None:
        del editor.quotations[index]


def add_quotation(
    editor: FindingsEditor, at: Span, kind: QuotationKind, target: EntityRef | None
) -> None:
    """Add a missed quotation, or correct it if the machine finds it by now."""
    if any((quotation.start, quotation.end) == at for quotation in editor.quotations):
        set_kind(editor, at, kind)
        set_speaker(editor, at, target)
        return
    quotation = Quotation(split_quoted(editor.text, at), kind)
    speaker, source = _speaker(editor, quotation, target)
    reason = Reason("edit.added")
    if speaker is not None:
        reason = Reason.of("edit.added_speaker", name=editor.entity(speaker).name)
    editor.add_quotation(edit_finding(quotation, reason, speaker=speaker, source=source))


def set_source_type(editor: FindingsEditor, at: Span, source_type: SourceType) -> None:
    """Set the type of the source of the statement at a span."""
    _add_reason(editor, at, Reason.of(EDITED_TYPE, type=source_type))


def set_basis(editor: FindingsEditor, at: Span, basis: Basis) -> None:
    """Set how the statement at a span was got."""
    _add_reason(editor, at, Reason.of(EDITED_BASIS, basis=basis))


def _add_reason(editor: FindingsEditor, at: Span, reason: Reason) -> None:
    """Add a reason to those of the quotation at a span, from which its source is classified."""
    index = editor.quotation_at(*at)
    if index is None:
        return
    quotation = editor.quotations[index]
    before = quotation.reason
    also = (*(each for each in before.also if each.id != reason.id), reason)
    editor.quotations[index] = replace(quotation, reason=Reason(before.id, before.args, also))


def _ensure(editor: FindingsEditor, at: Span) -> int:
    """Return the index of the quotation at a span; add it if the machine did not find it."""
    index = editor.quotation_at(*at)
    if index is not None:
        return index
    return editor.add_quotation(Quotation(split_quoted(editor.text, at), _kind(editor, at)))


def _kind(editor: FindingsEditor, at: Span) -> QuotationKind:
    return "direct" if is_quoted(editor.text[slice(*at)]) else "indirect"


def _speaker(
    editor: FindingsEditor, quotation: Quotation, target: EntityRef | None
) -> tuple[int | None, Span | None]:
    """Return the speaker's entity and the source span that names it, each None if unknown."""
    if target is None:
        return None, None if _names_another_person(
            editor, quotation.source, None
        ) else quotation.source
    speaker = editor.resolve_entity(target, Reason("edit.entity"), "user")
    source = quotation.source
    if source is None or _names_another_person(editor, source, speaker):
        source = editor.nearest_mention(speaker, quotation.spans)
    return speaker, source


def _names_another_person(editor: FindingsEditor, source: Span | None, speaker: int | None) -> bool:
    """Return whether a source names another person, and not the speaker."""
    if source is None:
        return False
    named = {
        mention.entity
        for mention in editor.mentions
        if mention.kind == "name" and mention.start < source[1] and mention.end > source[0]
    }
    people = {
        number for number in named if number is not None and editor.entity(number).label == "PERSON"
    }
    return speaker not in named and bool(people)
