"""Printed audits of sources, counts of who is quoted, and shortfalls of house rules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.models import record_to_dict
from db.sourcing.audit import share_sources
from tui.cli import output
from tui.cli.options import OutputForm
from tui.display_text import format_count

if TYPE_CHECKING:
    from db.sourcing.audit import ArticleAudit, SourceShare
    from db.sourcing.groups import Property, StatementGroup
    from db.sourcing.house_rules import Shortfall
    from db.sourcing.statements import SourcedStatement

_BAR = 30  # columns of the longest bar
_GENDERED = ("pronoun", "guessed_gender")


def print_audits(audits: "Sequence[ArticleAudit]", form: OutputForm) -> None:
    """Print the audit of one article, or that of several: all together, then a line for each."""
    if form:
        output.print_values(form, [audit_to_json(audit) for audit in audits])
        return
    if len(audits) > 1:
        statements = [each for audit in audits for each in audit.statements]
        heading = f"{format_count(len(audits), 'article')}, "
        output.print_styled_line((heading + format_count(len(statements), "statement"), "bold"))
        _print_sources(share_sources(statements))
        output.print_heading("Articles")
        for audit in audits:
            _print_title(audit)
        return
    for audit in audits:
        _print_audit(audit)


def _print_audit(audit: "ArticleAudit") -> None:
    _print_title(audit)
    output.print_heading("Types")
    for kind, count, share in audit.count_types():
        _print_bar(kind or "no source", count, share, "statement")
    output.print_heading("Sources")
    _print_sources(audit.sources)
    if audit.first_named is not None:
        position = (
            f"paragraph {audit.first_named_paragraph}, {audit.first_named_share:.0%} into the text"
        )
        output.print_heading("First person with a name")
        output.print_styled_line(
            (f"  {audit.first_named.source}", "bold"), (f"  {position}", "dim")
        )
    if audit.unnamed:
        output.print_heading(f"Unnamed: {len(audit.unnamed):,}")
        for each in audit.unnamed:
            reason = each.anonymity or "no reason given"
            _print_statement(each, f"[{reason}]")
    if audit.single:
        output.print_heading(f"Claims of one source without a name: {len(audit.single):,}")
        for each in audit.single:
            _print_statement(each, "")
    if audit.disclosures:
        output.print_heading(f"Disclosures: {len(audit.disclosures):,}")
        for found in audit.disclosures:
            about = f"{found.about}: " if found.about else ""
            output.print_styled_line(
                (f"  {found.disclosure.kind:17}", "magenta"), (about, "bold"), (found.words, "")
            )
    if audit.unheard:
        output.print_heading(f"Named, but not heard: {len(audit.unheard):,}")
        for side in audit.unheard:
            output.print_styled_line((f"  {side.name}", "bold"), (f"  {side.mentions:,}×", "dim"))


def _print_title(audit: "ArticleAudit") -> None:
    output.print_styled_line(
        (f"{audit.article:>5}  ", "dim"),
        (audit.title or "untitled", "bold"),
        (f"  {audit.site}" if audit.site else "", "dim"),
        (f"  {format_count(len(audit.statements), 'statement')}, ", "dim"),
        (format_count(len(audit.sources), "source"), "dim"),
    )


def _print_sources(sources: "Sequence[SourceShare]") -> None:
    for each in sources:
        label = f"{each.source or 'no source'}"
        _print_bar(label, len(each.statements), each.share, "statement", each.type or "")


def _print_bar(label: str, count: int, share: float, noun: str, kind: str = "") -> None:
    bar = "━" * (round(_BAR * share) or 1)
    output.print_styled_line(
        (f"  {_shorten(label):34} ", ""),
        (f"{kind:13}", "magenta"),
        (f"{format_count(count, noun):>15} ", "bold"),
        (f"{share:>5.0%} ", ""),
        (bar, "blue"),
    )


def _shorten(label: str) -> str:
    return label if len(label) <= 34 else f"{label[:33]}…"


def _print_statement(statement: "SourcedStatement", remark: str) -> None:
    output.print_styled_line(
        (f"  {statement.source or 'no source'}: ", "bold"),
        (statement.content, ""),
        (f"  {remark}" if remark else "", "dim"),
    )


def print_groups(
    groups: "Sequence[StatementGroup]", by: "Property", form: OutputForm, *, names_people: bool
) -> None:
    """Print a line with a bar for each group of statements."""
    if form:
        rows = [group_to_json(group, by, names_people=names_people) for group in groups]
        output.print_values(form, rows)
        return
    most = max((len(group.statements) for group in groups), default=1)
    total = max(sum(len(group.statements) for group in groups), 1)
    for group in groups:
        count = len(group.statements)
        bar = "━" * (round(_BAR * count / most) or 1)
        output.print_styled_line(
            (f"{_shorten(group.label):34} ", "cyan"),
            (f"{format_count(count, 'statement'):>15} ", "bold"),
            (f"{count / total:>4.0%}  ", ""),
            (f"{format_count(group.words, 'word'):>12}  ", ""),
            (f"{group.direct / count:>4.0%} direct  ", ""),
            (f"{format_count(group.sources, 'source'):>11}  ", ""),
            (bar, "blue"),
        )


def print_statements(statements: "Sequence[SourcedStatement]", form: OutputForm) -> None:
    """Print the statements behind a count."""
    if form:
        output.print_values(form, [statement_to_json(each) for each in statements])
        return
    for each in statements:
        output.print_styled_line((f"{each.article:>5}  ", "dim"), (each.title, "dim"))
        _print_statement(each, f"{each.type or 'no source'}, {each.basis}")


def print_shortfalls(found: "Sequence[Shortfall]", form: OutputForm) -> None:
    """Print the places where articles fall short of house rules."""
    if form:
        output.print_values(form, [record_to_dict(each) for each in found])
        return
    for each in found:
        output.print_styled_line(
            (f"{each.article:>5}  ", "dim"), (f"{each.rule}: ", "red"), (each.message, "")
        )


def statement_to_json(statement: "SourcedStatement") -> dict[str, Any]:
    """Return a statement as JSON-ready values, without the gender of its source."""
    values = record_to_dict(statement)
    return {name: value for name, value in values.items() if name not in (*_GENDERED, "key")}


def group_to_json(group: "StatementGroup", by: "Property", *, names_people: bool) -> dict[str, Any]:
    """Return the counts of a group, with its first statement unless that would label a person."""
    counts = {
        "by": by,
        "value": group.label,
        "statements": len(group.statements),
        "words": group.words,
        "direct": group.direct,
        "indirect": len(group.statements) - group.direct,
        "sources": group.sources,
        "articles": group.articles,
    }
    if not names_people:
        return counts
    first = group.first
    published = None if first.published is None else first.published.isoformat()
    return {**counts, "first_article": first.article, "first_published": published}


def audit_to_json(audit: "ArticleAudit") -> dict[str, Any]:
    """Return an audit as JSON-ready values."""
    first = audit.first_named
    return {
        "article": audit.article,
        "title": audit.title,
        "site": audit.site,
        "published": None if audit.published is None else audit.published.isoformat(),
        "statements": [statement_to_json(each) for each in audit.statements],
        "types": [
            {"type": kind, "statements": count, "share": round(share, 3)}
            for kind, count, share in audit.count_types()
        ],
        "sources": [
            {"source": each.source, "type": each.type, "statements": len(each.statements),
             "words": each.words, "share": round(each.share, 3)}
            for each in audit.sources
        ],
        "first_named": None if first is None else {
            "source": first.source, "start": first.span[0],
            "paragraph": audit.first_named_paragraph, "share": round(audit.first_named_share, 3),
        },
        "single_claims": [each.number for each in audit.single],
        "unnamed": [each.number for each in audit.unnamed],
        "disclosures": [
            {"kind": each.disclosure.kind, "start": each.disclosure.start,
             "end": each.disclosure.end, "words": each.words, "about": each.about}
            for each in audit.disclosures
        ],
        "unheard": [{"mentions": side.mentions, **record_to_dict(side)} for side in audit.unheard],
    }  # fmt: skip
