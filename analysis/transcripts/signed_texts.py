"""Find letters, statements, block quotations and posts with a signature."""

import itertools
import re
from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.transcripts.lines import (
    END,
    FINAL,
    NAME,
    QUOTED,
    TIMING,
    Paragraph,
    TurnDraft,
    TurnLabel,
    TurnRole,
    are_remarks,
    find_line_spans,
    is_spoken,
    label_key,
    shift_span,
    trim_span,
)

_NAME_ONLY = re.compile(rf"(?P<name>{NAME})(?:,.*| \(.*\).*)?")
_SALUTATION = re.compile(r"(?:Dear|To (?:the editor|whom))\b[^.!?]{0,80}$", re.IGNORECASE)
_FAREWELL = re.compile(
    r"(?:Yours|Sincerely|Respectfully|Regards|Faithfully|Cordially|Signed|Best|(?:With )?Kind|Warm"
    r"|With (?:best|kind|warm)|In solidarity)\b(?: \w+){0,3}[,.]?$",
    re.IGNORECASE,
)
_REMARKS = re.compile(
    r"(?i:(?:opening |closing )?(?:statement|remarks|address|speech))(?: made| delivered)?"
    rf" (?:by|from|of) (?:the )?(?P<name>{NAME})"
)
_TEXTS = lexicon.pattern("reporting_nouns", "authored")
_ANNOUNCED = re.compile(
    r"(?i:(?:here|below) (?:is|are)|following (?:is|are)|read) (?:(?P<owner>his|her)|the)\b"
    rf"[^.!?:]{{0,60}}?\b(?:{_TEXTS})\b(?:[^.!?:]{{0,30}}? (?:by|from|of) (?P<name>{NAME}))?"
    r"[^.!?:]{0,40}[.:]$"
)
_BLOCK_MARK = re.compile(r">[> \t]*")
_SIGNATURE = re.compile(rf"(?:[—–―]|--?) ?(?P<name>{NAME})(?P<handle> ?\(@\w+\))?(?P<rest>.*)$")
_SIGNED_POST = re.compile(rf".*?[ \t](?P<sign>(?:[—–―]|--?) ?(?P<name>{NAME}) ?\(@\w+\).*)$")
_LONGEST_SIGNATURE = 25


def _signer(line: Paragraph, match: re.Match[str]) -> TurnLabel:
    name = shift_span(match.span("name"), line.start)
    return TurnLabel(name, None, line.end, None, label_key(match["name"]))


def find_letter(lines: Sequence[Paragraph]) -> Iterator[TurnDraft]:
    """Yield the letter that a text consists of, from the salutation to the signature."""
    begin = next((n for n, line in enumerate(lines) if _SALUTATION.match(line.text)), None)
    if begin is None:
        return
    for index in range(begin + 2, len(lines) - 1):
        match = _NAME_ONLY.fullmatch(lines[index + 1].text)
        if _FAREWELL.match(lines[index].text) and match is not None:
            yield _collect(_signer(lines[index + 1], match), "signed", lines[begin + 1 : index])
            return


def find_remarks(lines: Sequence[Paragraph]) -> Iterator[TurnDraft]:
    """Yield the remarks that follow a headline such as "Statement by Ana Lee on the port"."""
    match = _REMARKS.match(lines[0].text) if lines else None
    if match is not None and not FINAL.search(lines[0].text) and are_remarks(lines[1:]):
        spoken = [line for line in lines[1:] if is_spoken(line, timed=False)]
        end = next((n for n, line in enumerate(spoken) if END.match(line.text)), len(spoken))
        yield _collect(_signer(lines[0], match), "signed", spoken[:end])


def find_announced_text(lines: Sequence[Paragraph]) -> Iterator[TurnDraft]:
    """Yield the text that a paragraph announces and gives in full: Here is her statement. ¶ I …."""
    for index, line in enumerate(lines):
        match = _ANNOUNCED.search(line.text)
        if match is None or not are_remarks(lines[index + 1 :]):
            continue
        group = next((group for group in ("name", "owner") if match[group]), None)
        if group is None:
            continue
        name = shift_span(match.span(group), line.start)
        label = TurnLabel(name, None, line.end, None, label_key(match[group]))
        yield _collect(label, "block", lines[index + 1 :])
        return


def _collect(label: TurnLabel | None, role: TurnRole, lines: Sequence[Paragraph]) -> TurnDraft:
    draft = TurnDraft(label, role)
    for line in lines:
        draft.lines.append(line.number)
        mark = _BLOCK_MARK.match(line.text)
        draft.spans += find_line_spans(line, line.start + (mark.end() if mark else 0))
    return draft


def find_blocks(lines: Sequence[Paragraph]) -> list[TurnDraft]:
    """Return the block quotations of a text, and the posts that a signature with a handle ends."""
    drafts: list[TurnDraft] = []
    block: list[Paragraph] = []
    begin = 0  # of the lines that can belong to the next post
    lines = [line for line in lines if not TIMING.fullmatch(line.text)]
    # without blank lines, nothing tells the lines of a post from the paragraphs before it
    are_parted = any(line.start - before.end > 1 for before, line in itertools.pairwise(lines))
    for index, line in enumerate(lines):
        if mark := _BLOCK_MARK.match(line.text):
            signature = _SIGNATURE.match(line.text, mark.end())
            if signature is None or not block:
                block.append(line)
                continue
        else:
            signature = _SIGNATURE.match(line.text)
        if signature is not None and len(line.text.split()) > _LONGEST_SIGNATURE:
            signature = None
        if block:
            signer = _signer(line, signature) if signature is not None else None
            drafts.append(_collect(signer, "signed" if signer else "block", block))
            block = []
            if signer is not None:
                continue
        if signature is not None and signature["handle"] and index:
            first = index - 1
            while are_parted and first > begin and lines[first].start - lines[first - 1].end == 1:
                first -= 1
            post, begin = lines[first:index], index + 1
            if post and not QUOTED.match(post[0].text):
                drafts.append(_collect(_signer(line, signature), "signed", post))
        elif (match := _SIGNED_POST.match(line.text)) and not QUOTED.match(line.text):
            draft = TurnDraft(_signer(line, match), "signed", [line.number])
            draft.spans += trim_span(line, line.start, line.start + match.start("sign"))
            drafts.append(draft)
    if block:
        drafts.append(_collect(None, "block", block))
    return drafts
