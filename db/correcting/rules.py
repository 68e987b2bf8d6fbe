"""Standing rules: what a correction says beyond its article, held wherever the words stand."""

from dataclasses import replace
from functools import partial

from db.correcting import names
from db.correcting.changes import (
    KindIs,
    LabelIs,
    Means,
    NameIs,
    NotAQuotation,
    RuleChange,
    SameAs,
    SpeakerIs,
    Who,
)
from db.correcting.draft import Draft
from db.correcting.quotations import of_kind
from db.correcting.reasons import yours
from db.correcting.records import Correction, StandingRule
from db.correcting.wording import occurrences, same_content, same_words

_MOST_WORDS = 12  # of a content that other articles may quote as well

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
    """The words and what would hold for them everywhere; None for what only one text can say."""
    exact = " ".join(correction.exact.split())
    if exact.casefold() in _PRONOUNS:  # they mean somebody else in every article
        return None
    match correction.change:
        case SameAs(who) | Means(who, _) if same_words(who.name) != same_words(exact):
            return exact, Means(replace(who, at=None), everywhere=True)
        case NameIs(name, label) if same_words(name) != same_words(exact):
            return exact, Means(Who(name, label), everywhere=True)
        case SpeakerIs(who, called) if who and same_words(called) not in ("", same_words(who.name)):
            return called, Means(replace(who, at=None), everywhere=True)
        case LabelIs() as change:
            return exact, change
        case KindIs() | NotAQuotation() as change if len(exact.split()) <= _MOST_WORDS:
            return exact, change
    return None


def apply_rule(draft: Draft, rule: StandingRule) -> None:
    """Let a rule hold in an article, wherever its words are found there."""
    if not (draft.may_have(rule.words) or _called(draft, rule.words)):
        return
    match rule.change:
        case Means(who):
            _read_as(draft, rule.words, who)
        case LabelIs(label):
            for entity in _called(draft, rule.words):
                if draft.entity(entity).label != label:
                    names.sort(draft, entity, label, _always)
        case KindIs(kind):
            for index in _saying(draft, rule.words):
                quotation = draft.quotations[index]
                if quotation.kind != kind:
                    because = _always(quotation.because, f"these words are {kind}")
                    draft.quotations[index] = of_kind(quotation, kind, because)
        case NotAQuotation():
            for index in reversed(_saying(draft, rule.words)):
                del draft.quotations[index]


def _read_as(draft: Draft, words: str, who: Who) -> None:
    """Read words as somebody: whoever they name, whatever they refer to, or nothing so far."""
    wanted = same_words(words)
    meant = _saying_name(draft, wanted)
    called = [entity for entity in _called(draft, words) if draft.mentions_of(entity)]
    written = occurrences(draft.text, words)
    if not (meant or called or written):
        return
    because = _always("", f"*{words}* is read as *{who.name}*")
    known = [number for number in draft.named(who.name) if number not in called]
    if called and not known:
        first, *others = called  # nobody has the other name here: it is a name of this one
        if draft.entity(first).name != who.name:
            names.call(draft, first, who.name, _always)
        if draft.entity(first).label != who.label:
            names.sort(draft, first, who.label, _always)
        into = first
    else:
        others = called
        into = draft.entity_of(replace(who, at=None), because)
    for entity in others:
        names.join(draft, entity, into, _always)
    moved = [i for i in _saying_name(draft, wanted) if draft.mentions[i].entity != into]
    if moved:
        names.move(draft, moved, into, _always)
    draft.add_mentions(written, draft.entity(into).label, into, because)
    _let_speak(draft, wanted, into, because)


def _saying_name(draft: Draft, wanted: str) -> list[int]:
    """The mentions whose words have a form of `same_words`."""
    return [i for i, m in enumerate(draft.mentions) if same_words(draft.words(m)) == wanted]


def _let_speak(draft: Draft, wanted: str, speaker: int, because: str) -> None:
    """Let what the words are the source of be said by the one they mean."""
    draft.quotations = [
        replace(quotation, speaker=speaker, because=because)
        if quotation.source is not None
        and quotation.speaker != speaker
        and same_words(draft.words(quotation.source)) == wanted
        else quotation
        for quotation in draft.quotations
    ]


def _called(draft: Draft, words: str) -> list[int]:
    """The entities whose own name the words are."""
    wanted = same_words(words)
    return [e.id for e in draft.entities if e and same_words(e.name) == wanted]


def _saying(draft: Draft, words: str) -> list[int]:
    """The quotations whose whole content the words are."""
    wanted = same_content(words)
    return [
        index
        for index, quotation in enumerate(draft.quotations)
        if same_content(draft.text[quotation.start : quotation.end]) == wanted
    ]
