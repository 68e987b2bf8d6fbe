"""Step over the adverbs, times and prepositional phrases between a cue and what it reports."""

from collections.abc import Sequence

from analysis.quotations.frames import Item
from analysis.quotations.phrases import REACH, is_time, phrase_end

OPENINGS = frozenset(
    [
        "if",
        "when",
        "because",
        "although",
        "though",
        "unless",
        "whether",
        "how",
        "what",
        "why",
        "where",
        "who",
        "which",
        "despite",
        "unlike",
    ]
)
_COUNTED = frozenset({"ago", "earlier", "later", "before"})
_TIME_STARTS = frozenset(
    {"this", "last", "next", "late", "early", "earlier", "that", "the", "same", "on"}
)


def skip_adverbials(items: Sequence[Item], index: int) -> int:
    """The item after adverbs, times and prepositional phrases from an item on."""
    limit = min(len(items), index + REACH)
    while index < limit:
        item = items[index]
        if (item.tag in ("RB", "RP", "RBR") and item.lower not in ("not", "n't", "n’t")) or (
            is_time(item) and item.tag != "CD"
        ):
            index += 1
        elif is_time_phrase(items, index):
            index += 2
        elif (ago := _ago(items, index)) is not None:
            index = ago
        elif item.tag in ("IN", "TO") and item.lower not in ("that", *OPENINGS):
            if index + 1 < limit and items[index + 1].tag in ("JJS", "RBS"):
                break  # "reported at least six planes had left"
            does = item.tag == "TO" and index + 1 < limit and items[index + 1].opening == "VB"
            end = phrase_end(items, index + 1) if not does else None
            if end is None:
                break
            index = over_participle(items, end)
        else:
            break
    return index


def _ago(items: Sequence[Item], index: int) -> int | None:
    """The item after "two days ago", "a few years earlier" at an item."""
    if items[index].tag not in ("CD", "DT", "JJ"):
        return None
    for place in range(index + 1, min(len(items) - 1, index + 4)):
        if is_time(items[place]) and items[place + 1].lower in _COUNTED:
            return place + 2
    return None


def is_time_phrase(items: Sequence[Item], index: int) -> bool:
    """Whether two items are "last week", "this morning" and the like, and no part of a name."""
    return (
        items[index].lower in _TIME_STARTS
        and index + 1 < len(items)
        and is_time(items[index + 1])
        and items[index + 1].tag != "CD"
        and not (index + 2 < len(items) and items[index + 2].tag in ("NN", "NNS", "POS"))
    )


def over_participle(items: Sequence[Item], index: int) -> int:
    """Over "hosted by the fund" after a noun."""
    if (
        index + 1 < len(items)
        and items[index].tag in ("VBN", "VBG")
        and items[index + 1].tag in ("IN", "TO")
    ):
        end = phrase_end(items, index + 2)
        if end is not None:
            return end
    return index
