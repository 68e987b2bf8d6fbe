"""The words that the screens and the command line share, and the formats of dates and counts.

Describe articles, their analysis, identities, corrections and correction rules.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import urlsplit

from analysis.date_format import format_date, format_period, format_published, format_utc
from analysis.models import LABEL_NAMES, Label, QuotationKind, Stage
from db.languages import language_name
from db.models import Nearness
from db.wire_records import WireRecord, describe_status
from tui.sanitize import safe
from tui.strings import PeopleText, WatchText

if TYPE_CHECKING:  # not loaded before the first frame
    from analysis import StageFailure
    from db import Article, ArticleRow, SearchHit, Store
    from db.corrections import Change, Correction, CorrectionRule, RuleChange
    from db.identities.models import IdentityRow
    from db.models import AnalysisState, NoteColor, Verdict
    from db.repositories.proposals import Proposal
    from db.repositories.quote_groups import Rewordings
    from db.repositories.watched_sources import CheckCounts
    from db.search.engine import Comparison
    from db.tasks import FileProgress, TaskResult
    from db.timeline.models import TimelineSpan
    from db.wire_records import WireStatus

_WEB_ADDRESS = re.compile(r"https?://[^\x00-\x20\x7f-\x9f]+", re.I)
WORDS_PER_MINUTE = 230  # silent reading of English non-fiction (Brysbaert 2019: 238)
_FROM = {
    "given": "set by you",
    "metadata": "from the page's metadata",
    "dateline": "from the dateline",
    "address": "from the address",
    "text": "from the dates in the text",
    "guessed": "guessed: the dateline has no year",
    "unknown": "",
}
_STOPPED = ("killed", "withheld")
_OPENING_MARKS = ("“", "‘", '"', "«", "„")
VERDICT_SIGNS: dict["Verdict", str] = {"checked": "✓", "disputed": "✗", "to verify": "?"}
COLOR_SIGNS: dict["NoteColor", str] = {"yellow": "y", "green": "g", "blue": "b", "red": "r"}
STAGE_NAMES: dict[Stage, str] = {
    "tokens": "words and sentences",
    "tags": "word classes",
    "names": "names",
    "entities": "people and organizations",
    "quotations": "quotations",
    "times": "dates and times",
    "events": "events",
}
ANALYSIS_STATE_NAMES: dict["AnalysisState", str] = {
    "complete": "analyzed",
    "pending": "not analyzed yet",
    "failed": "analysis incomplete",
    "no text": "text not here yet",
}


def display_title(row: "ArticleRow") -> str:
    """Return an article's title, safe to draw; else its first words, or its address."""
    return safe(row.title or row.opening or row.source)


def in_quotation_marks(words: str) -> str:
    """Put words in quotation marks unless they begin with one."""
    return words if words.startswith(_OPENING_MARKS) else f"“{words}”"


def web_address(row: "ArticleRow") -> str:
    """Return the web address of an article, or an empty text."""
    addresses = (row.source, row.retrieved_from)
    return next((address for address in addresses if _WEB_ADDRESS.fullmatch(address)), "")


def original_address(row: "ArticleRow") -> str:
    """Return the web address of an article, the address of its local file, or an empty text."""
    path = Path(row.retrieved_from)
    local = path.as_uri() if path.is_absolute() and path.is_file() else ""
    return web_address(row) or local


def read_only_message(path: Path) -> str:
    """Return the message about a store that cannot be written."""
    return f"{path} is read-only: changes are not saved; copy it to a writable folder to change it"


def format_overlap(hit: "SearchHit") -> str:
    """Return the words that a result has and lacks: "has storm, ferry; lacks sank".

    A similar result shares them: "shares Ana Reis, ferry".
    """
    if hit.match == "meaning":
        return format_nearness(Nearness(hit.has, hit.differs))
    verb = "shares" if hit.match == "similar" else "has"
    parts = ((verb, hit.has), ("lacks", hit.lacks))
    return "; ".join(f"{verb} {', '.join(words)}" for verb, words in parts if words)


def format_nearness(nearness: Nearness) -> str:
    """Return the words in common, perhaps none, and the signs against it.

    For example "in common: ferry · differs: not".
    """
    words, differs = ", ".join(nearness.has), "; ".join(nearness.differs)
    common = f"in common: {words}" if words else "near in meaning, no words in common"
    return f"{common} · differs: {differs}" if differs else common


def describe_comparison(comparison: "Comparison") -> str:
    """Return how many quotations a search by meaning compared and how many of them are near."""
    count = format_count(comparison.compared, "quotation")
    near = f"{comparison.near:,} of {count}" if comparison.near else f"none of {count}"
    if comparison.is_complete:
        return f"{near} near enough in meaning"
    return f"{near} near enough in meaning; others, with fewer words in common, were not compared"


def describe_rewordings(found: "Rewordings") -> str:
    """Return the heading of proposals, with how many quotations were compared, near and listed."""
    heading = f"Possibly reworded: {describe_comparison(found.comparison)}"
    listed = len(found.proposals)
    return (
        f"{heading}; the nearest {listed} are listed" if listed < found.comparison.near else heading
    )


def format_count(number: int, noun: str, plural: str = "") -> str:
    """Format a number with its noun: "1 note", "1,204 words"; `plural` is for irregular ones."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def waiting_events_remark(span: "TimelineSpan", how: str) -> str:
    """Return the remark about events that wait for a publication date; `how` sets one."""
    events = format_count(span.waiting_events, "event")
    articles = format_count(span.waiting_articles, "article")
    have = "has" if span.waiting_events == 1 else "have"
    return f"{events} of {articles} {have} no date: set the day of publication with {how}"


def format_publication_date(row: "ArticleRow") -> str:
    """Format the publication date with its origin: "17 March 2022, from the dateline"."""
    origin = _FROM[row.published_from]
    return (
        f"{format_date(row.published)}, {origin}"
        if row.published and origin
        else format_date(row.published)
    )


def site_or_source(row: "ArticleRow") -> str:
    """Return the site of an article, else the last part of its source, else an empty string."""
    return row.site or row.source.rstrip("/").rpartition("/")[2]


def site_and_date(row: "ArticleRow") -> str:
    """Format the site and date of an article: "Skarvik Post · 11 Mar 2026"."""
    return " · ".join(
        part
        for part in (
            site_or_source(row),
            format_published(row.published, row.published_from) if row.published else "",
        )
        if part
    )


def format_reading_time(words: int) -> str:
    """Format the reading time of a number of words: "about 5 min"."""
    return f"about {max(1, round(words / WORDS_PER_MINUTE)):,} min"


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


def proposals_remark(number: int) -> str:
    """Count proposed changes and name the ways to review them; else empty."""
    if not number:
        return ""
    verb = "is" if number == 1 else "are"
    return (
        f"{format_count(number, 'change')} {verb} proposed; "
        "review with cp in the library or `onrecord corrections`"
    )


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
        proposals_remark(result.proposals),
        "its text has changed since it was added" if result.changed else "",
        result.remark or ("" if result.is_reference else language_remark(result.language)),
        _format_incomplete(result.incomplete),
    )
    remark = "; ".join(filter(None, remarks))
    if result.alike and not remark:
        return format_count(result.alike, "near-duplicate")
    return remark


def format_found(counts: "CheckCounts") -> str:
    """Describe what a check of a watched source found: "1 new, 2 changed"; empty for nothing."""
    numbers = {"new": counts.new, "changed": counts.changed, "proposed": counts.proposed}
    return ", ".join(
        WatchText.FOUND[name].format(number=number) for name, number in numbers.items() if number
    )


def skipped_files_remark(endings: Mapping[str, int]) -> str:
    """Count the files of a folder that are not added: "2 files skipped, no reader: .gz (2)"."""
    kinds = ", ".join(f"{ending} ({number:,})" for ending, number in sorted(endings.items()))
    return f"{format_count(sum(endings.values()), 'file')} skipped, no reader: {kinds}"


_SLOW, _FAST = 0.1, 10  # per second; a slower speed is per minute, a faster one has no decimals


def format_speed(per_second: float) -> str:
    """Format a speed: "12 per second", "0.4 per second", and below that "3.5 per minute"."""
    if per_second < _SLOW:
        return f"{per_second * 60:.1f} per minute"
    return f"{per_second:.{0 if per_second >= _FAST else 1}f} per second"


def format_duration(seconds: float) -> str:
    """Format a length of time: 40 s, 5 min, 2 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


def format_file_progress(progress: "FileProgress") -> str:
    """Format the progress in a file: "1,225 articles of inbox.mbox (34%)"."""
    read = f" ({progress.done:.0%})" if progress.done else ""
    return f"{format_count(progress.articles, 'article')} of {safe(progress.name)}{read}"


_LONGEST = 48  # characters of a finding's text
QUOTATION_KIND_NAMES: dict[QuotationKind, str] = {
    "direct": "in the speaker's own words",
    "indirect": "in the writer's words",
    "mixed": "partly in each",
    "scare": "scare quotes, not speech",
}


def describe_change(change: "Change") -> str:
    """Describe a correction as a phrase that follows the finding's text: "said by Jen Psaki"."""
    from db.corrections.models import (
        AddQuotation,
        MergeEntities,
        ReassignMention,
        RemoveQuotation,
        RenameEntity,
        SetBounds,
        SetDate,
        SetKind,
        SetLabel,
        SetSpeaker,
    )

    match change:
        case SetSpeaker(speaker, _):
            return f"said by {speaker.name}" if speaker else "no speaker"
        case SetKind(kind):
            return kind
        case SetBounds():
            return "with other bounds"
        case RemoveQuotation():
            return "not a quotation"
        case AddQuotation(_, speaker):
            return f"added, said by {speaker.name}" if speaker else "added as a quotation"
        case MergeEntities(entity):
            return f"merged with {entity.name}"
        case ReassignMention(entity, everywhere):
            scope = " in the whole article" if everywhere else ""
            return f"linked to {entity.name}{scope}"
        case RenameEntity(name, _):
            return f"renamed to {name}"
        case SetLabel(label):
            return LABEL_NAMES[label]
        case SetDate() as date:
            return f"on {format_period(date.first_day, date.last_day, date.precision)}"


def label_noun(label: Label) -> str:
    """Return the noun of an entity label: "person", "country or city"."""
    return LABEL_NAMES[label].partition(" ")[2]


def quote_excerpt(words: str) -> str:
    """Quote a finding's text on one line, shortened to `_LONGEST` characters."""
    line = " ".join(words.split())
    return in_quotation_marks(
        line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
    )


def describe_correction(correction: "Correction") -> str:
    """Describe a correction in one line: "“We have no choice” – said by Tom Marsh"."""
    return f"{quote_excerpt(correction.exact)} – {describe_change(correction.change)}"


def describe_rule_change(words: str, change: "RuleChange") -> str:
    """Describe a correction rule in one line: "Always link “the Kremlin” to Russian government"."""
    from db.corrections.models import ReassignMention, RemoveQuotation, SetKind, SetLabel

    match change:
        case ReassignMention(entity, _):
            return f"Always link {quote_excerpt(words)} to {entity.name}"
        case SetLabel(label):
            return f"Always classify {quote_excerpt(words)} as {LABEL_NAMES[label]}"
        case SetKind("scare"):
            return f"Always classify {quote_excerpt(words)} as scare quotes"
        case SetKind(kind):
            return f"Always classify {quote_excerpt(words)} as {kind} speech"
        case RemoveQuotation():
            return f"Never classify {quote_excerpt(words)} as a quotation"


def describe_proposal(proposal: "Proposal") -> str:
    """Describe a proposed change in one line, without its origin."""
    from db.corrections.models import Correction, CorrectionRule

    change = proposal.change
    if isinstance(change, CorrectionRule):
        return describe_rule(change)
    title = in_quotation_marks(proposal.title or "untitled")
    if isinstance(change, Correction):
        return f"{describe_correction(change)}, in {title}"
    if isinstance(change, WireRecord):
        stated = wire_remark(change.status, change.note, change.embargo) or "Usable again"
        return f"{stated}: {title}"
    return f"New version of {title}"


def describe_rule(rule: "CorrectionRule") -> str:
    """Describe a stored correction rule in one line."""
    return describe_rule_change(rule.words, rule.change)


def type_name(row: "IdentityRow") -> str:
    """Return the type of an identity, or that its name is ambiguous."""
    return PeopleText.AMBIGUOUS_NAME if row.shared else label_noun(row.label)


def role_or_type(row: "IdentityRow") -> str:
    """Return the role of an identity, safe to draw, or else its type; and a body's country."""
    role = type_name(row) if row.shared else safe(row.role) or type_name(row)
    return f"{role} · {safe(row.country)}" if row.country else role


def format_counts(row: "IdentityRow") -> str:
    """Return the numbers of quotations and articles: "3 quotations, 12 articles"."""
    quoted = f"{format_count(row.quotations, 'quotation')}, " if row.quotations else ""
    return f"{quoted}{format_count(row.articles, 'article')}"


def safe_name(row: "IdentityRow") -> str:
    """Return the name of an identity, safe to draw."""
    return safe(row.name)
