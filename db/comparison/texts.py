"""The comparison of two texts: two articles, or two versions of one."""

from functools import partial

from analysis.models import Analysis
from analysis.text import split_words
from db.comparison.fact_items import compare_events, compare_named, compare_numbers
from db.comparison.models import ComparedText, TextComparison
from db.comparison.statement_items import compare_quotations, compare_sources
from db.comparison.text_findings import TextFindings, list_statements
from db.models import ArticleRow
from db.progress import ReportPart, report_no_part
from db.repositories.versions import Version


def describe_article(row: ArticleRow, analysis: Analysis) -> ComparedText:
    """Return the facts of an article that its comparison shows."""
    return ComparedText(
        row.id,
        row.title or row.opening,
        row.site,
        row.published,
        row.published_from,
        row.words,
        *_count_statements(analysis),
        is_complete=row.analysis_state == "complete",
    )


def describe_version(version: Version, row: ArticleRow, analysis: Analysis) -> ComparedText:
    """Return the facts of a version of an article that its comparison shows."""
    return ComparedText(
        row.id,
        version.title or row.title or row.opening,
        row.site,
        version.published,
        row.published_from,
        len(split_words(version.text)),
        *_count_statements(analysis),
        version.number,
        is_current=version.until is None,
        is_complete=not analysis.failures,
    )


def _count_statements(analysis: Analysis) -> tuple[int, int]:
    statements = [quotation for quotation in analysis.quotations if quotation.is_statement]
    spans = (span for quotation in statements for span in quotation.spans)
    return len(statements), sum(len(analysis.text[slice(*span)].split()) for span in spans)


def compare_texts(
    first: TextFindings, second: TextFindings, report: ReportPart = report_no_part
) -> TextComparison:
    """Compare the findings of two texts.

    The time is nearly linear in their findings: only statements with common words, and events
    with common days, are compared with each other. `report` gets each aspect before it is compared,
    and its share that is done; an error from it cancels.
    """
    report("sources", 0.0)
    left = list_statements(first)
    report("sources", 1 / 3)
    right = list_statements(second)
    report("sources", 2 / 3)
    sources = compare_sources(left, right)
    quotations = compare_quotations(left, right, partial(report, "quotations"))
    report("events", 0.0)
    events = compare_events(first, second)
    report("numbers", 0.0)
    numbers = compare_numbers(first, second)
    report("names", 0.0)
    names = compare_named(first, second)
    return TextComparison(first.text, second.text, sources, quotations, events, numbers, names)
