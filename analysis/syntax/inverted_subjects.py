"""Find a subject that follows its verb: "…", said Lee."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.syntax.cues import Cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.noun_phrases import base_phrase_end, is_noun, is_time, phrase_end
from analysis.syntax.quoted_words import is_title
from analysis.syntax.tag_sets import COMMON_NOUN_TAGS, FINITE_TAGS, RELATIVE_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import DASHES, QUOTE, Token, is_comma
from analysis.syntax.verb_groups import VerbGroup

_PEOPLE = lexicon.words("person_nouns")


def find_inverted_subject(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, source: Subject | None
) -> Subject | None:
    """Return the subject to the right of its verb: "…", *said* Holm; *Said* Stone: "…"."""
    if (
        not (cue.takes_clause or cue.takes_quote)
        or group.main != group.start
        or group.end >= len(tokens)
    ):
        return None
    before = tokens[group.start - 1] if group.start else None
    if before is not None:
        quote = before.tag == QUOTE or (
            (is_comma(before) or before.lower in DASHES)
            and group.start > 1
            and tokens[group.start - 2].tag == QUOTE
        )
        if (
            before.tag == QUOTE
            and source is not None
            and is_noun(before)
            and group.start > 1
            and is_noun(tokens[group.start - 2])
        ):
            return None
        if quote and _is_titled_before(tokens, group.start):
            return None
        if not quote and not (
            is_comma(before) and (source is None or is_followed_by_source_only(tokens, group, cue))
        ):
            return None
    end = phrase_end(tokens, group.end)
    if end is None or tokens[group.end].tag in ("WP", "WDT", QUOTE) or is_time(tokens[group.end]):
        return None
    base = base_phrase_end(tokens, group.end) or end
    if before is None and not (end < len(tokens) and tokens[end].lower in (":", ",")):
        return None
    if tokens[group.end].tag == "PRP" and tokens[group.end].lower in (
        "him",
        "her",
        "me",
        "us",
        "them",
    ):
        return None
    return Subject(group.end, _partner_end(tokens, appositive_end(tokens, end)), base - 1)


def _is_titled_before(tokens: Sequence[Token], verb: int) -> bool:
    """Return whether a title that explains a noun precedes a verb: her book, “Sea”, *says*."""
    title = verb - 1 - is_comma(tokens[verb - 1])
    if title > 0 and tokens[title - 1].tag == "POS":
        return is_title(tokens[title].text)  # "host of the station's “Morning Joe,” *said*"
    return (
        title > 1
        and is_comma(tokens[title - 1])
        and is_comma(tokens[verb - 1])
        and tokens[title - 2].tag in COMMON_NOUN_TAGS
        and is_title(tokens[title].text)
    )


def _partner_end(tokens: Sequence[Token], end: int) -> int:
    """Return the end of another name after "and": said Lee, a banker, *and Kim, a nurse*."""
    joint = end + (end < len(tokens) and is_comma(tokens[end]))
    if joint + 1 >= len(tokens) or tokens[joint].lower != "and":
        return end
    base, more = base_phrase_end(tokens, joint + 1), phrase_end(tokens, joint + 1)
    if base is None or more is None or not tokens[base - 1].name.endswith("PERSON"):
        return end
    more = appositive_end(tokens, more)
    return end if more < len(tokens) and tokens[more].tag in (*VERBAL_TAGS, "POS") else more


def is_followed_by_source_only(tokens: Sequence[Token], group: VerbGroup, cue: Cue) -> bool:
    """Return whether only a name follows a cue without object: …, *said* Lee, a banker."""
    end = phrase_end(tokens, group.end)
    if end is None or not cue.is_speech or cue.takes_addressee:
        return False
    head = tokens[(base_phrase_end(tokens, group.end) or end) - 1]
    if cue.takes_object and not _is_animate(head):
        return False
    end = appositive_end(tokens, end)
    if end >= len(tokens) or tokens[end].lower in (".", ","):
        return True
    relative = tokens[end].tag in RELATIVE_TAGS
    if relative and cue.lemma == "say":
        return True
    modified = relative or tokens[end].tag in ("VBG", "VBN", "RB", "IN")
    return modified and sum(token.tag in FINITE_TAGS for token in tokens[end:]) <= relative


def _is_animate(head: Token) -> bool:
    """Return whether a phrase by its head can only be the subject of a verb with an object."""
    return (
        head.name.endswith(("PERSON", "ORG"))
        or head.lower in _PEOPLE
        or head.lower.removesuffix("s") in _PEOPLE
    )


def appositive_end(tokens: Sequence[Token], end: int) -> int:
    """Return the end of a short appositive after a name: said Lee, *the mayor of Rome*, …."""
    if end + 1 < len(tokens) and is_comma(tokens[end]):
        more = phrase_end(tokens, end + 1)
        if (
            more is not None
            and tokens[end + 1].tag in ("DT", "NN", "JJ", "CD", "PRP$", "NNP")
            and (
                more >= len(tokens)
                or is_comma(tokens[more])
                or tokens[more].lower in (".", "-", "--")
            )
        ):
            return more
    return end
