"""Find what is said in the words before a source and its cue: "…," she said, "…"."""

from collections.abc import Sequence

from analysis.quotations.adverbials import OPENINGS, skip_adverbials
from analysis.quotations.cues import verb_cue
from analysis.quotations.frames import DASHES, QUOTE, Item, opens_sentence
from analysis.quotations.phrases import FINITE, is_comma, is_noun, is_time
from analysis.quotations.reported_clauses import (
    Range,
    clause_end,
    has_verb,
    is_clause,
    quote_end,
    trimmed,
)
from analysis.quotations.turning_back import goes_back

_ABOUT = frozenset({"at", "about", "around", "over", "under", "nearly"})
_COUNTS = ("CD", "JJS")
_STOPS = frozenset({".", "!", "?", ";", ":", "...", "…"})


def left_content(
    items: Sequence[Item], end: int, after: int, clauses: bool = True
) -> tuple[Range, ...] | None:
    """The words before a source and cue that they report, with what goes on after them.

    `end` is the first item of source and cue, `after` the item behind both. Quoted words that
    stand right before count, and, with `clauses`, a clause that a comma parts from them.
    """
    last = end
    while last > end - 2 and last and items[last - 1].tag == "RB":
        last -= 1
    if last == 0:
        return None
    parted = is_comma(items[last - 1]) or items[last - 1].lower in DASHES
    final = last - parted
    if final < 1:
        return None
    start = left_edge(items, final)
    if items[start].tag == "CC" and start + 1 < final:
        start += 1
    region = trimmed(items, start, final)
    if region is None:
        return None
    here = skip_adverbials(items, after)
    stop = here if here < len(items) and not is_comma(items[after]) else after
    if items[final - 1].tag == QUOTE and (parted or not is_noun(items[final - 1])):
        return _with_quote(items, region, stop)
    if not parted or not clauses:
        return None
    return _with_clause(items, region, stop)


def _with_quote(items: Sequence[Item], region: Range, stop: int) -> tuple[Range, ...] | None:
    more = _continuation(items, stop, quoted=True)
    if all(item.tag == QUOTE or not item.lower.isalnum() for item in items[slice(*region)]):
        return (region, more) if more else (region,)
    follows = items[stop] if stop < len(items) else None
    if follows is not None and (
        follows.lower == "that" or follows.tag in ("PRP", "EX", QUOTE) or follows.lower in OPENINGS
    ):
        return None  # "On the show "Today," he said that …"
    if _is_introduction(items, region[0]) and (more is not None or is_clause(items, stop)):
        return None
    return (region, more) if more else (region,)


def _with_clause(items: Sequence[Item], region: Range, stop: int) -> tuple[Range, ...] | None:
    finite = has_verb(items, region) or items[region[0]].tag == "VB"
    introduction = _is_introduction(items, region[0])
    follows = items[stop] if stop < len(items) else None
    if introduction and items[min(stop + 1, len(items) - 1)].lower == "that":
        return None  # "On Friday, Lee told the paper, that …"
    if follows is not None and is_comma(follows) and _is_mere_link(items, region):
        more = _continuation(items, stop, quoted=False)
        return (more,) if more is not None and is_clause(items, more[0]) else None
    if finite and follows is not None and follows.lower == ":" and not introduction:
        more = _continuation(items, stop, quoted=True)
        return (region, more) if more is not None else (region,)
    if follows is None or follows.lower in _STOPS or follows.lower in DASHES:
        if not finite or (introduction and not _main_clause_after_comma(items, region)):
            return None
        return (region,)
    if is_comma(follows):
        more = _continuation(items, stop, quoted=False)
        if more is None:
            return (region,) if finite and not introduction else None
        first = items[more[0]]
        if finite and not introduction:
            return (region, more)
        if first.tag in FINITE or first.tag == "TO":
            return (region, more)
        if first.tag == QUOTE:
            return None if opens_sentence(first) else (region, more)
        return (region, more) if introduction and is_clause(items, more[0]) else None
    if (
        follows.lower != "that"
        and follows.tag in ("IN", "WP", "VBG")
        and finite
        and not introduction
    ):
        return (region,)
    return None


def _is_mere_link(items: Sequence[Item], region: Range) -> bool:
    """Whether words only link to what was before: *But ultimately*, she said, …."""
    return all(item.tag in ("CC", "RB", "UH") for item in items[slice(*region)])


def _is_introduction(items: Sequence[Item], start: int) -> bool:
    """Whether an item opens an adverbial: "asked why, …", "after the vote, …", "in May, …"."""
    item = items[start]
    following = items[start + 1] if start + 1 < len(items) else item
    if item.lower == "whether" or (
        item.lower in _ABOUT and following.tag == _COUNTS[item.lower == "at"]
    ):
        return False  # "at least six people died", "whether they sleep is unknown"
    return (
        item.tag in ("IN", "VBN", "VBG", "TO", "WRB")
        or is_time(item)
        or (item.lower in ("asked", "pressed", "even", "just", "only"))
    )


def _main_clause_after_comma(items: Sequence[Item], region: Range) -> bool:
    comma = next((index for index in range(*region) if is_comma(items[index])), None)
    return comma is not None and has_verb(items, (comma, region[1]))


def left_edge(items: Sequence[Item], end: int) -> int:
    """Where the clause before item `end` starts: after a semicolon or colon, or at 0."""
    for index in range(end - 1, -1, -1):
        if items[index].lower in (";", ":"):
            return index + 1
    return 0


def _continuation(items: Sequence[Item], stop: int, quoted: bool) -> Range | None:
    """What goes on after "…, he said, …"; after quoted words, only where it is quoted too."""
    if stop < len(items) and items[stop].tag == QUOTE:
        return trimmed(items, stop, quote_end(items, stop))
    if stop + 1 < len(items) and (is_comma(items[stop]) or items[stop].lower in (":", *DASHES)):
        following = items[stop + 1]
        if following.tag == QUOTE:
            return trimmed(items, stop + 1, quote_end(items, stop + 1))
        if following.tag == "CC" and stop + 2 < len(items) and items[stop + 2].tag == QUOTE:
            return trimmed(items, stop + 1, quote_end(items, stop + 2))
        if quoted and not (following.tag in ("IN", "TO") and following.lower == "that"):
            return _later_quote(items, stop)
        adds = following.tag == "VBG" and verb_cue(following.lower) is not None
        if is_comma(items[stop]) and not adds and following.tag not in ("WP", "WDT"):
            if following.tag not in FINITE and goes_back(items, stop + 1, "VBD"):
                return None
            return trimmed(items, stop + 1, clause_end(items, stop + 1))
    return _later_quote(items, stop) if quoted else None


def _later_quote(items: Sequence[Item], index: int) -> Range | None:
    """Quoted words that go on behind an aside: "…," she said as she rose, "…"."""
    for place in range(index, min(len(items), index + 40)):
        if items[place].tag == "VBG" and verb_cue(items[place].lower):
            return None
        if (
            is_comma(items[place])
            and place + 1 < len(items)
            and items[place + 1].tag == QUOTE
            and not is_noun(items[place + 1])
        ):
            return trimmed(items, place + 1, quote_end(items, place + 1))
    return None
