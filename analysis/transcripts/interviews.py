"""Find the questions and answers of an interview without labels."""

import re
from collections.abc import Sequence

from analysis.transcripts.lines import (
    ATTRIBUTED,
    END,
    FEWEST_WORDS,
    FIRST_PERSON,
    LONGEST_TURN,
    QUOTED,
    SECOND_PERSON,
    Paragraph,
    TurnDraft,
    TurnRole,
    find_line_spans,
    is_personal,
    is_spoken,
)

_FEWEST_QUESTIONS = 4
_LONGEST_QUESTION = 150
_LONGEST_REQUEST = 60
# A quotation that is set off from the text, with or without the name of the speaker.
_PULL_QUOTE = re.compile(rf"(?:{QUOTED.pattern})(?:\s*[-–—].*)?")
_INTERVIEW = re.compile(
    r"\b(?:interview\w*|Q ?(?:&|and) ?A|conversation|questions|answer(?:s|ed)|asked|"
    r"(?:spoke|speaks|talk(?:s|ed)?|sat down|chat(?:s|ted)?|minutes) (?:to|with|about)|tells|"
    r"(?:met|visited) (?:with )?(?:him|her|them|the [a-z]+|[A-Z]\w+)|"
    r"discuss(?:es|ed)?"
    r")\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(#{1,6}) \S.*")
_DASHED = re.compile(r"([-–—]) ?\S.*")
_BOLD = re.compile(r"(\*{1,3}|_{1,3})(?=[^\s*_]).*\1")
_REQUEST = re.compile(
    r"^(?:(?:So|And|Now|Please|First|Finally),? )?(?:[Tt]ell|[Dd]escribe|[Ee]xplain|[Tt]alk) "
    r"|\bI(?: just| only)?(?: would|[’']d|[’']ve)? (?:want(?:ed)?|like) to (?:know|ask)\b"
)
# A statement that is put to the other person: "You have run this house for years."
_STATEMENT = re.compile(
    r"^(?:(?:So|And|But|Yet|Now|Well|Still|Then),? )?[Yy]ou(?:r|[’']\w+)?\b"
    r"|\b(?:sa(?:y|id|ys)(?: that)?|ma[dk]es?|asked|call(?:s|ed)?) you\b"
)
_LONGEST_STATEMENT = 40
_QUOTED_TITLE = re.compile(r"(?<!\w)'[^\n]+?'(?!\w)")
_SINGULAR = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b(?!\.\w)")
ENDS_ASKING = re.compile(r"\?[\"”'’)\]*_ ]*$")


def find_interview_turns(lines: Sequence[Paragraph]) -> list[TurnDraft]:
    """Return the questions and answers of an interview without labels."""
    asked = {index for index, line in enumerate(lines) if _is_question(line.text)}
    bold = _find_set_off(lines, asked)
    set_off = len(asked & bold) > 1
    if set_off:
        asked = bold
    elif len(asked) > 1:
        asked |= _find_statements(lines, asked)
    if not asked or not _is_interview(lines, asked, set_off=set_off):
        return []
    drafts: list[TurnDraft] = []
    current: TurnDraft | None = None
    for index in range(min(asked), len(lines)):
        line = lines[index]
        role: TurnRole = "question" if index in asked else "answer"
        if role == "answer":
            if END.match(line.text):
                break
            if not is_spoken(line, timed=False) or _PULL_QUOTE.fullmatch(line.text.strip()):
                continue
        if current is None or current.role != role:
            current = TurnDraft(None, role)
            drafts.append(current)
        current.lines.append(line.number)
        current.spans += find_line_spans(line, line.start)
    return drafts


def _find_set_off(lines: Sequence[Paragraph], asked: set[int]) -> set[int]:
    """Return the paragraphs that are set off as most of the questions are.

    They are bold, headings of one level, or begin with a dash. Bold ones can begin before the
    first question.
    """
    best: set[int] = set()
    for pattern in (_BOLD, _HEADING, _DASHED):
        marks: dict[str, set[int]] = {}
        for index, line in enumerate(lines):
            if match := pattern.fullmatch(line.text.strip()):
                marks.setdefault(match[1] if pattern is _HEADING else "", set()).add(index)
        for found in marks.values():
            if pattern is not _BOLD and asked & found:
                found = {index for index in found if index >= min(asked & found)}
            if len(asked & found) > max(1, len(asked & best)):
                best = found
    return best


def _is_question(text: str) -> bool:
    """Return whether a paragraph can be an interviewer's: a question, and not about the speaker."""
    count = len(text.split())
    if not FEWEST_WORDS <= count <= _LONGEST_QUESTION:
        return False
    asks = ENDS_ASKING.search(text) is not None
    if count > _LONGEST_REQUEST and not asks:
        return False
    plain = QUOTED.sub("", text)
    if count <= _LONGEST_REQUEST and _REQUEST.search(plain) and SECOND_PERSON.search(plain):
        return True
    if not asks:
        return False
    # An answer can end with a question too, but speaks of the speaker more than of the listener.
    return len(FIRST_PERSON.findall(plain)) <= len(SECOND_PERSON.findall(plain))


def _find_statements(lines: Sequence[Paragraph], asked: set[int]) -> set[int]:
    """Return the statements to which the person interviewed replies, between two answers.

    A statement addresses the other person and says nothing of the own one. It is shorter than the
    reply, which speaks of the own person. Before the first question, only the statement nearest
    to it counts.
    """
    begin = min(asked)
    found: set[int] = set()
    for index in range(len(lines) - 2, -1, -1):
        line, reply = lines[index], lines[index + 1]
        if {index - 1, index, index + 1} & (asked | found) or END.match(line.text):
            continue
        plain = QUOTED.sub("", line.text)
        if (
            FEWEST_WORDS <= len(plain.split()) <= _LONGEST_STATEMENT
            and _STATEMENT.search(plain)
            and not FIRST_PERSON.search(plain)
            and is_personal(reply.text)
            and len(reply.text) > len(line.text)
        ):
            found.add(index)
            if index < begin:
                break
    return found


def _is_interview(lines: Sequence[Paragraph], asked: set[int], *, set_off: bool) -> bool:
    """Return whether the questions of a text are those of an interview.

    They address someone, and the paragraphs between them speak in the first person. A headline or
    introduction that mentions an interview, or type that sets the questions off, makes two enough.
    """
    begin = min(asked)
    introduction = " ".join(_QUOTED_TITLE.sub("", line.text) for line in lines[:begin])
    announced = set_off or bool(_INTERVIEW.search(introduction))
    announced_first = bool(lines) and re.search(r"\binterview|\bQ ?& ?A\b", lines[0].text, re.I)
    sentences = (
        [] if set_off or announced_first else re.split(r"(?<=[.!?]) ", QUOTED.sub("", introduction))
    )
    if any(FIRST_PERSON.search(part) and not _INTERVIEW.search(part) for part in sentences):
        return False  # the text begins with speech, so that it is no interview
    addressed = sum(
        bool(SECOND_PERSON.search(QUOTED.sub("", lines[index].text))) for index in asked
    )
    answers: list[list[str]] = []
    for index in range(begin, len(lines)):
        if index in asked:
            answers.append([])
        elif is_spoken(lines[index], timed=False):
            answers[-1].append(QUOTED.sub("", lines[index].text))
    answered = [block for block in answers if block]
    if _is_guide([lines[index].text for index in asked], answered):
        return False
    own = sum(any(map(FIRST_PERSON.search, block)) for block in answered)
    reported = sum(bool(ATTRIBUTED.search(line.text)) for line in lines[begin:])
    return (
        len(answered) >= (2 if announced else _FEWEST_QUESTIONS)
        and addressed >= (0.25 if announced else 0.5) * len(asked)
        and own >= (0.4 if announced else 0.6) * len(answered)
        and reported <= 0.1 * (len(lines) - begin)
        and len(lines) - begin <= LONGEST_TURN * len(asked)
    )


def _is_guide(asked: Sequence[str], answered: Sequence[Sequence[str]]) -> bool:
    """Return whether questions are those of readers, and the answers advise them.

    "How can I pay?", "You can pay by card". An interview asks "you", who answers as "I".
    """
    plain = [QUOTED.sub("", text) for text in asked]
    own = sum(bool(_SINGULAR.search(text)) and not SECOND_PERSON.search(text) for text in plain)
    personal = sum(any(map(_SINGULAR.search, block)) for block in answered)
    advised = sum(
        any(map(SECOND_PERSON.search, block)) and not any(map(_SINGULAR.search, block))
        for block in answered
    )
    return 5 * own > len(asked) or advised > personal
