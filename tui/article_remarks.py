"""Remarks on an article: its language, analysis, source and status, and how it was imported."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import urlsplit

from analysis.date_format import format_utc
from db.languages import language_name
from db.wire_records import describe_status

if TYPE_CHECKING:  # not loaded before the first frame
    from analysis import StageFailure
    from db import Article, ArticleRow, Store
    from db.tasks import TaskResult
    from db.wire_records import WireStatus
from tui.display_text import STAGE_NAMES, format_count

_STOPPED = ("killed", "withheld")


def language_remark(language: str) -> str:
    """Return a remark on an article that is not in English; else empty."""
    if language == "en":
        return ""
    if language == "und":
        return "Language unknown, perhaps not English: findings may be few and unreliable"
    return f"In {language_name(language)}: stored, but not analyzed"


def format_failed_stages(failures: Iterable["StageFailure"]) -> str:
    """List the stages that failed, with the reason: "names, events (internal error)"."""
    stages: dict[str, list[str]] = {}
    for failure in failures:
        stages.setdefault(failure.reason, []).append(STAGE_NAMES[failure.stage])
    return "; ".join(f"{', '.join(names)} ({reason})" for reason, names in stages.items())


def analysis_remark(article: "Article", retry: str, fetch: str = "") -> str:
    """Return a remark on a missing text or an incomplete analysis, with the remedy; else empty.

    `retry` analyzes the article again, `fetch` gets the text of a reference, by default `retry`.
    """
    match article.row.analysis_state:
        case "no text":
            return f"The text is not here yet; {fetch or retry} gets it from its address."
        case "pending":
            return f"The analysis is not complete; if no job is running, {retry} resumes it."
        case "failed":
            return (
                f"Failed: {format_failed_stages(article.analysis.failures)}. {retry} tries again."
            )
    return ""


def incomplete_remark(store: "Store", articles: Collection[int] | None = None) -> str:
    """Return a remark that counts articles without a complete analysis; else empty.

    Counts all articles if `articles` is None.
    """
    incomplete = [article for article, _ in store.articles.list_incomplete()]
    if articles is not None:
        incomplete = [article for article in incomplete if article in articles]
    return _format_incomplete(len(incomplete))


def _format_incomplete(number: int) -> str:
    if not number:
        return ""
    return (
        f"Findings are missing: {format_count(number, 'article')} "
        "not analyzed completely; `onrecord reanalyze` resumes"
    )


def failure_message(result: "TaskResult") -> str:
    """Return one line about the failure of a task or of stages of the analysis; else empty."""
    if result.problem or not result.failures:
        return result.problem
    failed = format_failed_stages(result.failures)
    if result.findings_unchanged:
        return f"failed: {failed}; the earlier findings are unchanged"
    return f"stored, but failed: {failed}; R or `onrecord reanalyze` tries again"


def references_remark(number: int) -> str:
    """Count added references and name the way to get their texts; else empty."""
    if not number:
        return ""
    return (
        f"{format_count(number, 'reference')} without a text; "
        "R in the library or `onrecord add --fetch ID` gets it"
    )


def proposals_remark(number: int, waiting: int = 0, rejected: int = 0) -> str:
    """Count proposed changes and name the ways to review them; else empty.

    `waiting` were proposed before, and `rejected` were rejected then.
    """
    states = (
        (number, "{changes} {are} proposed"),
        (waiting, "{changes} {are} proposed already"),
        (rejected, "{changes} {are} left out, rejected before"),
    )
    parts = [
        state.format(changes=format_count(count, "change"), are="is" if count == 1 else "are")
        for count, state in states
        if count
    ]
    review = "; review with cp in the library or `onrecord corrections`"
    return ", ".join(parts) + (review if number or waiting else "")


def address_remark(retrieved_from: str, claimed_address: str) -> str:
    """Report that a page names an address on another host than its own; else empty."""
    if not claimed_address:
        return ""
    host = urlsplit(retrieved_from).hostname
    return f"Retrieved from {host}, but the page names {claimed_address} as its address"


def wire_remark(status: "WireStatus", note: str, embargo: datetime.datetime | None) -> str:
    """Report that the source of an article has killed, withheld, corrected or embargoed it.

    An embargo that is over is not reported. Without any of these the remark is empty.
    """
    until = f"embargoed until {format_utc(embargo)}" if is_embargoed(embargo) else ""
    remark = "; ".join(filter(None, (describe_status(status, note), until)))
    return remark[:1].upper() + remark[1:]


def import_remark(remark: str) -> str:
    """Return the remark on how an article was read as a sentence about its import; else empty."""
    return f"Remark of the import: {remark}" if remark else ""


def part_remark(part_of: str) -> str:
    """Return the mail that an article was attached to as a line; else empty."""
    return f"Part of: {part_of}" if part_of else ""


def wire_mark(row: "ArticleRow") -> str:
    """Return the status of an article by its source for a row of a list; else empty."""
    remark = wire_remark(row.wire_status, "", row.embargo)
    proposed = "kill proposed" if row.proposed_status in _STOPPED else ""
    return "; ".join(filter(None, (proposed, remark[:1].lower() + remark[1:])))


def source_remark(row: "ArticleRow") -> str:
    """Report the status of an article by its source, and a kill that a file proposes."""
    remark = wire_remark(row.wire_status, row.wire_note, row.embargo)
    if row.proposed_status not in _STOPPED:
        return remark
    proposed = (
        "A file says that the source has killed or withheld it; "
        "review with cp in the library or `onrecord corrections`"
    )
    return f"{remark}. {proposed}" if remark else proposed


def is_embargoed(embargo: datetime.datetime | None) -> TypeGuard[datetime.datetime]:
    """Return True until an embargo is over."""
    return embargo is not None and embargo > datetime.datetime.now(datetime.UTC)


def result_remark(result: "TaskResult") -> str:
    """Return the remarks on a result: proposals, a new version, how it was read; else empty.

    The number of near-duplicates is the least of them, and reported alone.
    """
    remarks = (
        proposals_remark(result.proposals, result.waiting, result.rejected),
        "its text has changed since it was added" if result.changed else "",
        result.remark or ("" if result.is_reference else language_remark(result.language)),
        _format_incomplete(result.incomplete),
    )
    remark = "; ".join(filter(None, remarks))
    if result.alike and not remark:
        return format_count(result.alike, "near-duplicate")
    return remark


def skipped_files_remark(endings: Mapping[str, int]) -> str:
    """Count the files of a folder that are not added: "2 files skipped, no reader: .gz (2)"."""
    kinds = ", ".join(f"{ending} ({number:,})" for ending, number in sorted(endings.items()))
    return f"{format_count(sum(endings.values()), 'file')} skipped, no reader: {kinds}"
