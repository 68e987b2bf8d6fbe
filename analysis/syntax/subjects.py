"""Find the subject of a verb across appositives, relative clauses and times."""

from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import verb_cue
from analysis.syntax.noun_phrases import (
    NOUNS,
    PREPOSITIONS,
    REACH,
    base_phrase_end,
    base_phrase_start,
    is_nominal,
    is_noun,
    is_time,
)
from analysis.syntax.tag_sets import (
    ADVERBIAL_TAGS,
    FINITE_TAGS,
    NARRATIVE_TAGS,
    PAST_TAGS,
    PROPER_NOUN_TAGS,
    RELATIVE_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import DASHES, QUOTE, Token, is_comma
from analysis.syntax.verb_groups import VerbGroup, find_main_verb, find_verb_group

_REFLEXIVES = frozenset({"himself", "herself", "itself", "themselves"})
# First tags of an insertion that explains a name.
_EXPLAINING = NOUNS | RELATIVE_TAGS | {"DT", "JJ", "JJS", "PRP$", "WP$", "RB"}
_NOBODY = frozenset({"neither", "nobody", "no", "none", "no-one"})
_LINKING = VERBAL_TAGS | {"IN", "TO", "RB", "RP"}
_OCCUPATIONS = lexicon.words("person_nouns", "person", "man", "woman") | lexicon.words(
    "titles", "abbreviation"
)
_LONGEST_NAME = 4
_LIST = 15
_BEFORE_TIME = RELATIVE_TAGS | {"RB"}
_QUESTIONS = frozenset({"what", "who"})
_TIME_OPENINGS = frozenset({"this", "last", "next", "late", "early", "earlier"})


class Subject(Struct, frozen=True):
    """A noun phrase as source: tokens `start` to `end` (half-open), head noun at `head`.

    `relative` is the token of the relative pronoun that refers to it, if there is one.
    """

    start: int
    end: int
    head: int
    relative: int | None = None


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
    found = _extend_to_title(tokens, _extend_to_quote(tokens, found), floor)
    return _extend_to_partner(tokens, found, floor)


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
        return _extend_to_name(tokens, _full_phrase(tokens, last, floor), floor)
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
        if token.tag in ("RB", "RBR") or much or token.lower in _REFLEXIVES:
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


def _extend_to_name(tokens: Sequence[Token], found: Subject | None, floor: int) -> Subject | None:
    """Extend a subject to the name that it explains: *Lee, the guru who founded it* said."""
    if found is None or found.start < floor + 2 or not is_comma(tokens[found.start - 1]):
        return found
    named = _opening_name(tokens, found)
    if named is not None:
        return named
    titled = tokens[found.head].lower in _OCCUPATIONS
    if not (titled or tokens[found.start].tag in ("DT", "PRP$", "CD", "NN")) or not _is_appositive(
        tokens, found
    ):
        return found
    name = _full_phrase(tokens, found.start - 2, floor)
    if name is None or tokens[name.head].tag not in PROPER_NOUN_TAGS:
        return found
    before = tokens[name.start - 1] if name.start else None
    if before is None or before.tag in (QUOTE, "CC") or before.lower in (",", "that"):
        return Subject(name.start, found.end, name.head)
    return found


def _opening_name(tokens: Sequence[Token], found: Subject) -> Subject | None:
    """Return the name and role that open a sentence: *Lee, head of Local 12, Dock Workers* said.

    No comma separates the last part of the role from the verb.
    """
    first = 0
    if tokens[0].tag in ADVERBIAL_TAGS:  # "On Monday, Lee, head of"
        first = next((at + 1 for at in range(found.start) if is_comma(tokens[at])), 0)
    end = base_phrase_end(tokens, first)
    if (
        end is None
        or end + 1 >= found.start
        or not is_comma(tokens[end])
        or not tokens[end - 1].name.endswith("PERSON")
        or tokens[found.head].name.endswith("PERSON")
    ):
        return None
    role = base_phrase_end(tokens, end + 1)
    if role is None or not _is_occupation(tokens[role - 1]):
        return None
    inside = tokens[end + 1 : found.start]
    if any(token.tag in (*VERBAL_TAGS, QUOTE) or token.name.endswith("PERSON") for token in inside):
        return None
    return Subject(first, found.end, end - 1)


def _is_occupation(token: Token) -> bool:
    return token.lower.rstrip(".") in _OCCUPATIONS


def _extend_to_quote(tokens: Sequence[Token], found: Subject) -> Subject:
    """Extend a person to the capitalized words of a name after quoted words: “…,” *Fight for*."""
    if found.start < 2 or tokens[found.start - 1].lower not in PREPOSITIONS:
        return found
    first = next((at for at in range(found.start - 2, -1, -1) if tokens[at].tag == QUOTE), None)
    if first is None or found.start - first > _LONGEST_NAME:
        return found
    inside = tokens[first + 1 : found.start]
    if any(token.tag in FINITE_TAGS or is_comma(token) for token in inside):
        return found
    named = tokens[found.end - 1].name.endswith("PERSON") and inside[0].text[:1].isupper()
    return Subject(first + 1, found.end, found.head) if named else found


def _extend_to_title(tokens: Sequence[Token], found: Subject, floor: int) -> Subject:
    """Extend a name to the title before it: *head of sales, Ana Lee* said."""
    if (
        found.start < floor + 2
        or not is_comma(tokens[found.start - 1])
        or not tokens[found.head].name.endswith("PERSON")
        or not is_noun(tokens[found.start - 2])
        or tokens[found.start - 2].tag == QUOTE
    ):
        return found
    title = _full_phrase(tokens, found.start - 2, floor)
    if title is None or not _is_occupation(tokens[title.head]):
        return found
    if any(token.name.endswith("PERSON") for token in tokens[title.start : found.start]):
        return found
    before = tokens[title.start - 1] if title.start else None
    if before is None or before.tag == QUOTE or before.lower in ("that", "and"):
        return Subject(title.start, found.end, found.head)
    named = title.start > 1 and tokens[title.start - 2].tag in NOUNS
    if is_comma(before) and not named:
        return Subject(title.start, found.end, found.head)
    return found


def _extend_to_partner(tokens: Sequence[Token], found: Subject, floor: int) -> Subject:
    """Extend a subject to another one before "and": *The mayor, Lee, and her aide, Kim,* said.

    The other one must open the clause.
    """
    last = found.start - 1
    if last < floor + 2 or tokens[last].lower != "and":
        return found
    last -= 1 + is_comma(tokens[last - 1])
    if not is_noun(tokens[last]) or tokens[last].tag == QUOTE:
        return found
    first = last
    while first > floor and tokens[first - 1].tag != QUOTE and tokens[first - 1].lower != "that":
        first -= 1
    if tokens[first].tag in ADVERBIAL_TAGS:  # "On Monday, at the port, Lee, 25, and Kim"
        named = [at for at in range(first, last + 1) if tokens[at].name == "B-PERSON"]
        start = base_phrase_start(tokens, named[0]) if named else None
        if start is None or not is_comma(tokens[start - 1]):
            return found
        first = start
    inside = tokens[first : last + 1]
    end = base_phrase_end(tokens, first)
    if end is None or tokens[first].tag in ("IN", "TO", "RB", "CC") or is_time(tokens[end - 1]):
        return found
    if has_finite_verb(inside):
        return found
    if not any(token.name.endswith("PERSON") for token in inside):
        return found
    return Subject(first, found.end, end - 1)


def _relative(tokens: Sequence[Token], pronoun: int) -> Subject | None:
    last = pronoun - 1
    if last >= 0 and is_comma(tokens[last]):
        last -= 1
    if last >= 0 and tokens[last].lower == ")":
        last = _opening_bracket(tokens, last) - 1
    if last < 0 or not is_noun(tokens[last]):
        return Subject(pronoun, pronoun + 1, pronoun)
    found = _full_phrase(tokens, last, max(0, last - REACH))
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
            _full_phrase(tokens, opening - 1, floor)
            if opening > 0 and is_noun(tokens[opening - 1])
            else None
        )
    closing = tokens[last].lower
    found = None
    index = last - 1
    while index > floor:
        token = tokens[index]
        if (
            token.lower == closing or (is_comma(token) and is_comma(tokens[last]))
        ) and _is_insertion(tokens, index + 1, last):
            before = index - 1
            if tokens[before].lower == ")":
                before = _opening_bracket(tokens, before) - 1
            if tokens[before].lower in _REFLEXIVES:
                before -= 1
            if before >= 0 and is_noun(tokens[before]):
                candidate = _full_phrase(tokens, before, floor)
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
                    if not _is_appositive(tokens, candidate):
                        return found
                    index = candidate.start
        elif token.tag in FINITE_TAGS and found is not None:
            break
        index -= 1
    if found is None and last and is_comma(tokens[last]):  # a stray comma: "The firm, has said"
        noun = _skip_times(tokens, last - 1, floor)
        stray = _full_phrase(tokens, noun, floor) if noun >= 0 and is_noun(tokens[noun]) else None
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


def _is_appositive(tokens: Sequence[Token], found: Subject) -> bool:
    """Return whether a noun phrase after a comma only explains or locates the name before it."""
    before = found.start - 1
    if before < 1:
        return False
    if tokens[before].lower in PREPOSITIONS and is_comma(tokens[before - 1]):
        return True  # "Cable, during a meeting in Leeds, Yorkshire, said"
    if not is_comma(tokens[before]):
        return False
    left = tokens[before - 1]
    if is_time(left) or not (is_noun(left) or left.lower == ")"):
        return False
    if tokens[found.head].name.endswith("PERSON"):
        return False
    return left.tag in PROPER_NOUN_TAGS


def _full_phrase(tokens: Sequence[Token], last: int, floor: int) -> Subject | None:
    """Return the noun phrase that ends at `last`, with prepositional and coordinate phrases."""
    start = base_phrase_start(tokens, last)
    if start is None:
        return None
    head = last
    while start > floor + 1:
        left = tokens[start - 1]
        if (
            left.lower in PREPOSITIONS
            and is_noun(tokens[start - 2])
            and not (is_time(tokens[start - 2]) and left.lower != "of")
        ):
            inner = base_phrase_start(tokens, start - 2)
            head = start - 2
        elif (
            left.lower in PREPOSITIONS
            and (
                tokens[start - 2].tag in ("JJ", "VBN", "VBG") or tokens[start - 2].lower == "close"
            )
            and start > floor + 2
            and is_noun(tokens[start - 3])
        ):
            inner = base_phrase_start(tokens, start - 3)
            head = start - 3
        elif (
            left.tag == "CC"
            and left.lower in ("and", "or", "nor", "&")
            and is_noun(tokens[start - 2])
        ):
            inner = base_phrase_start(tokens, start - 2)
        elif left.tag == "VBG" and is_noun(tokens[start - 2]) and not is_time(tokens[start - 2]):
            inner = base_phrase_start(tokens, start - 2)  # "a study documenting iodine levels"
            head = start - 2
        elif left.tag == "CC" and tokens[start].tag == tokens[start - 2].tag == "JJ":
            inner = start - 2  # "current and former officials"
        elif is_comma(left) and _is_list_member(tokens, start, last, floor):
            inner = base_phrase_start(tokens, start - 2)
        elif (
            left.tag in _LINKING
            and (found := _restricted_noun(tokens, start - 1, floor)) is not None
        ):
            inner = base_phrase_start(tokens, found)
            head = found
        else:
            break
        if inner is None:
            break
        start = inner
    return Subject(start, last + 1, head)


def _is_list_member(tokens: Sequence[Token], start: int, last: int, floor: int) -> bool:
    """Return whether the name before a comma is listed with the next ones: *Lee*, Kim and Poe."""
    label = tokens[start - 2].name[2:]
    end = base_phrase_end(tokens, start)
    if (
        label not in ("PERSON", "ORG", "LOC")
        or start < floor + 2
        or end is None
        or tokens[end - 1].name[2:] != label
        or end > last
        or not (tokens[end].lower == "and" or is_comma(tokens[end]))
    ):
        return False
    first = base_phrase_start(tokens, start - 2)
    if first is None:
        return False
    before = tokens[first - 1] if first else None
    if label == "LOC" and first > 1 and is_noun(tokens[first - 2]):
        return before is not None and before.lower in PREPOSITIONS  # voters in *Ohio*, Iowa and
    return before is None or not (
        before.lower in PREPOSITIONS or before.tag in VERBAL_TAGS or before.tag == "IN"
    )


def _restricted_noun(tokens: Sequence[Token], verb: int, floor: int) -> int | None:
    """Return the noun of a relative clause without commas: *people* who saw it (said)."""
    for index in range(verb - 1, max(floor, verb - 12), -1):
        token = tokens[index]
        if is_comma(token) or token.tag == QUOTE:
            return None
        if (token.tag in RELATIVE_TAGS and token.lower != "what") and is_noun(tokens[index - 1]):
            return index - 1
    return None


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
        main = before is None or before.tag == "CC" or is_comma(before)
        cue = verb_cue(tokens[find_main_verb(tokens, position)].lower)
        if main or (cue is not None and (cue.takes_clause or cue.takes_object or cue.takes_quote)):
            if _is_reported(tokens, found.start) and tokens[index].tag == "VBG":
                first = found
                continue  # "Lee said it reminds him of her, explaining": Lee explains
            return found
        first = found
    return first
