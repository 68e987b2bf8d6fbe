"""Find noun phrases over the items of a frame, as a light parser that reads Penn tags only.

Every look to the left or right is bounded by `REACH` items.
"""

from collections.abc import Sequence

from analysis.quotations.frames import QUOTE, Item, last_letter

REACH = 60
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "CD", "FW"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
VERBS = frozenset({"VB", "VBD", "VBZ", "VBP", "VBN", "VBG", "MD"})
RELATIVE = frozenset({"WP", "WDT"})
COMMAS = frozenset({",", "，"})
_MODIFIERS = frozenset({"JJ", "JJR", "JJS", "POS", "PRP$", "PDT", "$", "#", "HYPH", "AFX"})
_PREPOSITIONS_TEXT = """
of for at from in on with to by near against about between behind under over into during inside
outside within without among across through around toward towards via
"""
PREPOSITIONS = frozenset(_PREPOSITIONS_TEXT.split())
_ALONE_TEXT = """
this that these those some all both many most several others few each half one none everyone
everybody somebody someone nobody another official
"""
_ALONE = frozenset(_ALONE_TEXT.split())
_TIME_WORDS_TEXT = """
monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow january
february march april may june july august september october november december mon tue tues wed thu
thurs fri sat sun jan. feb. aug. sept. oct. nov. dec. morning afternoon evening night week month
year weekend day hour summer spring fall autumn winter earlier later weeks months years days hours
ago recently noon midnight midday
"""
TIME_WORDS = frozenset(_TIME_WORDS_TEXT.split())


def is_noun(item: Item) -> bool:
    """Whether an item can end a noun phrase."""
    if item.tag == QUOTE:
        short = item.text.count(" ") < 5 and not item.finite
        return short and last_letter(item) not in ",.!?"
    return (
        item.tag in NOUNS
        or item.tag in ("PRP", "EX")
        or (item.tag in ("DT", "JJ", "NN", "PDT", "JJS", "RBS") and item.lower in _ALONE)
    )


def is_nominal(items: Sequence[Item], last: int) -> bool:
    """Whether an adjective stands for a noun: the *poor*, the GOP *front-runner*."""
    return items[last].tag == "JJ" and last > 0 and items[last - 1].tag in ("DT", "NN", "NNP", "JJ")


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
    if not is_noun(item) and not is_nominal(items, last):
        return None
    start = last
    while start > max(0, last - REACH):
        left = items[start - 1]
        named = items[start].text[:1].isupper() and left.tag in ("NNP", "NNPS")
        if items[start].tag in ("DT", "PRP$") and left.tag not in ("PDT", "POS") and not named:
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
    closed = end >= len(items) or items[end].tag in (",", ".", *FINITE)
    if head is None and end > first + 1 and closed and is_nominal(items, end - 1):
        return end  # "the poor"
    return head


def phrase_end(items: Sequence[Item], first: int) -> int | None:
    """The item after the noun phrase that starts with item `first`, with what hangs on it."""
    end = base_end(items, first)
    while end is not None and end + 1 < len(items) and end - first < REACH:
        following = items[end]
        if following.lower in PREPOSITIONS:
            does = following.tag == "TO" and items[end + 1].opening == "VB"
            more = base_end(items, end + 1) if not does else None
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
