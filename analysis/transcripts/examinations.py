"""Read the headings of examinations in court: the witness and the examiner."""

import re

from msgspec import Struct

from analysis.models import Span
from analysis.transcripts.lines import NAME

_LONGEST = 240
_SWORN = re.compile(
    rf"(?P<witness>{NAME}),?(?: \([^()]{{1,40}}\),?)?"
    r"(?:,? (?:a |the |having |been |was |is |duly |first |by |for |on |of |as |witness)"
    r"[^.;\n]{0,80}?)?[ ,]*\(?(?:called|recalled|sworn|affirmed|continued)\b"
)
_EXAMINATION = re.compile(
    r"(?:(?:DIRECT|CROSS|REDIRECT|RECROSS|FURTHER|Direct|Cross|Redirect|Recross|Further)[ -]?)*"
    r"(?:EXAMINATION|[Ee]xamination|EXAMINED|[Ee]xamined|QUESTIONS|[Qq]uestions)"
    rf"(?: (?:OF|of) (?P<witness>{NAME}?))?(?: (?:BY|by|FROM|from) (?P<examiner>{NAME}))?:?\.?"
)
_LINE_NUMBER = re.compile(r"[ \t]*(?:\d{1,2}[ \t]{1,16})?")
_BY = re.compile(rf"(?:BY|By) (?P<examiner>(?:MR|MS|MRS|DR|Mr|Ms|Mrs|Dr)\b\.? {NAME}):?")


class Examination(Struct, frozen=True):
    """The witness and the examiner in a heading, None if it names none."""

    witness: Span | None
    examiner: Span | None


def find_examination(text: str) -> Examination | None:
    """Return the witness and the examiner in a heading: `PETER STRAND, sworn.`."""
    if len(text) > _LONGEST:
        return None
    begin = _LINE_NUMBER.match(text)
    offset = begin.end() if begin else 0
    plain = text[offset:].rstrip()
    match = _EXAMINATION.fullmatch(plain) or _BY.fullmatch(plain)
    if match is None:
        match = _SWORN.match(plain)
    if match is None:
        return None
    groups = match.groupdict()
    spans = [
        (offset + match.start(name), offset + match.end(name)) if groups.get(name) else None
        for name in ("witness", "examiner")
    ]
    return Examination(*spans) if any(spans) else None
