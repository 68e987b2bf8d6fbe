"""Export to standoff files for brat (https://brat.nlplab.org/standoff.html)."""

from collections.abc import Iterable, Iterator

from analysis import LABELS, Span
from analysis.models import SOURCE_LABELS, FindingOrigin
from db.exporters.escapes import flatten_lines
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle, ExportOptions
from db.models import NOTE_COLORS, VERDICTS
from db.origins import name_origin


def _value(words: str) -> str:
    """Return words as the value of an attribute, which has no blanks: `to-verify`."""
    return words.replace(" ", "-")


_CONFIGURATION = f"""[entities]
{chr(10).join((*LABELS, *SOURCE_LABELS))}
Quotation
Cue
Source
Time
Clause
Note

[relations]
Said\tArg1:Quotation, Arg2:Source
CuedBy\tArg1:Quotation, Arg2:Cue
When\tArg1:Clause, Arg2:Time

[events]

[attributes]
Kind\tArg:Quotation, Value:direct|indirect|mixed|scare|topic|continuation
Negated\tArg:Quotation
Reported\tArg:Clause
Guessed\tArg:Clause
State\tArg:Clause
ByReader\tArg:<ENTITY>
"""
_NOTE_ATTRIBUTES = f"""Verdict\tArg:Note, Value:{"|".join(map(_value, filter(None, VERDICTS)))}
Color\tArg:Note, Value:{"|".join(NOTE_COLORS)}
Starred\tArg:Note
"""


def write_brat(
    articles: Iterable[ExportedArticle], export: ExportContext
) -> Iterator[tuple[str, str]]:
    """Yield a text and an annotation file for each article, and the type configuration."""
    options = export.options
    attributes = _NOTE_ATTRIBUTES if "notes" in options.parts else ""
    yield "annotation.conf", f"{_CONFIGURATION}{attributes}"
    for article in articles:
        yield f"{article.row.id}.txt", article.document.text
        yield f"{article.row.id}.ann", "".join(_Standoff(article).lines(options))


class _Standoff:
    def __init__(self, article: ExportedArticle) -> None:
        self._article = article
        self._spans = self._relations = self._attributes = self._comments = 0

    def lines(self, options: ExportOptions) -> Iterator[str]:
        article = self._article
        if "names" in options.parts:
            for mention in article.analysis.mentions:
                name, line = self._span(mention.label, ((mention.start, mention.end),))
                yield line
                if mention.entity is not None:
                    yield self._comment(name, article.identity_name(mention.entity))
                yield from self._reader_mark(name, mention.origin)
        for quotation in article.analysis.quotations:
            content, line = self._span("Quotation", quotation.spans)
            yield line
            yield self._attribute("Kind", content, quotation.kind)
            if quotation.negated:
                yield self._attribute("Negated", content)
            yield from self._reader_mark(content, quotation.origin)
            for kind, relation, span in (
                ("Source", "Said", quotation.source), ("Cue", "CuedBy", quotation.cue),
            ):  # fmt: skip
                if span is not None and span[0] < span[1]:
                    argument, line = self._span(kind, (span,))
                    yield line
                    yield self._relation(relation, content, argument)
        times: dict[int, str] = {}
        if "events" in options.parts:
            for number, time in enumerate(article.analysis.times):
                times[number], line = self._span("Time", ((time.start, time.end),))
                yield line
                yield self._comment(times[number], time.value)
        for event in article.analysis.events:
            clause, line = self._span("Clause", ((event.start, event.end),))
            yield line
            if event.time in times:
                yield self._relation("When", clause, times[event.time])
            if event.is_reported:
                yield self._attribute("Reported", clause)
            if event.is_guessed:
                yield self._attribute("Guessed", clause)
            if event.kind == "state":
                yield self._attribute("State", clause)
            yield from self._reader_mark(clause, event.origin)
        for note in article.notes:
            if note.start < note.end:
                name, line = self._span("Note", ((note.start, note.end),))
                yield line
                yield self._attribute("ByReader", name)
                yield self._attribute("Color", name, note.color)
                if note.verdict:
                    yield self._attribute("Verdict", name, _value(note.verdict))
                if note.starred:
                    yield self._attribute("Starred", name)
                origin = name_origin(note.origin, note.author)
                source = f"(from {origin})" if origin else ""
                tags = (f"#{tag}" for tag in note.tags)
                words = " ".join(filter(None, (note.body, *tags, source)))
                if words:
                    yield self._comment(name, words)

    def _span(self, kind: str, spans: Iterable[Span]) -> tuple[str, str]:
        """Return a text-bound annotation; a span over several lines is split into one per line."""
        self._spans += 1
        pieces = [piece for span in spans for piece in self._split_lines(span)]
        offsets = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(self._article.document.text[start:end] for start, end in pieces)
        name = f"T{self._spans}"
        return name, f"{name}\t{kind} {offsets}\t{words}\n"

    def _split_lines(self, span: Span) -> Iterator[Span]:
        at = span[0]
        for line in self._article.document.text[slice(*span)].split("\n"):
            if line.strip():
                yield at, at + len(line)
            at += len(line) + 1

    def _reader_mark(self, name: str, origin: FindingOrigin) -> Iterator[str]:
        if origin != "machine":
            yield self._attribute("ByReader", name)

    def _attribute(self, kind: str, name: str, value: str = "") -> str:
        self._attributes += 1
        return f"A{self._attributes}\t{kind} {name}{' ' + value if value else ''}\n"

    def _relation(self, kind: str, first: str, second: str) -> str:
        self._relations += 1
        return f"R{self._relations}\t{kind} Arg1:{first} Arg2:{second}\n"

    def _comment(self, name: str, words: str) -> str:
        self._comments += 1
        return f"#{self._comments}\tAnnotatorNotes {name}\t{flatten_lines(words)}\n"
