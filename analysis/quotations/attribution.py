"""Find who says what in a frame: from each cue to its source and to what it reports."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.quotations.according import according_to, in_words_of
from analysis.quotations.adverbials import skip_adverbials
from analysis.quotations.before_cue import left_content
from analysis.quotations.castings import casts
from analysis.quotations.complements import addressee_end, told
from analysis.quotations.cues import Cue, any_casting, any_voice, noun_cue, verb_cue
from analysis.quotations.frames import QUOTE, Item, is_title, last_letter
from analysis.quotations.inversion import ends_with_source, inverted_subject
from analysis.quotations.nouns import by_noun
from analysis.quotations.participles import by_infinitive, by_participle
from analysis.quotations.passives import asked, by_passive, heard, impersonal
from analysis.quotations.phrases import (
    FINITE,
    RELATIVE,
    VERBS,
    base_end,
    is_comma,
    is_noun,
)
from analysis.quotations.relatives import is_relative_object, relative_clause
from analysis.quotations.reported_clauses import clause_end, is_clause, trimmed
from analysis.quotations.reports import Attribution, on_the_right
from analysis.quotations.subjects import Subject, nearest_subject, subject_of
from analysis.quotations.verbs import Group, is_be, verb_group

_NAMED_SO = frozenset({"it", "this", "that", "him", "her", "them"})
# Patterns that are seldom a report within a report.
_ALSO_INSIDE = ("participle, that", "participle, quote", "quote", "clause", "according")


def attributions_in(items: Sequence[Item]) -> list[Attribution]:
    """The attributions of one frame, in the order of their cues."""
    found: list[Attribution] = []
    inside = 0  # items before this belong to a thing that somebody vows or refuses to do
    for index, item in enumerate(items):
        one = None
        following = items[index + 1].lower if index + 1 < len(items) else ""
        if item.lower == "according" and following == "to":
            one = according_to(items, index)
        elif item.lower == "in" and index >= inside:
            one = in_words_of(items, index)
        elif item.tag in VERBS and index >= inside:
            cue = verb_cue(item.lower)
            if cue is None and _beside_quote(items, index):
                cue = any_voice(item.lower)
            if cue is None and casts(items, verb_group(items, index)):
                cue = any_casting(item.lower)
            elif cue is not None and cue.promising and casts(items, verb_group(items, index)):
                cue = replace(cue, addressing=True)
            if cue is not None:
                one = _by_verb(items, index, cue)
            elif item.lower in ("heard", "hears"):
                one = heard(items, index)
        elif item.tag in ("NN", "NNS") and noun_cue(item.lower):
            one = by_noun(items, index)
        if one is not None:
            found.append(one)
            if one.rule == "to do":
                inside = one.pieces[0][1]
    return _outermost(found)


def _beside_quote(items: Sequence[Item], index: int) -> bool:
    """Whether a verb in the past can only go with quoted words: "Come!" *exhorted* Lee."""
    if items[index].tag not in ("VBD", "VBN") or is_be(items[index].lower) or index == 0:
        return False
    before = items[index - 1]
    if items[index].tag == "VBN" or before.tag != QUOTE:
        return _ends_report(items, index)
    if last_letter(before) in (",", "?", "!"):
        return items[index].lower not in ("had", "did") and not is_title(before.text)
    return False


def _ends_report(items: Sequence[Item], index: int) -> bool:
    """Whether only a subject parts a verb from quoted words with a comma: “Come,” Lee *begged*."""
    source = subject_of(items, verb_group(items, index))
    if source is None or source.end != index or source.start == 0:
        return False
    before = items[source.start - 1]
    after = items[index + 1] if index + 1 < len(items) else None
    quoted = before.tag == QUOTE and last_letter(before) == ","
    quoted = quoted and (before.finite or source.start == 1)
    return quoted and (after is None or after.lower in (".", ",") or after.tag in ("IN", "RB"))


def _outermost(found: list[Attribution]) -> list[Attribution]:
    """The attributions without those that only report what is said inside another's content."""
    kept: list[Attribution] = []
    for one in found:
        if any(other.pieces == one.pieces and _is_nearer(other, one) for other in found):
            continue
        if not one.rule.startswith(_ALSO_INSIDE) and any(
            start <= one.cue[0] < end
            and not other.rule.startswith(("quote", "passive, told"))
            and not (
                other.rule.endswith(("object", "about")) and one.rule.endswith(("that", "clause"))
            )
            for other in found
            if other is not one
            for start, end in other.pieces
        ):
            continue
        kept.append(one)
    return kept


def _is_nearer(one: Attribution, other: Attribution) -> bool:
    """Whether of two that report the same the first is the better one: a verb, or nearer to it."""
    noun = one.rule.startswith("noun"), other.rule.startswith("noun")
    return one.cue[0] > other.cue[0] if noun[0] == noun[1] else noun[1]


def _by_verb(items: Sequence[Item], main: int, cue: Cue) -> Attribution | None:
    group = verb_group(items, main)
    object_ = items[group.end].lower if group.end < len(items) else ""
    if cue.lemma == "put":
        if object_ != "it":
            return None
        group = replace(group, end=group.end + 1)
    elif cue.naming and object_ in _NAMED_SO and _stands_behind_quote(items, group):
        cue = replace(cue, voicing=True)
        group = replace(group, end=group.end + 1)
    follows = items[group.end] if group.end < len(items) else None
    if cue.voicing and not cue.saying and follows is not None and follows.tag in VERBS:
        return None  # "began shouting"
    if cue.lemma in ("emerge", "transpire"):
        subject = subject_of(items, group)
        it = subject is not None and items[subject.head].lower == "it"
        return impersonal(items, group, cue, subject) if subject is not None and it else None
    tag = items[main].tag
    if tag in ("VBN", "VBD") and (question := asked(items, main, cue)) is not None:
        return question
    if cue.naming and _only_names(items, group):
        return None
    if group.passive:
        return by_passive(items, group, cue)
    if (
        group.finite
        or (tag == "VBN" and _looks_finite(items, group, cue))
        or (tag == "VB" and cue.speech and _is_present(items, group))
    ):
        source = subject_of(items, group)
        inverted = inverted_subject(items, group, cue, source)
        if inverted is not None:
            source = inverted
        return _with_source(items, group, cue, source, inverted is not None)
    if tag == "VBG":
        return by_participle(items, group, cue)
    if tag == "VB" and group.infinitive:
        return by_infinitive(items, group, cue)
    if tag == "VB" and group.start and items[group.start - 1].tag == "CC":
        source = nearest_subject(items, group.start)
        if source is not None:
            return on_the_right(items, group, cue, source, "joined")
    return None


def _stands_behind_quote(items: Sequence[Item], group: Group) -> bool:
    """Whether a subject and its verb follow quoted words: "A farce," Lee *called* it."""
    source = subject_of(items, group)
    return source is not None and source.start > 0 and items[source.start - 1].tag == QUOTE


def _only_names(items: Sequence[Item], group: Group) -> bool:
    """Whether a verb only tells the name of the noun before it: a group *called* the League."""
    if group.start != group.main or group.start == 0 or group.end >= len(items):
        return False
    before, end = items[group.start - 1], base_end(items, group.end)
    if end is None and items[group.end].tag == QUOTE:
        end = group.end + 1
    if before.tag not in ("NN", "NNS") or before.name != "O" or end is None:
        return False
    source = subject_of(items, group)
    if source is not None and source.start and items[source.start - 1].tag in RELATIVE:
        return False  # "what critics called a scandal"
    return (
        end >= len(items)
        or items[end].lower in (",", ".", "and", "(", "that", "which", "who")
        or (items[end].tag == "IN" and items[end].lower != "as")
    )


def _looks_finite(items: Sequence[Item], group: Group, cue: Cue) -> bool:
    """Whether a past participle is a past tense with the wrong tag: Smith *added*: "…"."""
    before = items[group.start - 1] if group.start else None
    if not (
        before is None or is_noun(before) or before.tag in (QUOTE, "WP", "CC") or is_comma(before)
    ):
        return False
    if group.end >= len(items) or (cue.voicing and not cue.saying):
        return before is not None
    if before is not None and is_comma(before) and _is_only_main_verb(items, group):
        return True
    following = items[group.end]
    return following.tag in (QUOTE, "RB", "RP") or following.lower in (":", ",", "that", ".")


def _is_only_main_verb(items: Sequence[Item], group: Group) -> bool:
    """Whether a sentence that opens with a subject and an insertion has no other main verb."""
    source = subject_of(items, group)
    if source is None or source.start > 0 or any(item.tag in FINITE for item in items[group.end :]):
        return False
    return any(item.tag in FINITE for item in items[source.start : group.start])


def _is_present(items: Sequence[Item], group: Group) -> bool:
    """Whether a base form is a present tense with the wrong tag: people close to Lee *say*."""
    if group.start != group.main or group.start == 0 or not is_noun(items[group.start - 1]):
        return False
    source = subject_of(items, group)
    return source is not None and (
        source.start == 0 or items[source.start - 1].tag not in (*VERBS, "TO")
    )


def _with_source(
    items: Sequence[Item], group: Group, cue: Cue, source: Subject | None, inverted: bool
) -> Attribution | None:
    left = group.start if inverted or source is None else min(source.start, group.start)
    after = group.end
    if inverted and source is not None:
        last = items[group.start - 1] if group.start else None
        closes = last is not None and is_comma(last) and ends_with_source(items, group, cue)
        closes = closes and not _goes_on(items, source.end)
        after = len(items) if closes else source.end
    described = source is not None and source.relative is not None  # Lee, who argued with Kim, …
    if (cue.saying or cue.voicing) and left > 0 and source is not None and not described:
        addressed = None
        if cue.telling and not inverted and after < len(items):
            end = addressee_end(items, after)
            if end is not None:
                addressed = told(items, after, end)
                after = end
        if after >= len(items):
            after = len(items) - 1
        edge = left - (left > 1 and items[left - 1].lower == "as")  # "…," as she puts it
        pieces = left_content(items, edge, after, clauses=cue.saying)
        if pieces is not None:
            quote = any(item.tag == QUOTE for item in items[slice(*pieces[0])])
            order = "verb, source" if inverted else "source, verb"
            return Attribution(
                pieces,
                (group.start, group.end),
                source,
                f"{'quote' if quote else 'clause'}, {order}",
                cue,
                addressed,
                group.negated,
            )
        stop = skip_adverbials(items, after)
        if _says_as(items, left, stop):
            after = stop
            piece = trimmed(items, after + 1, clause_end(items, after + 1))
            if piece is not None:
                cue_span = (group.start, group.end)
                return Attribution((piece,), cue_span, source, "as, clause", cue, addressed)
    if inverted and source is not None:
        if source.end < len(items) and items[source.end].tag in RELATIVE:
            return None
        return on_the_right(items, group, cue, source, "inverted", source.end)
    shared = group.start > 0 and items[group.start - 1].tag == "CC"
    if source is not None and not shared and is_relative_object(items, source, cue):
        found = relative_clause(items, group, cue, source)
        titled = items[source.start].tag == "DT" and items[source.head].tag == "NNP"
        opens = after + 1 < len(items) and items[after + 1].tag == QUOTE
        if found is not None or not (titled or (opens and items[after].lower in (",", ":"))):
            return found  # else "spokesman the Rev. Lee said", where no clause hangs on the noun
    return on_the_right(items, group, cue, source, "subject")


def _goes_on(items: Sequence[Item], comma: int) -> bool:
    """Whether the clause around a cue goes on with its verb: What counts, said Lee, *is* …."""
    return comma + 1 < len(items) and is_comma(items[comma]) and items[comma + 1].tag in FINITE


def _says_as(items: Sequence[Item], left: int, after: int) -> bool:
    """Whether a sentence opens with "As Lee told the paper, …"."""
    return (
        0 < left <= 2
        and items[left - 1].lower == "as"
        and after + 1 < len(items)
        and is_comma(items[after])
        and is_clause(items, after + 1)
    )
