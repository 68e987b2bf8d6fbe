"""Find the subject of a verb, over the appositives, relative clauses and times between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.quotations.cues import verb_cue
from analysis.quotations.frames import DASHES, QUOTE, Item
from analysis.quotations.phrases import (
    FINITE,
    NOUNS,
    PREPOSITIONS,
    REACH,
    RELATIVE,
    VERBS,
    base_start,
    is_comma,
    is_nominal,
    is_noun,
    is_time,
)
from analysis.quotations.verbs import Group, main_verb, verb_group

# What opens an insertion that tells who somebody is.
_REFLEXIVES = frozenset({"himself", "herself", "itself", "themselves"})
_EXPLAINING = NOUNS | RELATIVE | {"DT", "JJ", "JJS", "PRP$", "WP$", "RB"}
_NOBODY = frozenset({"neither", "nobody", "no", "none", "no-one"})
_LINKING = VERBS | {"IN", "TO", "RB", "RP"}
_TIME_OPENINGS = frozenset({"this", "last", "next", "late", "early", "earlier"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase as source: items `start` to `end` (half-open), head noun at `head`.

    `relative` is the item of the relative pronoun that stands for it, where one does.
    """

    start: int
    end: int
    head: int
    relative: int | None = None


def says_nothing(items: Sequence[Item], source: Subject) -> bool:
    """Whether a source tells that nobody spoke: *neither* Lee nor Kim, *nobody*, *no* official."""
    return items[source.start].lower in _NOBODY or (
        source.start > 0 and items[source.start - 1].lower == "neither"
    )


def subject_of(items: Sequence[Item], group: Group) -> Subject | None:
    """The subject to the left of a verb group, over appositives, relatives and adverbials."""
    floor = max(0, group.start - REACH)
    last = _before_times(items, group.start - 1, floor)
    if last < floor:
        return None
    item = items[last]
    if item.tag in RELATIVE or (item.lower == "that" and last and is_noun(items[last - 1])):
        return _relative(items, last)
    if item.tag == "CC":
        return _shared_subject(items, last)
    if _parts(item):
        found = _over_insertion(items, last, floor)
        then = found is None and items[last + 1].lower == "then"
        return _shared_subject(items, last) if then else found
    if is_noun(item) or is_nominal(items, last):
        return _with_name(items, _chain(items, last, floor), floor)
    return None


def _parts(item: Item) -> bool:
    """Whether an item can part a verb from its subject: a comma, a dash, a closing bracket."""
    return is_comma(item) or item.lower in DASHES or item.lower == ")"


def _before_times(items: Sequence[Item], last: int, floor: int) -> int:
    """The item before adverbs and times: Lee *on Friday* said, a report *published* Friday said."""
    while last > floor:
        item = items[last]
        much = item.tag == "RBS" and last + 1 < len(items) and items[last + 1].tag == "RB"
        if item.tag in ("RB", "RBR") or much or item.lower in _REFLEXIVES:
            last -= 1
            while item.lower == "ago" and last > floor and _measures(items[last]):
                last -= 1
        elif (
            is_time(item)
            and last - 1 > floor
            and (items[last - 1].tag == "IN" or items[last - 1].lower in _TIME_OPENINGS)
            and _ends_subject(items[last - 2])
        ):
            last -= 2
        elif (is_time(item) and _ends_subject(items[last - 1])) or (
            item.tag in ("VBN", "VBD")
            and item.lower.endswith("ed")
            and last + 1 < len(items)
            and is_noun(items[last - 1])
        ):
            last -= 1
        else:
            break
    return last


def _measures(item: Item) -> bool:
    """Whether an item tells how long ago: *less than two weeks* ago."""
    return is_time(item) or item.tag in ("CD", "JJR", "RBR") or item.lower in ("than", "a", "few")


def _ends_subject(item: Item) -> bool:
    return (
        is_comma(item)
        or item.lower == ")"
        or item.tag == "VBN"
        or (is_noun(item) and not is_time(item))
    )


def _with_name(items: Sequence[Item], found: Subject | None, floor: int) -> Subject | None:
    """A subject with the name that it explains: *Lee, the guru who founded it* said."""
    if found is None or found.start < floor + 2 or not is_comma(items[found.start - 1]):
        return found
    if items[found.start].tag not in ("DT", "PRP$", "CD", "NN") or not _is_appositive(items, found):
        return found
    name = _chain(items, found.start - 2, floor)
    if name is None or items[name.head].tag not in ("NNP", "NNPS"):
        return found
    before = items[name.start - 1] if name.start else None
    if before is None or before.tag in (QUOTE, "CC") or before.lower in (",", "that"):
        return Subject(name.start, found.end, name.head)
    return found


def _relative(items: Sequence[Item], pronoun: int) -> Subject | None:
    last = pronoun - 1
    if last >= 0 and is_comma(items[last]):
        last -= 1
    if last >= 0 and items[last].lower == ")":
        last = _opening(items, last) - 1
    if last < 0 or not is_noun(items[last]):
        return Subject(pronoun, pronoun + 1, pronoun)
    found = _chain(items, last, max(0, last - REACH))
    if found is None:
        return None
    return Subject(found.start, pronoun + 1, found.head, relative=pronoun)


def _opening(items: Sequence[Item], closing: int) -> int:
    for index in range(closing - 1, max(-1, closing - 15), -1):
        if items[index].lower == "(":
            return index
    return closing


def _shared_subject(items: Sequence[Item], conjunction: int) -> Subject | None:
    """The subject of the verb before "and": she *left* and said."""
    for index in range(conjunction - 1, max(-1, conjunction - REACH), -1):
        if items[index].tag not in FINITE:
            continue
        group = verb_group(items, index)
        last = _before_times(items, group.start - 1, max(0, group.start - REACH))
        if last < 0 or items[last].tag == "CC":
            continue  # it shares a subject itself, which stands further left
        found = subject_of(items, group)
        if found is None and items[last + 1].lower == "then" and _parts(items[last]):
            # `subject_of` has looked at the verbs further left: once more would double the time
            # with each "then" of "ran, then fell, then left".
            return None
        if found is None or items[found.head].tag == "EX" or _is_reported(items, found.start):
            continue  # "Lee said the firm had lost and said it would close": Lee says both
        if found.relative is not None:
            return Subject(found.start, found.relative, found.head)
        return found
    return None


def _is_reported(items: Sequence[Item], start: int) -> bool:
    """Whether the clause whose subject starts at an item is what somebody says."""
    if start == 0:
        return False
    before = items[start - 1]
    if before.lower == "that" and before.tag == "IN":
        return True
    cue = verb_cue(before.lower) if before.tag in FINITE else None
    return cue is not None and cue.saying


def _over_insertion(items: Sequence[Item], last: int, floor: int) -> Subject | None:
    """The subject before an insertion that ends with item `last`: Cable, who …, said."""
    if items[last].lower == ")":
        opening = _opening(items, last)
        return (
            _chain(items, opening - 1, floor)
            if opening > 0 and is_noun(items[opening - 1])
            else None
        )
    closing = items[last].lower
    found = None
    index = last - 1
    while index > floor:
        item = items[index]
        if (item.lower == closing or (is_comma(item) and is_comma(items[last]))) and _inserts(
            items, index + 1, last
        ):
            before = index - 1
            if items[before].lower == ")":
                before = _opening(items, before) - 1
            if before >= 0 and is_noun(items[before]):
                candidate = _chain(items, before, floor)
                if found is not None and candidate is not None and _is_inside(items, candidate):
                    return found
                if candidate is not None and _is_object(items, candidate.start):
                    index = candidate.start
                elif candidate is not None:
                    explains = items[index + 1].tag in _EXPLAINING
                    found = Subject(
                        candidate.start, last if explains else candidate.end, candidate.head
                    )
                    if not _is_appositive(items, candidate):
                        return found
                    index = candidate.start
        elif item.tag in FINITE and found is not None:
            break
        index -= 1
    if found is None and last and is_comma(items[last]):  # none belongs: "The firm, has said"
        noun = _before_times(items, last - 1, floor)
        stray = _chain(items, noun, floor) if noun >= 0 and is_noun(items[noun]) else None
        return stray if stray is not None and stray.start <= 1 else None
    return found


def _is_inside(items: Sequence[Item], found: Subject) -> bool:
    """Whether a noun phrase belongs to a preposition: in *a letter to Lee*, the mayor said."""
    return found.start > 0 and items[found.start - 1].lower in PREPOSITIONS


def _is_object(items: Sequence[Item], start: int) -> bool:
    """Whether a noun phrase is the object of a verb before it: who lost *her daughter*, …."""
    return start > 1 and items[start - 1].tag in FINITE and items[start - 2].tag in RELATIVE


def _inserts(items: Sequence[Item], first: int, last: int) -> bool:
    """Whether items can stand between commas after a noun phrase."""
    if first >= last:
        return False
    item = items[first]
    if item.tag in RELATIVE or item.tag == "WRB" or item.tag == "WP$":
        return True
    past = item.tag == "VBD" and item.lower.endswith("ed")  # a participle, mostly
    if any(other.tag in FINITE for other in items[first + past : last]):
        return (
            past
            or item.tag in ("IN", "VBN", "VBG")
            or any(other.tag in RELATIVE or other.tag == "WP$" for other in items[first:last])
        )
    return item.tag != "CC"


def _is_appositive(items: Sequence[Item], found: Subject) -> bool:
    """Whether a noun phrase after a comma only explains, or places, the name before it."""
    before = found.start - 1
    if before < 1:
        return False
    if items[before].lower in PREPOSITIONS and is_comma(items[before - 1]):
        return True  # "Cable, during a meeting in Leeds, Yorkshire, said"
    if not is_comma(items[before]):
        return False
    left = items[before - 1]
    if is_time(left) or not (is_noun(left) or left.lower == ")"):
        return False
    if items[found.head].name.endswith("PERSON"):
        return False
    return left.tag in ("NNP", "NNPS")


def _chain(items: Sequence[Item], last: int, floor: int) -> Subject | None:
    """The noun phrase that ends at item `last`, with its prepositional phrases and partners."""
    start = base_start(items, last)
    if start is None:
        return None
    head = last
    while start > floor + 1:
        left = items[start - 1]
        if (
            left.lower in PREPOSITIONS
            and is_noun(items[start - 2])
            and not (is_time(items[start - 2]) and left.lower != "of")
        ):
            inner = base_start(items, start - 2)
            head = start - 2
        elif (
            left.lower in PREPOSITIONS
            and (items[start - 2].tag in ("JJ", "VBN", "VBG") or items[start - 2].lower == "close")
            and start > floor + 2
            and is_noun(items[start - 3])
        ):
            inner = base_start(items, start - 3)
            head = start - 3
        elif (
            left.tag == "CC"
            and left.lower in ("and", "or", "nor", "&")
            and is_noun(items[start - 2])
        ):
            inner = base_start(items, start - 2)
        elif left.tag == "VBG" and is_noun(items[start - 2]) and not is_time(items[start - 2]):
            inner = base_start(items, start - 2)  # "a study documenting iodine levels"
            head = start - 2
        elif left.tag == "CC" and items[start].tag == items[start - 2].tag == "JJ":
            inner = start - 2  # "current and former officials"
        elif left.tag in _LINKING and (found := _restricted(items, start - 1, floor)) is not None:
            inner = base_start(items, found)
            head = found
        else:
            break
        if inner is None:
            break
        start = inner
    return Subject(start, last + 1, head)


def _restricted(items: Sequence[Item], verb: int, floor: int) -> int | None:
    """The noun that a relative clause without commas hangs on: *people* who saw it (said)."""
    for index in range(verb - 1, max(floor, verb - 12), -1):
        item = items[index]
        if is_comma(item) or item.tag == QUOTE:
            return None
        if (item.tag in RELATIVE and item.lower != "what") and is_noun(items[index - 1]):
            return index - 1
    return None


def nearest_subject(items: Sequence[Item], index: int) -> Subject | None:
    """The subject of the clause that a participle before item `index` joins.

    That of the last verb before it that reports something, else that of the first finite verb.
    """
    first: Subject | None = None
    for position in range(index - 1, max(-1, index - REACH), -1):
        if items[position].tag not in FINITE:
            continue
        found = subject_of(items, verb_group(items, position))
        if found is None or found.relative is not None:
            continue
        before = items[found.start - 1] if found.start else None
        main = before is None or before.tag == "CC" or is_comma(before)
        cue = verb_cue(items[main_verb(items, position)].lower)
        if main or (cue is not None and (cue.saying or cue.addressing or cue.voicing)):
            if _is_reported(items, found.start) and items[index].tag == "VBG":
                first = found
                continue  # "Lee said it reminds him of her, explaining": Lee explains
            return found
        first = found
    return first
