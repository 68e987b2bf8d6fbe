"""Correction rules: corrections that apply in every article that contains the same words."""

from analysis.models import Reason
from analysis.structs import replace
from db.corrections import entities
from db.corrections.editor import FindingsEditor, edit_finding
from db.corrections.models import (
    Correction,
    CorrectionRule,
    EntityRef,
    MergeEntities,
    ReassignMention,
    RemoveQuotation,
    RenameEntity,
    RuleChange,
    SetKind,
    SetLabel,
    SetSpeaker,
)
from db.corrections.quotations import with_kind
from db.text import find_occurrences, normalize_content, normalize_name

_MOST_WORDS = 12  # of a quotation's content that other articles are likely to repeat

_PRONOUNS = frozenset(
    (
        "i",
        "me",
        "my",
        "we",
        "us",
        "our",
        "you",
        "your",
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "it",
        "its",
        "they",
        "them",
        "their",
        "theirs",
        "who",
    )
)


def rule_for(correction: Correction) -> tuple[str, RuleChange] | None:
    """Return a correction as words and change of a rule; None if it fits only one article."""
    exact = " ".join(correction.exact.split())
    if exact.casefold() in _PRONOUNS:  # a pronoun refers to another entity in every article
        return None
    match correction.change:
        case MergeEntities(entity) | ReassignMention(entity, _) if normalize_name(
            entity.name
        ) != normalize_name(exact):
            return exact, ReassignMention(replace(entity, at=None), everywhere=True)
        case RenameEntity(name, label) if normalize_name(name) != normalize_name(exact):
            return exact, ReassignMention(EntityRef(name, label), everywhere=True)
        case SetSpeaker(speaker, name_in_text) if speaker and normalize_name(name_in_text) not in (
            "",
            normalize_name(speaker.name),
            *_PRONOUNS,
        ):
            return name_in_text, ReassignMention(replace(speaker, at=None), everywhere=True)
        case SetLabel() as change:
            return exact, change
        case SetKind() | RemoveQuotation() as change if len(exact.split()) <= _MOST_WORDS:
            return exact, change
    return None


def apply_rule(editor: FindingsEditor, rule: CorrectionRule) -> None:
    """Apply a rule to an article, wherever its words occur."""
    if not (editor.may_contain(rule.words) or _entities_named(editor, rule.words)):
        return
    match rule.change:
        case ReassignMention(target):
            _reassign_words(editor, rule.words, target)
        case SetLabel(label):
            for entity in _entities_named(editor, rule.words):
                before = editor.entity(entity)
                if before.label != label or before.confidence < 1:  # a rule can confirm a label
                    entities.set_label(editor, entity, label, "rule")
        case SetKind(kind):
            for index in _quotations_with(editor, rule.words):
                quotation = editor.quotations[index]
                if quotation.kind != kind:
                    reason = Reason.of("edit.kind_rule", kind=kind)
                    editor.quotations[index] = with_kind(quotation, kind, reason, "rule")
        case RemoveQuotation():
            for index in reversed(_quotations_with(editor, rule.words)):
                del editor.quotations[index]


def _reassign_words(editor: FindingsEditor, words: str, target: EntityRef) -> None:
    """Reassign words to the target entity, whether or not they are a mention or a name so far."""
    wanted = normalize_name(words)
    mentions = _mentions_with(editor, wanted)
    named = [entity for entity in _entities_named(editor, words) if editor.mentions_of(entity)]
    written = find_occurrences(editor.text, words)
    if not (mentions or named or written):
        return
    reason = Reason.of("edit.means", name=words, target=target.name)
    known = [number for number in editor.entities_named(target.name) if number not in named]
    if named and not known:
        first, *others = (
            named  # no other entity has the target's name, so it is a new name for this one
        )
        if editor.entity(first).name != target.name:
            entities.rename_entity(editor, first, target.name, "rule")
        if editor.entity(first).label != target.label:
            entities.set_label(editor, first, target.label, "rule")
        into = first
    else:
        others = named
        into = editor.resolve_entity(replace(target, at=None), reason, "rule")
    for entity in others:
        entities.merge_entities(editor, entity, into, "rule")
    moved = [i for i in _mentions_with(editor, wanted) if editor.mentions[i].entity != into]
    if moved:
        entities.move_mentions(editor, moved, into, "rule")
    editor.add_mentions(written, editor.entity(into).label, into, reason, "rule")
    _set_speaker_by_source(editor, wanted, into, reason)


def _mentions_with(editor: FindingsEditor, wanted: str) -> list[int]:
    """Return the mentions whose words have this normalized form."""
    return [i for i, m in enumerate(editor.mentions) if normalize_name(editor.text_of(m)) == wanted]


def _set_speaker_by_source(
    editor: FindingsEditor, wanted: str, speaker: int, reason: Reason
) -> None:
    """Set the speaker of the quotations that have the words as their source."""
    editor.quotations = [
        edit_finding(quotation, reason, "rule", speaker=speaker, co_speakers=())
        if quotation.source is not None
        and quotation.speaker != speaker
        and normalize_name(editor.text_of(quotation.source)) == wanted
        else quotation
        for quotation in editor.quotations
    ]


def _entities_named(editor: FindingsEditor, words: str) -> list[int]:
    """Return the entities with these words as their name; aliases do not count."""
    wanted = normalize_name(words)
    return [e.id for e in editor.entities if e and normalize_name(e.name) == wanted]


def _quotations_with(editor: FindingsEditor, words: str) -> list[int]:
    """Return the quotations with these words as their whole content."""
    wanted = normalize_content(words)
    return [
        index
        for index, quotation in enumerate(editor.quotations)
        if normalize_content(editor.text[quotation.start : quotation.end]) == wanted
    ]
