"""Find the subject of a verb across appositives, relative clauses and times."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import verb_cue
from analysis.syntax.full_phrases import Subject, full_phrase
from analysis.syntax.noun_phrases import (
    NOUNS,
    PREPOSITIONS,
    REACH,
    base_phrase_start,
    is_nominal,
    is_noun,
    is_time,
)
from analysis.syntax.subject_extensions import (
    extend_to_name,
    extend_to_partner,
    extend_to_quote,
    extend_to_title,
    is_appositive,
)
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    FINITE_TAGS,
    NARRATIVE_TAGS,
    PAST_TAGS,
    RELATIVE_TAGS,
)
from analysis.syntax.tokens import DASHES, Token, is_comma
from analysis.syntax.verb_groups import VerbGroup, find_main_verb, find_verb_group

_REFLEXIVES = frozenset({"himself", "herself", "itself", "themselves"})
# First tags of an insertion that explains a name.
_EXPLAINING = NOUNS | RELATIVE_TAGS | {"DT", "JJ", "JJS", "PRP$", "WP$", "RB"}
_NOBODY = frozenset({"neither", "nobody", "no", "none", "no-one"})
_LIST = 15
_TIME_CLAUSES = lexicon.words("subordinators", "time_clause")
_BEFORE_TIME = RELATIVE_TAGS | {"RB"}
_QUESTIONS = frozenset({"what", "who"})
_TIME_OPENINGS = frozenset({"this", "last", "next", "late", "early", "earlier"})


def is_negative_source(tokens: Sequence[Token], source: Subject) -> bool:
    """Return whether a source denies that it spoke: *neither* Lee nor Kim, *no* official."""
    return tokens[source.start].lower in _NOBODY or (
        source.start > 0 and tokens[source.start - 1].lower == "neither"
    )


def find_subject(tokens: Sequence[Token], group: VerbGroup) -> Subject | None:
    """Return the subject to the left of a verb group, or None.

    Appositives, relative clauses and adverbials may lie between them.
    """
    floor = max(0, group.start - REACH)
    last = _skip_times(tokens, group.start - 1, floor)
    if last < floor:
        return None
    found = _find_subject_at(tokens, group, last, floor)
    if found is None or found.relative is not None:
        return found
    found = extend_to_title(tokens, extend_to_quote(tokens, found), floor)
    return extend_to_partner(tokens, found, floor)


def _find_subject_at(
    tokens: Sequence[Token], group: VerbGroup, last: int, floor: int
) -> Subject | None:
    """Return the subject that ends at token `last`, or before an insertion that ends there."""
    token = tokens[last]
    if token.tag in RELATIVE_TAGS or (token.lower == "that" and last and is_noun(tokens[last - 1])):
        return _relative(tokens, last)
    if token.tag == "CC":
        return _shared_subject(tokens, last)
    if _is_separator(token):
        if is_comma(token) and _is_listed(tokens, last, group):
            return _shared_subject(tokens, last)
        found = _subject_before_insertion(tokens, last, floor)
        then = found is None and tokens[last + 1].lower == "then"
        return _shared_subject(tokens, last) if then else found
    if is_noun(token) or is_nominal(tokens, last):
        return extend_to_name(tokens, full_phrase(tokens, last, floor), floor)
    return None


def _is_listed(tokens: Sequence[Token], comma: int, group: VerbGroup) -> bool:
    """Return whether a verb is one of a list with one subject: joked, *declined* and left."""
    tag = tokens[group.main].tag
    if group.start != group.main or tag not in NARRATIVE_TAGS:
        return False
    earlier = next(
        (
            at
            for at in range(comma - 1, max(-1, comma - _LIST), -1)
            if tokens[at].tag in FINITE_TAGS
        ),
        None,
    )
    if earlier is None or tokens[earlier].tag != tag or is_comma(tokens[earlier - 1]):
        return False
    for index in range(group.end, min(len(tokens) - 2, group.end + _LIST)):
        if tokens[index].tag == "CC":
            following = index + 1 + (tokens[index + 1].tag == "RB")
            if tokens[following].tag == tag:
                return True
        elif tokens[index].tag in FINITE_TAGS:
            return False
    return False


def _is_separator(token: Token) -> bool:
    """Return whether a token can separate verb and subject: comma, dash, closing bracket."""
    return is_comma(token) or token.lower in DASHES or token.lower == ")"


def _skip_times(tokens: Sequence[Token], last: int, floor: int) -> int:
    """Skip adverbs and times to the left: Lee *on Friday* said, a poll *published* Friday said."""
    while last > floor:
        token = tokens[last]
        much = token.tag == "RBS" and last + 1 < len(tokens) and tokens[last + 1].tag == "RB"
        if token.tag in ADVERB_TAGS or much or token.lower in _REFLEXIVES:
            last -= 1
            while token.lower == "ago" and last > floor and _is_measure(tokens[last]):
                last -= 1
        elif (
            is_time(token)
            and last - 1 > floor
            and (tokens[last - 1].tag == "IN" or tokens[last - 1].lower in _TIME_OPENINGS)
            and (_ends_subject(tokens[last - 2]) or tokens[last - 2].tag in _BEFORE_TIME)
        ):
            last -= 2
        elif (is_time(token) and _ends_subject(tokens[last - 1])) or (
            token.tag in PAST_TAGS
            and token.lower.endswith("ed")
            and last + 1 < len(tokens)
            and is_noun(tokens[last - 1])
        ):
            last -= 1
        else:
            break
    return last


def _is_measure(token: Token) -> bool:
    """Return whether a token measures the time before "ago": *less than two weeks* ago."""
    return (
        is_time(token) or token.tag in ("CD", "JJR", "RBR") or token.lower in ("than", "a", "few")
    )


def _ends_subject(token: Token) -> bool:
    return (
        is_comma(token)
        or token.lower == ")"
        or token.tag == "VBN"
        or (is_noun(token) and not is_time(token))
    )


def _relative(tokens: Sequence[Token], pronoun: int) -> Subject | None:
    last = pronoun - 1
    if last >= 0 and is_comma(tokens[last]):
        last -= 1
    if last >= 0 and tokens[last].lower == ")":
        last = _opening_bracket(tokens, last) - 1
    if last < 0 or not is_noun(tokens[last]):
        return Subject(pronoun, pronoun + 1, pronoun)
    found = full_phrase(tokens, last, max(0, last - REACH))
    if found is None:
        return None
    return Subject(found.start, pronoun + 1, found.head, relative=pronoun)


def _opening_bracket(tokens: Sequence[Token], closing: int) -> int:
    for index in range(closing - 1, max(-1, closing - 15), -1):
        if tokens[index].lower == "(":
            return index
    return closing


def _shared_subject(tokens: Sequence[Token], conjunction: int) -> Subject | None:
    """Return the subject of the verb before "and": she *left* and said."""
    for index in range(conjunction - 1, max(-1, conjunction - REACH), -1):
        if tokens[index].tag not in FINITE_TAGS:
            continue
        group = find_verb_group(tokens, index)
        last = _skip_times(tokens, group.start - 1, max(0, group.start - REACH))
        if last < 0 or tokens[last].tag == "CC":
            continue  # it shares a subject further left
        found = find_subject(tokens, group)
        if found is None and tokens[last + 1].lower == "then" and _is_separator(tokens[last]):
            # `find_subject` has searched the verbs further left. A second search would double the
            # time with each "then" of "ran, then fell, then left".
            return None
        if found is None or tokens[found.head].tag == "EX" or _is_embedded(tokens, found):
            continue
        described = _is_described(tokens, found, conjunction)
        if not described and _is_reported(tokens, found.start):
            continue  # "Lee said the firm had lost and said it would close": Lee says both
        if found.relative is not None:
            end = found.relative - is_comma(tokens[found.relative - 1])
            return Subject(found.start, found.relative + 1 if described else end, found.head)
        return found
    return None


def _is_described(tokens: Sequence[Token], found: Subject, conjunction: int) -> bool:
    """Return whether ", who" describes a person up to "and": told Lee, *who* rose and said …."""
    return (
        found.relative is not None
        and found.relative > 0
        and is_comma(tokens[found.relative - 1])
        and tokens[found.relative].lower == "who"
        and tokens[found.head].name.endswith("PERSON")
        and not any(is_comma(token) for token in tokens[found.relative : conjunction])
    )


def _is_embedded(tokens: Sequence[Token], found: Subject) -> bool:
    """Return whether a subject is that of an indirect question: did not say *who* had lost."""
    if found.relative is None and tokens[found.head].lower in _QUESTIONS:
        return found.start > 0
    return found.start > 1 and tokens[found.start - 1].lower == "whether"


def _is_reported(tokens: Sequence[Token], start: int) -> bool:
    """Return whether the clause whose subject starts at a token is reported content."""
    if start == 0:
        return False
    before = tokens[start - 1]
    if before.lower == "that" and before.tag == "IN":
        return True
    cue = verb_cue(before.lower) if before.tag in FINITE_TAGS else None
    return cue is not None and cue.takes_clause


def _subject_before_insertion(tokens: Sequence[Token], last: int, floor: int) -> Subject | None:
    """Return the subject before an insertion that ends with token `last`: Cable, who …, said."""
    if tokens[last].lower == ")":
        opening = _opening_bracket(tokens, last)
        return (
            full_phrase(tokens, opening - 1, floor)
            if opening > 0 and is_noun(tokens[opening - 1])
            else None
        )
    closing = tokens[last].lower
    found = None
    index = last - 1
    while index > floor:
        token = tokens[index]
        if (token.lower == closing) and _is_insertion(tokens, index + 1, last):
            before = index - 1
            if tokens[before].lower == ")":
                before = _opening_bracket(tokens, before) - 1
            if tokens[before].lower in _REFLEXIVES:
                before -= 1
            if before >= 0 and is_noun(tokens[before]):
                candidate = full_phrase(tokens, before, floor)
                if (
                    found is not None
                    and candidate is not None
                    and _has_preposition(tokens, candidate)
                ):
                    return found
                if candidate is not None and _is_object(tokens, candidate.start):
                    index = candidate.start
                elif candidate is not None:
                    explains = tokens[index + 1].tag in _EXPLAINING
                    found = Subject(
                        candidate.start, last if explains else candidate.end, candidate.head
                    )
                    if not is_appositive(tokens, candidate):
                        return found
                    index = candidate.start
        elif token.tag in FINITE_TAGS and found is not None:
            break
        index -= 1
    if found is None and last and is_comma(tokens[last]):  # a stray comma: "The firm, has said"
        noun = _skip_times(tokens, last - 1, floor)
        stray = full_phrase(tokens, noun, floor) if noun >= 0 and is_noun(tokens[noun]) else None
        if stray is not None and stray.start and tokens[stray.start - 1].name.endswith("PERSON"):
            name = base_phrase_start(tokens, stray.start - 1)  # "Ann Lee a baker, said"
            return Subject(name, stray.end, stray.start - 1) if name is not None else None
        return stray if stray is not None and stray.start <= 1 else None
    return found


def _has_preposition(tokens: Sequence[Token], found: Subject) -> bool:
    """Return whether a preposition governs a noun phrase: in *a letter to Lee*, the mayor said."""
    return found.start > 0 and tokens[found.start - 1].lower in PREPOSITIONS


def _is_object(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a noun phrase is a relative clause's object: who lost *her daughter*, …."""
    return (
        start > 1
        and tokens[start - 1].tag in FINITE_TAGS
        and tokens[start - 2].tag in RELATIVE_TAGS
    )


def _is_insertion(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether tokens can form an insertion between commas after a noun phrase."""
    if first >= last:
        return False
    token = tokens[first]
    if token.tag in RELATIVE_TAGS or token.tag == "WRB" or token.tag == "WP$":
        return True
    past = token.tag == "VBD" and token.lower.endswith("ed")  # a participle, mostly
    if token.lower in ("and", "including") and tokens[last].lower in DASHES:
        return not has_finite_verb(tokens[first:last])
    if has_finite_verb(tokens[first + past : last]):
        return (
            past
            or token.tag in ("IN", "VBN", "VBG")
            or any(inner.tag in RELATIVE_TAGS or inner.tag == "WP$" for inner in tokens[first:last])
        )
    return token.tag != "CC"


def find_nearest_subject(tokens: Sequence[Token], index: int) -> Subject | None:
    """Return the subject of the clause to which a participle or infinitive at `index` belongs.

    Prefer the subject of the last reporting verb before it over that of the first finite verb.
    """
    first: Subject | None = None
    for position in range(index - 1, max(-1, index - REACH), -1):
        if tokens[position].tag not in FINITE_TAGS:
            continue
        found = find_subject(tokens, find_verb_group(tokens, position))
        if found is None or found.relative is not None:
            continue
        before = tokens[found.start - 1] if found.start else None
        if (
            tokens[index].tag == "VBG"
            and before is not None
            and before.lower in _TIME_CLAUSES
            and not any(is_comma(token) for token in tokens[found.end : index])
        ):
            return found  # "it opened after the men left alleging abuse": the men allege
        main = before is None or before.tag == "CC" or is_comma(before)
        cue = verb_cue(tokens[find_main_verb(tokens, position)].lower)
        if main or (cue is not None and (cue.takes_clause or cue.takes_object or cue.takes_quote)):
            if _is_reported(tokens, found.start) and tokens[index].tag == "VBG":
                first = found
                continue  # "Lee said it reminds him of her, explaining": Lee explains
            return found
        first = found
    return first
