"""Find whole paragraphs that are one speaker's words, and the names of the speakers."""

import re
from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span
from analysis.syntax.tokens import Doc
from analysis.transcripts.interviews import ENDS_ASKING, find_interview_turns
from analysis.transcripts.labeled_turns import find_labeled_turns
from analysis.transcripts.labels import PREPOSITIONS, TITLES
from analysis.transcripts.lines import (
    Paragraph,
    TurnDraft,
    TurnRole,
    join_details,
    read_lines,
)
from analysis.transcripts.signed_texts import (
    find_announced_text,
    find_blocks,
    find_letter,
    find_remarks,
)

UNNAMED_LABELS = lexicon.words("transcript_words", "unnamed")


class Turn(Struct, frozen=True):
    """The words of one speaker, in one or several paragraphs, without stage directions.

    `name` is the label, `mark` the colon or dash after it, both None without a label. `full_name`
    is the text in parentheses after the name: CHAIR (*Ada Hart*): …. `role` is "question" or
    "answer" if the label or the layout names no speaker. It is "signed" if a signature is the
    label, and "block" for a block quotation without one, or a text that the writer announces:
    Here is *her* statement.
    """

    name: Span | None
    mark: Span | None
    spans: tuple[Span, ...]
    role: TurnRole = "speaker"
    full_name: Span | None = None


def find_turns(words: Doc) -> dict[int, Turn]:
    """Return the turns and blocks of a text by the numbers of their paragraphs.

    Turns begin with a label (`LEE: …`, `Ana Lee, mayor – …`) or alternate between questions and
    answers. A text without enough of either has no turns. It can be a letter or a statement, or
    contain block quotations and posts.
    """
    return find_paragraph_turns(read_lines(words))


def find_paragraph_turns(lines: Sequence[Paragraph]) -> dict[int, Turn]:
    """Return the turns and blocks of paragraphs by their numbers, as `find_turns` does."""
    lines = join_details(lines)
    drafts = (
        _find_spoken_turns(lines)
        or [*find_letter(lines), *find_remarks(lines), *find_announced_text(lines)][:1]
        or find_blocks(lines)
    )
    turns: dict[int, Turn] = {}
    for draft in drafts:
        if draft.spans:
            label = draft.label
            turn = Turn(
                label.name if label else None,
                label.mark if label else None,
                tuple(draft.spans),
                draft.role,
                label.full_name if label else None,
            )
            turns.update(dict.fromkeys(draft.lines, turn))
    return turns


def _find_spoken_turns(lines: Sequence[Paragraph]) -> list[TurnDraft]:
    """Return the turns with labels, or those of an interview without labels.

    An interview of which a few turns have labels is read without them.
    """
    labeled = find_labeled_turns(lines)
    if 2 * _count_lines(labeled) > len(lines):
        return labeled
    interview = find_interview_turns(lines)
    return interview if _count_lines(interview) > 2 * _count_lines(labeled) else labeled


def _count_lines(drafts: Sequence[TurnDraft]) -> int:
    return sum(len(draft.lines) for draft in drafts)


def find_label_names(words: Doc) -> dict[Span, bool]:
    """Return the labels of a transcript that can be people's names, without titles.

    The value is True if most of the turns ask: such a label can be that of a newspaper.
    """
    turns = list(dict.fromkeys(words.once(find_turns).values()))
    asked: dict[str, list[bool]] = {}
    found: list[tuple[str, Span]] = []
    for turn in turns:
        if turn.name is None or turn.role not in ("speaker", "signed"):
            continue
        start, end = turn.full_name or turn.name
        parts = [*re.finditer(r"\S+", words.text[start:end])]
        while len(parts) > 1 and parts[0][0].casefold().rstrip(".") in TITLES:
            del parts[0]
        plain = [part[0].casefold().rstrip(".") for part in parts]
        if UNNAMED_LABELS.intersection(plain) or TITLES.intersection(plain):
            continue
        if plain[0] in PREPOSITIONS:
            continue  # an office without its holder: The Minister *for Ports*
        if any(map(str.isdigit, "".join(plain))):
            continue
        if len(parts) == 1 and len(plain[0]) < 4 and parts[0][0].isupper():
            continue  # initials
        key = " ".join(plain)
        content = words.text[turn.spans[-1][0] : turn.spans[-1][1]]
        asked.setdefault(key, []).append(bool(ENDS_ASKING.search(content)))
        found.append((key, (start + parts[0].start(), start + parts[-1].end())))
    return {span: 2 * sum(asked[key]) > len(asked[key]) for key, span in found}
