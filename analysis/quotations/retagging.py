"""Correct the tags of cues next to quoted words that the encoder did not tag as verbs."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.quotations.cues import verb_cue
from analysis.quotations.noun_phrases import base_start, is_comma, is_noun
from analysis.quotations.segments import QUOTE, Item, last_letter


def retagged(tokens: Sequence[Item]) -> Sequence[Item]:
    """Return the tokens with mistagged cues next to quoted words tagged as verbs."""
    for index in range(1, len(tokens)):
        token = tokens[index]
        if token.tag == "VB" and token.lower == "say" and _is_separated(tokens[index - 1]):
            tokens = [*tokens[:index], replace(token, tag="VBP"), *tokens[index + 1 :]]
        if not is_noun(tokens[index - 1]) or tokens[index - 1].tag == "CD":
            continue
        after = tokens[index + 1 : index + 3]
        opens = len(after) == 2 and after[0].lower in (",", ":") and after[1].tag == QUOTE
        if opens and token.tag in ("NN", "NNP", "JJ") and _is_past(token):
            tokens = [*tokens[:index], replace(token, tag="VBD"), *tokens[index + 1 :]]
        elif token.tag == "NNS" and verb_cue(token.lower):
            closes = (
                (not after or after[0].lower in (".", ","))
                and (start := base_start(tokens, index - 1)) is not None
                and start > 0
                and tokens[start - 1].tag == QUOTE
                and last_letter(tokens[start - 1]) == ","
            )
            if opens or closes:
                tokens = [*tokens[:index], replace(token, tag="VBZ"), *tokens[index + 1 :]]
    return tokens


def _is_separated(before: Item) -> bool:
    """Return whether a comma or quoted words precede an inverted cue: …, *say* doctors."""
    return is_comma(before) or before.tag == QUOTE


def _is_past(token: Item) -> bool:
    """Return whether a word looks like a past tense: demurred."""
    return token.text.islower() and token.lower.endswith("ed")
