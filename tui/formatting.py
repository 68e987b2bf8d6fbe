"""Format dates, counts and names for the screens and the command line.

Words for identities on the screens: types, roles, counts and date ranges.

Describe corrections and correction rules for the screens.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping

from analysis import StageFailure
from analysis.models import Label, QuotationKind, Stage
from db import Article, ArticleRow, Store
from db.corrections import (
    SORTS,
    BoundsAre,
    Change,
    Correction,
    DateIs,
    IsAQuotation,
    KindIs,
    LabelIs,
    Means,
    NameIs,
    NotAQuotation,
    RuleChange,
    SameAs,
    SpeakerIs,
    StandingRule,
)
from db.identities.models import IdentityOrder, IdentityRow, Sort
from db.models import AnalysisState, ArticleOrder, Verdict
from tui.sanitize import safe

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WORDS_A_MINUTE = 230  # silent reading of English non-fiction (Brysbaert 2019: 238)
_FROM = {
    "given": "set by you",
    "metadata": "from the page's metadata",
    "dateline": "from the dateline",
    "unknown": "",
}
LANGUAGES = {
    "ar": "Arabic", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "fa": "Persian",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
_OPENING_MARKS = ("“", "‘", '"', "«", "„")
VERDICT_SIGNS: dict[Verdict, str] = {"checked": "✓", "disputed": "✗", "to verify": "?"}
STAGE_NAMES: dict[Stage, str] = {
    "tokens": "words and sentences",
    "tags": "word classes",
    "names": "names",
    "entities": "people and organisations",
    "quotations": "quotations",
    "times": "dates and times",
    "events": "events",
}
ANALYSIS_STATES: dict[AnalysisState, str] = {
    "complete": "analyzed",
    "pending": "not analyzed yet",
    "failed": "analysis incomplete",
}
ARTICLE_ORDERS: dict[ArticleOrder, str] = {
    "added": "newest added first",
    "published": "newest published first",
    "title": "by title",
}


def headline(row: ArticleRow) -> str:
    """Return an article's title, safe to draw; else its first words."""
    return safe(row.title or row.opening)


def in_marks(words: str) -> str:
    """Put words in quotation marks unless they begin with one."""
    return words if words.startswith(_OPENING_MARKS) else f"“{words}”"


def day(date: datetime.date | None) -> str:
    """Format a date in full ("17 March 2022"), in any locale; "no date" for None."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}" if date else "no date"


def short_day(date: datetime.date | None) -> str:
    """Format a date with its month in three letters ("17 Mar 2022"); "no date" for None."""
    return f"{date.day} {_MONTHS[date.month - 1][:3]} {date.year}" if date else "no date"


def lost_changes(number: int) -> str:
    """Return the message about a store that lost changes which had been committed."""
    return (
        f"{counted(number, 'stored change')} lost from this store; "
        "`onrecord backup` lists its backups, `onrecord check` looks for damage."
    )


def days(first: datetime.date | None, last: datetime.date | None) -> str:
    """Format a range of dates in short: "2–6 Mar 2021", "30 Jan – 2 Feb 2021"."""
    if first is None or last is None or first == last:
        return short_day(first or last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{short_day(last)}"
    begin = short_day(first)
    return f"{begin.rpartition(' ')[0] if first.year == last.year else begin} – {short_day(last)}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Format a number with its noun: "1 note", "1,204 words"; `plural` is for irregular ones."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def published(row: ArticleRow) -> str:
    """Format the publication date with its origin: "17 March 2022, from the dateline"."""
    origin = _FROM[row.published_from]
    return f"{day(row.published)}, {origin}" if row.published and origin else day(row.published)


def place(row: ArticleRow) -> str:
    """Return the site of an article, else the last part of its source, else an empty string."""
    return row.site or row.source.rstrip("/").rpartition("/")[2]


def where_and_when(row: ArticleRow) -> str:
    """Format the site and date of an article: "Skarvik Post · 11 Mar 2026"."""
    return " · ".join(
        part for part in (place(row), short_day(row.published) if row.published else "") if part
    )


def minutes(words: int) -> str:
    """Format the reading time of a number of words: "about 5 min"."""
    return f"about {max(1, round(words / WORDS_A_MINUTE)):,} min"


def language_remark(language: str) -> str:
    """Return a remark on an article that is not in English; else empty."""
    if language == "en":
        return ""
    if language == "und":
        return "Language unknown, perhaps not English: expect few and unreliable findings"
    return f"In {LANGUAGES.get(language, language)}: stored, but not analysed"


def failed_stages(failures: Iterable[StageFailure]) -> str:
    """List the stages that failed, with the reason: "names, events (internal error)"."""
    stages: dict[str, list[str]] = {}
    for failure in failures:
        stages.setdefault(failure.reason, []).append(STAGE_NAMES[failure.stage])
    return "; ".join(f"{', '.join(names)} ({reason})" for reason, names in stages.items())


def analysis_remark(article: Article, retry: str) -> str:
    """Return a remark on an incomplete analysis, with `retry` as the remedy; else empty."""
    match article.row.analysis_state:
        case "pending":
            return f"The analysis is not complete; if no job is running, {retry} resumes it."
        case "failed":
            return f"Failed: {failed_stages(article.analysis.failures)}. {retry} tries again."
    return ""


def incomplete_remark(store: Store, articles: Collection[int] | None = None) -> str:
    """Return a remark that counts articles without a complete analysis; else empty.

    Counts all articles if `articles` is None.
    """
    incomplete = [article for article, _ in store.analyses.list_incomplete()]
    if articles is not None:
        incomplete = [article for article in incomplete if article in articles]
    if not incomplete:
        return ""
    return (
        f"Findings are missing: {counted(len(incomplete), 'article')} not analyzed completely; "
        "`onrecord reanalyze` resumes"
    )


def left_out(endings: Mapping[str, int]) -> str:
    """Count the files of a folder that are not added: "2 files skipped, no reader: .gz (2)"."""
    kinds = ", ".join(f"{ending} ({number:,})" for ending, number in sorted(endings.items()))
    return f"{counted(sum(endings.values()), 'file')} skipped, no reader: {kinds}"


def duration(seconds: float) -> str:
    """Format a length of time: 40 s, 5 min, 2 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


_LONGEST = 48  # characters of a finding's text
KINDS: dict[QuotationKind, str] = {
    "direct": "in the speaker's own words",
    "indirect": "in the writer's words",
    "mixed": "partly in each",
    "scare": "scare quotes, not speech",
}


def what(change: Change) -> str:
    """Describe a correction as a phrase that follows the finding's text: "said by Jen Psaki"."""
    match change:
        case SpeakerIs(speaker, _):
            return f"said by {speaker.name}" if speaker else "no named speaker"
        case KindIs(kind):
            return kind
        case BoundsAre():
            return "with other bounds"
        case NotAQuotation():
            return "not a quotation"
        case IsAQuotation(_, speaker):
            return f"a quotation, said by {speaker.name}" if speaker else "a quotation"
        case SameAs(entity):
            return f"the same as {entity.name}"
        case Means(entity, everywhere):
            return f"read as {entity.name}" if everywhere else f"here means {entity.name}"
        case NameIs(name, _):
            return f"called {name}"
        case LabelIs(label):
            return SORTS[label]
        case DateIs() as date:
            return f"on {corrected_days(date)}"


def sort_of(label: Label) -> str:
    """Return the noun of an entity label: "person", "country or city"."""
    return SORTS[label].partition(" ")[2]


def corrected_days(date: DateIs) -> str:
    """Format the days of an event with the precision given: "17 March 2022", "March 2022"."""
    first, last = date.first_day, date.last_day
    if first == last:
        return day(first)
    if date.precision == "year" and first.year == last.year:
        return f"{first.year}"
    if date.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return day(first).partition(" ")[2]
    return f"{day(first)} – {day(last)}"


def briefly(words: str) -> str:
    """Quote a finding's text on one line, shortened to `_LONGEST` characters."""
    line = " ".join(words.split())
    return in_marks(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…")


def corrected(correction: Correction) -> str:
    """Describe a correction in one line: "“We have no choice” – said by Tom Marsh"."""
    return f"{briefly(correction.exact)} – {what(correction.change)}"


def always(words: str, change: RuleChange) -> str:
    """Describe a correction rule in one line: "Always read “the Kremlin” as Russian government"."""
    match change:
        case Means(entity, _):
            return f"Always read {briefly(words)} as {entity.name}"
        case LabelIs(label):
            return f"Always classify {briefly(words)} as {SORTS[label]}"
        case KindIs("scare"):
            return f"Always classify {briefly(words)} as scare quotes"
        case KindIs(kind):
            return f"Always classify {briefly(words)} as {kind} speech"
        case NotAQuotation():
            return f"Never classify {briefly(words)} as a quotation"


def standing(rule: StandingRule) -> str:
    """Describe a stored correction rule in one line."""
    return always(rule.words, rule.change)


IDENTITY_TYPES: dict[Sort, str] = {
    "both": "people and organisations",
    "people": "people",
    "organisations": "organisations",
    "groups": "groups",
    "places": "places",
    "other": "other names",
    "all": "names of all types",
}
IDENTITY_ORDERS: dict[IdentityOrder, str] = {
    "quotations": "most quoted first",
    "articles": "most named first",
    "last": "last seen first",
    "name": "by name",
}
ALONE = "ambiguous name"


def sort_word(row: IdentityRow) -> str:
    """Return the type of an identity, or that its name is ambiguous."""
    return ALONE if row.shared else sort_of(row.label)


def role_or_sort(row: IdentityRow) -> str:
    """Return the role of an identity, safe to draw; else its type."""
    return sort_word(row) if row.shared else safe(row.role) or sort_word(row)


def counts(row: IdentityRow) -> str:
    """Return the numbers of quotations and articles: "3 quotations, 12 articles"."""
    quoted = f"{counted(row.quotations, 'quotation')}, " if row.quotations else ""
    return f"{quoted}{counted(row.articles, 'article')}"


def seen(first: datetime.date | None, last: datetime.date | None) -> str:
    """Return the date range, with a shared year only once; empty without dates."""
    if first is None or last is None:
        return ""
    if first == last:
        return short_day(first)
    if first.year == last.year:
        return f"{short_day(first).rpartition(' ')[0]} – {short_day(last)}"
    return f"{short_day(first)} – {short_day(last)}"


def named(row: IdentityRow) -> str:
    """Return the name of an identity, safe to draw."""
    return safe(row.name)
