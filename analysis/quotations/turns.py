"""Find the turns of a transcript: paragraphs that open with who speaks and a colon."""

import re
from dataclasses import dataclass

from analysis.findings import Span
from analysis.words import Words

# "SMITH:", "Mary Lee:", "Q:", also behind an opening quotation mark.
_TURN = re.compile(
    r"[\"“]?(?P<name>[QA]|(?:[A-Z][\w.'’-]* ){0,3}[A-Z][\w.'’-]*)(?P<colon>:)[ \t ]+(?=\S)"
)
_FEWEST = 3
_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: who speaks, the colon, and what is said, each in characters."""

    name: Span
    colon: Span
    content: Span


def find_turns(words: Words) -> dict[int, Turn]:
    """The turns of a text by the number of their paragraph.

    Turns follow one another and say a few words. A text with fewer than three, of one speaker
    only, or of another speaker in each, is no transcript and has none.
    """
    found: dict[int, Turn] = {}
    paragraph = -1
    for sentence in words.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            match = _TURN.match(words.text, sentence.start)
            if match is not None:
                found[paragraph] = Turn(
                    match.span("name"), match.span("colon"), (match.end(), sentence.end)
                )
        elif paragraph in found:
            turn = found[paragraph]
            found[paragraph] = Turn(turn.name, turn.colon, (turn.content[0], sentence.end))
    spoken = {
        number: turn
        for number, turn in found.items()
        if len(_WORD.findall(words.text, *turn.content)) >= _WORDS
        and (number - 1 in found or number + 1 in found)
    }
    speakers = {words.text[slice(*turn.name)] for turn in spoken.values()}
    return spoken if len(spoken) >= _FEWEST and 1 < len(speakers) < len(spoken) else {}
