"""The source audit of an article as rows, each with the passages that it counts."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from textual.content import Content

from db.sourcing.audit import ArticleAudit
from db.sourcing.groups import group_statements
from db.sourcing.statements import SourcedStatement
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.source_text import SourceText
from tui.widgets.panes.row_text import justify
from tui.widgets.passage_rows import ListedPassage
from tui.widgets.row_source import Heading, ListSource

_BAR = 12  # cells of a bar
_WIDE = 84  # cells from which a row has a bar


class SourceRow(Struct, frozen=True):
    """A row of an audit: a label, what is beside it, and its passages; `share` is -1 for none."""

    label: str
    remark: str
    beside: str
    passages: tuple[ListedPassage, ...]
    share: float = -1.0


def list_audit(audit: ArticleAudit) -> ListSource[SourceRow]:
    """List the parts of an audit that have rows, each below its heading."""
    items: list[SourceRow | Heading] = []
    for heading, rows in _list_parts(audit):
        if rows:
            items += [Heading(heading.format(number=len(rows))), *rows]
    return ListSource(items, _draw_row)


def _list_parts(audit: ArticleAudit) -> Iterator[tuple[str, Sequence[SourceRow]]]:
    yield (
        SourceText.BY_SOURCE,
        [
            _count_row(each.source, SourceText.TYPES[each.type or ""], each.statements, each.share)
            for each in audit.sources
        ],
    )
    for heading, by in ((SourceText.BY_TYPE, "type"), (SourceText.BY_BASIS, "basis")):
        groups = group_statements(audit.statements, "type" if by == "type" else "basis")
        total = max(audit.words, 1)
        yield (
            heading,
            [
                _count_row(SourceText.TYPES.get(each.label, each.label), "", each.statements,
                           each.words / total)
                for each in groups
            ],
        )  # fmt: skip
    if audit.first_named is not None:
        position = SourceText.PARAGRAPH.format(
            paragraph=audit.first_named_paragraph, share=audit.first_named_share
        )
        first = SourceRow(audit.first_named.source, "", position, (_passage(audit.first_named),))
        yield SourceText.FIRST_NAMED, [first]
    yield (
        SourceText.UNNAMED,
        [_statement_row(each, each.anonymity or SourceText.NO_REASON) for each in audit.unnamed],
    )
    yield SourceText.SINGLE, [_statement_row(each, "") for each in audit.single]
    yield (
        SourceText.DISCLOSURES,
        [
            SourceRow(found.about or found.words, found.words if found.about else "",
                      found.disclosure.kind,
                      (ListedPassage(audit.article, found.disclosure.start, found.disclosure.end,
                                     found.words, audit.site, found.disclosure.kind),))
            for found in audit.disclosures
        ],
    )  # fmt: skip
    yield (
        SourceText.UNHEARD,
        [
            SourceRow(
                side.name,
                "",
                format_count(side.mentions, "mention"),
                tuple(ListedPassage(audit.article, *span, side.name, audit.site)
                      for span in side.spans),
            )
            for side in audit.unheard
        ],
    )  # fmt: skip


def _count_row(
    label: str, remark: str, statements: Sequence[SourcedStatement], share: float
) -> SourceRow:
    count = format_count(len(statements), "statement")
    beside = SourceText.SHARE.format(count=count, share=share)
    passages = tuple(map(_passage, statements))
    return SourceRow(label or SourceText.NO_SOURCE, remark, beside, passages, share)


def _statement_row(statement: SourcedStatement, beside: str) -> SourceRow:
    label = statement.source or SourceText.NO_SOURCE
    return SourceRow(label, statement.content, beside, (_passage(statement),))


def _passage(statement: SourcedStatement) -> ListedPassage:
    kind = SourceText.TYPES[statement.type or ""]
    parts = (statement.source, kind, statement.basis, statement.channel)
    detail = " · ".join(filter(None, parts))
    start, end = statement.span
    return ListedPassage(statement.article, start, end, statement.content, statement.site, detail)


def _draw_row(row: SourceRow, width: int) -> list[Content]:
    beside = Content.styled(safe(row.beside), ".rows--muted")
    beside = beside.truncate(max(width // 2, 8), ellipsis=True)
    if row.share >= 0 and width >= _WIDE:
        cells = round(_BAR * row.share) or 1
        bar = Content.styled("━" * cells + " " * (_BAR - cells), ".rows--match")
        beside = Content.assemble(beside, "  ", bar)
    left = Content.assemble(
        (safe(row.label), ".rows--strong"),
        (f"  {safe(row.remark)}" if row.remark else "", ".rows--muted"),
    )
    room = max(width - beside.cell_length - 2, 8)
    return [justify(left.truncate(room, ellipsis=True), beside, width)]
