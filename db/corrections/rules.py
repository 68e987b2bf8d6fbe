"""Correction rules: corrections that apply in every article that contains the same words."""

from dataclasses import replace
from functools import partial

from db.corrections import entities
from db.corrections.editor import Draft, yours
from db.corrections.models import (
    Correction,
    KindIs,
    LabelIs,
    Means,
    NameIs,
    NotAQuotation,
    RuleChange,
    SameAs,
    SpeakerIs,
    StandingRule,
    Who,
)
from db.corrections.quotations import of_kind
from db.text import occurrences, same_content, same_words

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

_always = partial(yours, always=True)


def rule_for(correction: Correction) -> tuple[str, RuleChange] | None:
    """Return a correction as words and change of a rule; None if it fits only one article."""
    exact = " ".join(correction.exact.split())
    if exact.casefold() in _PRONOUNS:  # a pronoun refers to another entity in every article
        return None
    match correction.change:
        case SameAs(entity) | Means(entity, _) if same_words(entity.name) != same_words(exact):
            return exact, Means(replace(entity, at=None), everywhere=True)
        case NameIs(name, label) if same_words(name) != same_words(exact):
            return exact, Means(Who(name, label), everywhere=True)
        case SpeakerIs(speaker, called) if speaker and same_words(called) not in (
            "",
            same_words(speaker.name),
        ):
            return called, Means(replace(speaker, at=None), everywhere=True)
        case LabelIs() as change:
            return exact, change
        case KindIs() | NotAQuotation() as change if len(exact.split()) <= _MOST_WORDS:
            return exact, change
    return None


def apply_rule(editor: Draft, rule: StandingRule) -> None:
    """Apply a rule to an article, wherever its words occur."""
    if not (editor.may_have(rule.words) or _entities_named(editor, rule.words)):
        return
    match rule.change:
        case Means(target):
            _reassign_words(editor, rule.words, target)
        case LabelIs(label):
            for entity in _entities_named(editor, rule.words):
                if editor.entity(entity).label != label:
                    entities.sort(editor, entity, label, _always)
        case KindIs(kind):
            for index in _quotations_with(editor, rule.words):
                quotation = editor.quotations[index]
                if quotation.kind != kind:
                    because = _always(quotation.because, f"these words are {kind}")
                    editor.quotations[index] = of_kind(quotation, kind, because)
        case NotAQuotation():
            for index in reversed(_quotations_with(editor, rule.words)):
                del editor.quotations[index]


def _reassign_words(editor: Draft, words: str, target: Who) -> None:
    """Reassign words to the target entity, whether or not they are a mention or a name so far."""
    wanted = same_words(words)
    mentions = _mentions_with(editor, wanted)
    named = [entity for entity in _entities_named(editor, words) if editor.mentions_of(entity)]
    written = occurrences(editor.text, words)
    if not (mentions or named or written):
        return
    because = _always("", f"*{words}* is read as *{target.name}*")
    known = [number for number in editor.named(target.name) if number not in named]
    if named and not known:
        first, *others = (
            named  # no other entity has the target's name, so it is a new name for this one
        )
        if editor.entity(first).name != target.name:
            entities.call(editor, first, target.name, _always)
        if editor.entity(first).label != target.label:
            entities.sort(editor, first, target.label, _always)
        into = first
    else:
        others = named
        into = editor.entity_of(replace(target, at=None), because)
    for entity in others:
        entities.join(editor, entity, into, _always)
    moved = [i for i in _mentions_with(editor, wanted) if editor.mentions[i].entity != into]
    if moved:
        entities.move(editor, moved, into, _always)
    editor.add_mentions(written, editor.entity(into).label, into, because)
    _set_speaker_by_source(editor, wanted, into, because)


def _mentions_with(editor: Draft, wanted: str) -> list[int]:
    """Return the mentions whose words have this form of `same_words`."""
    return [i for i, m in enumerate(editor.mentions) if same_words(editor.words(m)) == wanted]


def _set_speaker_by_source(editor: Draft, wanted: str, speaker: int, because: str) -> None:
    """Set the speaker of the quotations that have the words as their source."""
    editor.quotations = [
        replace(quotation, speaker=speaker, because=because)
        if quotation.source is not None
        and quotation.speaker != speaker
        and same_words(editor.words(quotation.source)) == wanted
        else quotation
        for quotation in editor.quotations
    ]


def _entities_named(editor: Draft, words: str) -> list[int]:
    """Return the entities with these words as their name; aliases do not count."""
    wanted = same_words(words)
    return [e.id for e in editor.entities if e and same_words(e.name) == wanted]


def _quotations_with(editor: Draft, words: str) -> list[int]:
    """Return the quotations with these words as their whole content."""
    wanted = same_content(words)
    return [
        index
        for index, quotation in enumerate(editor.quotations)
        if same_content(editor.text[quotation.start : quotation.end]) == wanted
    ]
