"""The results of a verification as an HTML page: each quotation beside its original."""

from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.verification import VERDICT_NAMES
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.page import page_foot, page_head
from db.verification_remarks import Remark, RemarkPart, list_remarks
from db.verified_drafts import NOTHING_NEAR, VerifiedMatch, VerifiedQuotation

_FOOT = (
    "A verdict compares words with the originals that were given. Listen to the original, or read"
    " it, before you rely on one. “Not found” means only that these originals lack the words."
)
_SIGNS = {"passes": "✓", "differs": "≠", "not found": "?", "near": "≈"}
_TAGS = {"original": "del", "quoted": "ins", "sentence": "q", "concern": "small"}
_CLASSES = {"passes": "passes", "differs": "differs", "not found": "absent", "near": "near"}


def verification_page(found: Sequence[VerifiedQuotation]) -> Iterator[str]:
    """Yield the page of a verification: the numbers, then the quotations that need a look first."""
    yield page_head("Quotations and their originals", "comparison.css", "verification.css")
    yield '<header class="page"><h1>Quotations and their originals</h1></header>\n<main>\n'
    yield from _overview(found)
    order = {"differs": 0, "not found": 1, "near": 3, "passes": 2}
    for result in sorted(found, key=lambda result: order[result.result]):
        yield from _section(result)
    yield from _sources(found)
    yield "</main>\n"
    yield page_foot(_FOOT)


def _overview(found: Sequence[VerifiedQuotation]) -> Iterator[str]:
    counts = Counter(result.name for result in found)
    yield '<table class="about"><tbody>'
    drafts = ", ".join(dict.fromkeys(result.draft for result in found)) or "–"
    yield f'<tr><th scope="row">Draft</th><td>{escape_markup(drafts)}</td></tr>'
    yield f'<tr><th scope="row">Quotations</th><td>{len(found):,}</td></tr>'
    for name in (*VERDICT_NAMES.values(), NOTHING_NEAR):
        if counts[name]:
            shown = escape_markup(name)
            yield f'<tr><th scope="row">{shown}</th><td>{counts[name]:,}</td></tr>'
    yield "</tbody></table>\n"


def _section(result: VerifiedQuotation) -> Iterator[str]:
    verdict = result.verdict
    sign, style = _SIGNS[result.result], _CLASSES[result.result]
    name = escape_markup(result.name)
    line = escape_markup(f"{result.draft}, line {result.line}")
    yield f'<section class="verdict {style}"><h2>{sign} {name} <small>{line}</small></h2>'
    speaker = escape_markup(flatten_lines(verdict.quotation.speaker) or "no speaker")
    quoted = [difference.quoted for difference in verdict.differences if difference.quoted]
    yield (
        '<table><thead><tr><th scope="col">Quotation</th><th scope="col">Original</th></tr></thead>'
        f"<tbody><tr><td><b>{speaker}</b><br>{_mark_words(result.words, quoted, 'ins')}</td><td>"
    )
    spoken = [difference.spoken for difference in verdict.differences if difference.spoken]
    yield from (_passage(match, spoken) for match in result.matches)
    if not result.matches:
        yield '<span class="none">none of the originals has these words</span>'
    yield "</td></tr></tbody></table>"
    yield from _remarks(result)
    yield "</section>\n"


def _passage(match: VerifiedMatch, spoken: Sequence[str]) -> str:
    name = match.title or match.original
    parts = filter(None, (match.speaker, match.time, f"line {match.line}", name))
    source = escape_markup(flatten_lines(" · ".join(parts)))
    return f"<p><small>{source}</small><br>{_mark_words(match.words, spoken, 'del')}</p>"


def _mark_words(text: str, words: Sequence[str], tag: str) -> str:
    """Return a text with the first occurrence of each of the words marked."""
    spans: list[tuple[int, int]] = []
    for each in words:
        start = text.find(each)
        if start >= 0:
            spans.append((start, start + len(each)))
    pieces, position = [], 0
    for start, end in sorted(spans):
        if start >= position:
            pieces.append(escape_markup(text[position:start]))
            pieces.append(f"<{tag}>{escape_markup(text[start:end])}</{tag}>")
            position = end
    return "".join((*pieces, escape_markup(text[position:])))


def _remarks(result: VerifiedQuotation) -> Iterator[str]:
    items = "".join(f"<li>{_mark_remark(remark)}</li>" for remark in list_remarks(result))
    if items:
        yield f"<ul>{items}</ul>"


def _mark_remark(remark: Remark) -> str:
    """Return a remark with a tag for each piece that has words of the draft or the original."""
    shown = "".join(map(_mark_part, remark.parts))
    label = remark.label[:1].upper() + remark.label[1:]
    return f"{label}: {shown}" if shown else f"{label}."


def _mark_part(part: RemarkPart) -> str:
    shown = escape_markup(flatten_lines(part.text))
    if part.role == "text":
        return shown
    tag = _TAGS[part.role]
    return f"{' ' * (part.role == 'concern')}<{tag}>{shown}</{tag}>"


def _sources(found: Sequence[VerifiedQuotation]) -> Iterator[str]:
    names = dict.fromkeys(name for result in found for name in result.searched)
    if names:
        items = "".join(f"<li>{escape_markup(flatten_lines(name))}</li>" for name in names)
        yield f"<section><h2>Compared with</h2><ul>{items}</ul></section>\n"
