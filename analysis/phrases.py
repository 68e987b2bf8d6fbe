"""Find noun phrases, verb groups, subjects and the ends of clauses over the items of a frame.

A light parser in place of a full one: it reads Penn tags only, looks from a verb to its left for
the subject and to its right for the complement, and bounds every look by `REACH` items.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.cues import governs, lemma, verb_cue
from analysis.frames import DASHES, QUOTE, Item, last_letter

REACH = 60

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "CD", "FW"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
VERBS = frozenset({"VB", "VBD", "VBZ", "VBP", "VBN", "VBG", "MD"})
RELATIVE = frozenset({"WP", "WDT"})
COMMAS = frozenset({",", "，"})
_MODIFIERS = frozenset({"JJ", "JJR", "JJS", "POS", "PRP$", "PDT", "$", "#", "HYPH", "AFX"})
_CLITICS = frozenset({"'s", "’s", "'d", "’d", "'re", "’re", "'ve", "’ve", "'ll", "’ll"})
_AUXILIARIES = frozenset(
    """
    be am is are was were been being have has had having do does did 's ’s 'd ’d 're ’re 've
    ’ve 'm ’m 'll ’ll wo ca ai
    """.split()
)
_NEGATIONS = frozenset(["not", "n't", "n’t", "never", "nor", "neither"])
_PREPOSITIONS = frozenset(
    """
    of for at from in on with to by near against about between behind under over into during
    inside outside within without among across through around toward towards via
    """.split()
)
_ALONE = frozenset(
    """
    this that these those some all both many most several others few each half one none everyone everybody
    somebody someone nobody
    """.split()
)
TIME_WORDS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow
    january february march april may june july august september october november december mon
    tue tues wed thu thurs fri sat sun jan. feb. aug. sept. oct. nov. dec. morning afternoon
    evening night week month year weekend day hour summer spring fall autumn winter earlier
    later weeks months years days hours ago recently noon midnight midday
    """.split()
)


# What opens an insertion that tells who somebody is.
_REFLEXIVES = frozenset({"himself", "herself", "itself", "themselves"})
_EXPLAINING = NOUNS | RELATIVE | {"DT", "JJ", "JJS", "PRP$", "WP$", "RB"}
_TIME_OPENINGS = frozenset({"this", "last", "next", "late", "early", "earlier"})


@dataclass(frozen=True, slots=True)
class Group:
    """A verb group: items `start` to `end` (half-open) with its main verb at `main`."""

    start: int
    main: int
    end: int
    finite: bool
    passive: bool
    negated: bool
    infinitive: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase as source: items `start` to `end` (half-open), head noun at `head`.

    `relative` is the item of the relative pronoun that stands for it, where one does.
    """

    start: int
    end: int
    head: int
    relative: int | None = None


def is_noun(item: Item) -> bool:
    """Whether an item can end a noun phrase."""
    if item.tag == QUOTE:
        short = item.text.count(" ") < 5 and not item.finite
        return short and last_letter(item) not in ",.!?"
    return (
        item.tag in NOUNS
        or item.tag in ("PRP", "EX")
        or (item.tag in ("DT", "JJ", "NN", "PDT") and item.lower in _ALONE)
    )


def is_comma(item: Item) -> bool:
    """Whether an item is a comma."""
    return item.lower in COMMAS


def is_time(item: Item) -> bool:
    """Whether an item is a word of the calendar or the clock."""
    return item.lower in TIME_WORDS or (item.tag == "CD" and item.lower.isdigit())


def base_start(items: Sequence[Item], last: int) -> int | None:
    """Where the noun phrase without complements that ends with item `last` starts."""
    item = items[last]
    if item.tag in ("PRP", "EX") or item.tag in RELATIVE:
        return last
    if item.tag == "JJ" and last and items[last - 1].tag == "DT":
        return last - 1
    if not is_noun(item):
        return None
    start = last
    while start > max(0, last - REACH):
        left = items[start - 1]
        if items[start].tag in ("DT", "PRP$") and left.tag not in ("PDT", "POS"):
            break
        if (
            left.tag in NOUNS
            or left.tag in _MODIFIERS
            or left.lower in ("&", "’", "'")
            or (left.tag == "DT" and left.lower not in ("that",))
            or (left.tag == QUOTE and is_noun(left) and items[start].tag in NOUNS)
            or (left.tag in ("VBN", "VBG") and start > 1 and _opens_noun(items[start - 2]))
            or (
                left.tag == "RB"
                and items[start].tag in ("JJ", "CD")
                and start > 1
                and items[start - 2].tag == "DT"
            )
        ):
            start -= 1
        else:
            break
    return start


def _opens_noun(item: Item) -> bool:
    return item.tag in ("DT", "PRP$", "JJ", "POS", "CD")


def base_end(items: Sequence[Item], first: int) -> int | None:
    """The item after the noun phrase without complements that starts with item `first`."""
    end = first
    limit = min(len(items), first + REACH)
    head = None
    while end < limit:
        item = items[end]
        if item.tag in ("PRP", "EX") or item.tag in RELATIVE:
            return end + 1 if end == first else head
        if item.tag in NOUNS or (item.tag == QUOTE and is_noun(item)):
            head = end + 1
        elif (
            item.tag in ("DT", "PRP$")
            and end > first
            and items[end - 1].tag not in ("PDT", "POS", "DT")
        ):
            break
        elif end == first and item.lower in ("both", "either", "neither"):
            pass
        elif item.tag in _MODIFIERS or item.tag == "DT" or item.lower in ("&", "’", "'"):
            if item.tag == "DT" and item.lower in _ALONE:
                head = end + 1
        elif item.tag in ("VBN", "VBG", "RB", "RBS", "RBR") and (
            end == first or items[end - 1].tag in ("DT", "PRP$", "JJ", "POS", "CD", "RB")
        ):
            pass
        else:
            break
        end += 1
    return head


def phrase_end(items: Sequence[Item], first: int) -> int | None:
    """The item after the noun phrase that starts with item `first`, with what hangs on it."""
    end = base_end(items, first)
    while end is not None and end + 1 < len(items) and end - first < REACH:
        following = items[end]
        if following.lower in _PREPOSITIONS:
            more = base_end(items, end + 1)
        elif following.tag == "CC" and following.lower in ("and", "or"):
            more = base_end(items, end + 1)
            if more is not None and more < len(items) and items[more].tag in FINITE:
                more = None
        elif following.lower == "(":
            more = _closing(items, end)
        else:
            more = None
        if more is None:
            break
        end = more
    return end


def _closing(items: Sequence[Item], opening: int) -> int | None:
    for index in range(opening + 1, min(len(items), opening + 15)):
        if items[index].lower == ")":
            return index + 1
    return None


def verb_group(items: Sequence[Item], main: int) -> Group:
    """The verb group around a main verb, with the verbs that govern it: *has declined to* say."""
    start = main
    negated = passive = infinitive = False
    finite = items[main].tag in ("VBD", "VBZ", "VBP")
    be = False
    while start > max(0, main - 15):
        left = items[start - 1]
        if left.lower in _NEGATIONS:
            negated = True
        elif left.tag in ("RB", "RBR", "RBS") or left.lower in ("also", "then"):
            pass
        elif is_comma(left) and start > 3 and _is_interpolated(items, start - 1):
            start -= 2
        elif left.tag == "MD" or (left.lower in _AUXILIARIES and left.tag in (*VERBS, "POS")):
            finite = finite or left.tag in FINITE or left.lower in _CLITICS
            be = be or lemma_is_be(left.lower)
            if start == main or not infinitive:
                passive = passive or (items[main].tag == "VBN" and lemma_is_be(left.lower))
        elif left.tag == "TO" and items[start].tag == "VB":
            governed = _governor(items, start - 1)
            infinitive = True
            if governed is None:
                start -= 1
                break
            negated = negated or _withholds(items, governed)
            finite = finite or items[governed].tag in FINITE
            start = governed
            continue
        elif items[start].tag == "VBG" and left.tag == "VBD" and governs(left.lower):
            finite = True  # "began shouting"
        elif left.tag in ("VBD", "VBZ", "VBP", "VB", "VBN") and left.lower in (
            "go",
            "goes",
            "went",
            "gone",
            "kept",
            "keeps",
        ):
            finite = finite or left.tag in FINITE
        elif left.tag == "RP" and start > 1 and items[start - 2].lower in ("went", "goes", "go"):
            pass
        else:
            break
        start -= 1
    while (
        start < main
        and (
            items[start].tag in ("RB", "RBR", "RBS", "RP") or items[start].lower in ("also", "then")
        )
        and items[start].lower not in _NEGATIONS
    ):
        start += 1
    end = main + 1
    while end < len(items) and items[end].tag == "RP":
        end += 1
    return Group(
        start, main, end, finite, passive and items[main].tag == "VBN", negated, infinitive
    )


def _is_interpolated(items: Sequence[Item], comma: int) -> bool:
    """Whether a comma closes an adverb inside a verb group: has, *however*, said."""
    return (
        items[comma - 1].tag == "RB"
        and is_comma(items[comma - 2])
        and items[comma - 3].lower in _AUXILIARIES
    )


def lemma_is_be(form: str) -> bool:
    """Whether a lower-case form is one of *to be* (a clitic 's counts)."""
    return form in (
        "be",
        "am",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "'s",
        "’s",
        "'re",
        "’re",
        "'m",
        "’m",
    )


def _governor(items: Sequence[Item], to: int) -> int | None:
    """The verb that governs an infinitive: *declined* to say, *went on* to say, *is expected* to."""
    index = to - 1
    while index > 0 and items[index].tag in ("RB", "RP", "IN") and index > to - 3:
        index -= 1
    if (
        index >= 0
        and items[index].tag in VERBS
        and (
            governs(items[index].lower)
            or lemma_is_be(items[index].lower)
            or items[index].lower in ("have", "has", "had")
        )
    ):
        return index
    if index > 0 and items[index].tag in ("JJ", "VBN") and lemma_is_be(items[index - 1].lower):
        return index - 1
    return None


def _withholds(items: Sequence[Item], index: int) -> bool:
    cue = verb_cue(items[index].lower)
    return bool((cue and cue.withholding) or lemma(items[index].lower) == "fail")


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
    if is_comma(item) or item.lower in DASHES or item.lower == ")":
        return _over_insertion(items, last, floor)
    if is_noun(item) or (item.tag == "JJ" and last and items[last - 1].tag == "DT"):
        return _with_name(items, _chain(items, last, floor), floor)
    return None


def _before_times(items: Sequence[Item], last: int, floor: int) -> int:
    """The item before adverbs and times: Lee *on Friday* said, a report *published* Friday said."""
    while last > floor:
        item = items[last]
        if item.tag in ("RB", "RBR") or item.lower in _REFLEXIVES:
            last -= 1
        elif (
            is_time(item)
            and last - 1 > floor
            and (items[last - 1].tag == "IN" or items[last - 1].lower in _TIME_OPENINGS)
            and _ends_subject(items[last - 2])
        ):
            last -= 2
        elif is_time(item) and _ends_subject(items[last - 1]):
            last -= 1
        elif (
            item.tag == "VBN"
            and last + 1 < len(items)
            and (is_time(items[last + 1]) or items[last + 1].tag == "IN")
            and is_noun(items[last - 1])
        ):
            last -= 1
        else:
            break
    return last


def _ends_subject(item: Item) -> bool:
    return is_comma(item) or item.lower == ")" or item.tag == "VBN" or (
        is_noun(item) and not is_time(item)
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
        if found is None or _is_reported(items, found.start):
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


def _main_verb(items: Sequence[Item], index: int) -> int:
    """The verb that a finite auxiliary goes with, else the finite verb itself."""
    following = index + 1
    while following < len(items) and items[following].tag == "RB":
        following += 1
    if (
        following < len(items)
        and items[following].tag in ("VB", "VBN", "VBG")
        and items[index].lower in _AUXILIARIES
    ):
        return following
    return index


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
                if candidate is not None:
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
    if found is None and last and is_comma(items[last]) and items[last - 1].tag in ("NNP", "NNPS"):
        stray = _chain(items, last - 1, floor)  # a comma where none belongs: "The firm, has said"
        return stray if stray is not None and stray.start <= 1 else None
    return found


def _inserts(items: Sequence[Item], first: int, last: int) -> bool:
    """Whether items can stand between commas after a noun phrase."""
    if first >= last:
        return False
    item = items[first]
    if item.tag in RELATIVE or item.tag == "WRB" or item.tag == "WP$":
        return True
    if any(other.tag in FINITE for other in items[first:last]):
        return item.tag in ("IN", "VBN", "VBG") or any(
            other.tag in RELATIVE or other.tag == "WP$" for other in items[first:last]
        )
    return item.tag != "CC"


def _is_appositive(items: Sequence[Item], found: Subject) -> bool:
    """Whether a noun phrase after a comma only explains, or places, the name before it."""
    before = found.start - 1
    if before < 1:
        return False
    if items[before].tag == "IN" and is_comma(items[before - 1]):
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
            left.lower in _PREPOSITIONS
            and is_noun(items[start - 2])
            and not (is_time(items[start - 2]) and left.lower != "of")
        ):
            inner = base_start(items, start - 2)
            head = start - 2
        elif (
            left.lower in _PREPOSITIONS
            and items[start - 2].tag in ("JJ", "VBN", "VBG")
            and start > floor + 3
            and is_noun(items[start - 3])
        ):
            inner = base_start(items, start - 3)
            head = start - 3
        elif left.tag == "CC" and left.lower in ("and", "or", "&") and is_noun(items[start - 2]):
            inner = base_start(items, start - 2)
        elif left.tag in VERBS and (found := _restricted(items, start - 1, floor)) is not None:
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
        if verb_cue(items[_main_verb(items, position)].lower):
            return found
        first = found
    return first
