"""Tag cues beside quoted words as verbs where the encoder took them for something else."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.quotations.cues import verb_cue
from analysis.quotations.frames import QUOTE, Item, last_letter
from analysis.quotations.phrases import base_start, is_comma, is_noun


def retagged(items: Sequence[Item]) -> Sequence[Item]:
    """The items with a cue beside quoted words tagged as a verb where it was taken for a noun."""
    for index in range(1, len(items)):
        item = items[index]
        if item.tag == "VB" and item.lower == "say" and _is_parted(items[index - 1]):
            items = [*items[:index], replace(item, tag="VBP"), *items[index + 1 :]]
        if not is_noun(items[index - 1]) or items[index - 1].tag == "CD":
            continue
        after = items[index + 1 : index + 3]
        opens = len(after) == 2 and after[0].lower in (",", ":") and after[1].tag == QUOTE
        if opens and item.tag in ("NN", "NNP", "JJ") and _is_past(item):
            items = [*items[:index], replace(item, tag="VBD"), *items[index + 1 :]]
        elif item.tag == "NNS" and verb_cue(item.lower):
            closes = (
                (not after or after[0].lower in (".", ","))
                and (start := base_start(items, index - 1)) is not None
                and start > 0
                and items[start - 1].tag == QUOTE
                and last_letter(items[start - 1]) == ","
            )
            if opens or closes:
                items = [*items[:index], replace(item, tag="VBZ"), *items[index + 1 :]]
    return items


def _is_parted(before: Item) -> bool:
    """Whether what stands before an inverted cue is a comma or quoted words: …, *say* doctors."""
    return is_comma(before) or before.tag == QUOTE


def _is_past(item: Item) -> bool:
    """Whether a word looks like a past tense: demurred."""
    return item.text.islower() and item.lower.endswith("ed")
