"""Find the posts that a post repeats below a header of its own: "reed wrote:", "Posted by reed"."""

import re
from collections.abc import Mapping, Sequence

from analysis.transcripts.lines import (
    NAME,
    Paragraph,
    TurnDraft,
    TurnLabel,
    label_key,
    shift_span,
)

_ACCOUNT = r"@?[^\W_][\w.|-]{0,29}"
_QUOTING = re.compile(
    rf"(?P<name>{NAME}|{_ACCOUNT}) (?:wrote|said|writes|says) ?:(?: ?[↑⤴].*)?"
    rf"|(?:Originally |originally )?[Pp]osted by:? (?P<poster>{NAME}|{_ACCOUNT}):?"
    rf"|Quot(?:e from|ing):? (?P<quoted>{NAME}|{_ACCOUNT})(?: on .*)?:?"
)
_FEWEST_POSTS = 2


def find_quoting_headers(
    labels: Mapping[int, TurnLabel], lines: Sequence[Paragraph]
) -> dict[int, TurnLabel]:
    """Return the headers of repeated posts by their index, if other headers are those of posts."""
    quoting: dict[int, TurnLabel] = {}
    for index, line in enumerate(lines):
        match = _QUOTING.fullmatch(line.text.strip())
        if match is None:
            continue
        group = next(name for name, text in match.groupdict().items() if text)
        offset = line.start + len(line.text) - len(line.text.lstrip())
        name = shift_span(match.span(group), offset)
        quoting[index] = TurnLabel(name, None, line.end, None, label_key(match[group]))
    return quoting if len(labels.keys() - quoting.keys()) >= _FEWEST_POSTS else {}


def split_quoted_posts(
    drafts: Sequence[TurnDraft], quoting: Mapping[int, TurnLabel], lines: Sequence[Paragraph]
) -> list[TurnDraft]:
    """Return turns, with each post that another one repeats as a turn of its own writer.

    The repeated words are the lines that occur above, or those before the next blank line.
    """
    headers = {lines[index].number: index for index in quoting}
    split: list[TurnDraft] = []
    for draft in drafts:
        if headers.keys().isdisjoint(draft.lines):
            split.append(draft)
            continue
        current = TurnDraft(draft.label, draft.role)
        parts = [current]
        quoted: set[int] = set()
        for number in draft.lines:
            if number in headers:
                begin = headers[number]
                quoted = _find_repeated(begin, lines)
                current = TurnDraft(quoting[begin], draft.role)
                parts.append(current)
                continue
            if quoted and number not in quoted:
                quoted = set()
                current = TurnDraft(draft.label, draft.role)
                parts.append(current)
            current.lines.append(number)
        _share_spans(draft, parts, lines)
        split += [part for part in parts if part.lines]
    return split


def _find_repeated(header: int, lines: Sequence[Paragraph]) -> set[int]:
    """Return the numbers of the paragraphs below a header that belong to the repeated post."""
    earlier = [line.text.strip().casefold() for line in lines[:header]]
    repeated: set[int] = set()
    below: set[int] = set()
    for line in lines[header + 1 :]:
        text = line.text.strip().casefold()
        if not any(text in before for before in earlier):
            break
        repeated.add(line.number)
    for order, line in enumerate(lines[header + 1 :]):
        if order and line.is_apart:
            break
        below.add(line.number)
    return repeated or below


def _share_spans(draft: TurnDraft, parts: Sequence[TurnDraft], lines: Sequence[Paragraph]) -> None:
    """Give the spans of a turn to the parts that have their paragraphs."""
    owners = {number: part for part in parts for number in part.lines}
    bounds = [(line.start, line.end, line.number) for line in lines if line.number in owners]
    for span in draft.spans:
        for start, end, number in bounds:
            if start <= span[0] < end:
                owners[number].spans.append(span)
