"""Find the turns of a transcript: paragraphs that open with a speaker and a colon."""

import re
from dataclasses import dataclass, replace

from analysis.models import Span
from analysis.tokenizer import Doc

# "SMITH:", "Mary Lee:", "CHAIR (Ada Hart):", "Q:", also behind an opening quotation mark.
_TURN = re.compile(
    r"[\"“]?(?P<name>[QA]|(?:[A-Z][\w.'’-]* ){0,3}[A-Z][\w.'’-]*)"
    r"(?: \((?P<full_name>[^()\n]{2,60})\))?(?P<colon>:)[ \t ]+(?=\S)"
)
_FEWEST = 3
_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: the name of the speaker, the colon and the content, each as a span of characters.

    `full_name` is the text in parentheses after the name: CHAIR (*Ada Hart*): ….
    """

    name: Span
    colon: Span
    content: Span
    full_name: Span | None = None


def find_turns(words: Doc) -> dict[int, Turn]:
    """Return the turns of a text by the number of their paragraph.

    Turns follow one another, and the first has at least two words of content. A text is no
    transcript if it has fewer than three turns, one speaker only, or a new speaker in each turn.
    """
    found: dict[int, Turn] = {}
    paragraph = -1
    for sentence in words.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            match = _TURN.match(words.text, sentence.start)
            if match is not None:
                full_name = match.span("full_name") if match["full_name"] else None
                content = (match.end(), sentence.end)
                found[paragraph] = Turn(match.span("name"), match.span("colon"), content, full_name)
        elif paragraph in found:
            turn = found[paragraph]
            found[paragraph] = replace(turn, content=(turn.content[0], sentence.end))
    spoken = {
        number: turn
        for number, turn in found.items()
        if (number - 1 in found and _WORD.search(words.text, *turn.content))
        or (number + 1 in found and len(_WORD.findall(words.text, *turn.content)) >= _WORDS)
    }
    speakers = {words.text[slice(*turn.name)] for turn in spoken.values()}
    return spoken if len(spoken) >= _FEWEST and 1 < len(speakers) < len(spoken) else {}
