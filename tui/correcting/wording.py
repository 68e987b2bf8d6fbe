"""Corrections and standing rules as the screens say them."""

from analysis.findings import Label, QuotationKind
from db.correcting import (
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
from tui.wording import day, in_marks

_LONGEST = 48  # characters of a finding's words
KINDS: dict[QuotationKind, str] = {
    "direct": "in the speaker's own words",
    "indirect": "in the writer's words",
    "mixed": "partly in each",
    "scare": "words in marks that nobody said",
}


def what(change: Change) -> str:
    """What was set right, as it follows the words of a finding: "said by Jen Psaki"."""
    match change:
        case SpeakerIs(who, _):
            return f"said by {who.name}" if who else "said by nobody named"
        case KindIs(kind):
            return kind
        case BoundsAre():
            return "with other bounds"
        case NotAQuotation():
            return "not a quotation"
        case IsAQuotation(_, who):
            return f"a quotation, said by {who.name}" if who else "a quotation"
        case SameAs(who):
            return f"the same as {who.name}"
        case Means(who, everywhere):
            return f"read as {who.name}" if everywhere else f"here means {who.name}"
        case NameIs(name, _):
            return f"called {name}"
        case LabelIs(label):
            return SORTS[label]
        case DateIs() as date:
            return f"on {days(date)}"


def sort_of(label: Label) -> str:
    """What a label stands for, as one of several: "person", "country or city"."""
    return SORTS[label].partition(" ")[2]


def days(date: DateIs) -> str:
    """The days of an event as precisely as they were given: "17 March 2022", "March 2022"."""
    first, last = date.first_day, date.last_day
    if first == last:
        return day(first)
    if date.precision == "year" and first.year == last.year:
        return f"{first.year}"
    if date.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return day(first).partition(" ")[2]
    return f"{day(first)} – {day(last)}"


def briefly(words: str) -> str:
    """A finding's words in marks, on one line and not too long."""
    line = " ".join(words.split())
    return in_marks(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…")


def corrected(correction: Correction) -> str:
    """A correction in one line: "“We have no choice” – said by Tom Marsh"."""
    return f"{briefly(correction.exact)} – {what(correction.change)}"


def always(words: str, change: RuleChange) -> str:
    """A standing rule in one line: "Always read “the Kremlin” as Russian government"."""
    match change:
        case Means(who, _):
            return f"Always read {briefly(words)} as {who.name}"
        case LabelIs(label):
            return f"Always take {briefly(words)} for {SORTS[label]}"
        case KindIs("scare"):
            return f"Always take {briefly(words)} for words that nobody said"
        case KindIs(kind):
            return f"Always take {briefly(words)} for {kind} speech"
        case NotAQuotation():
            return f"Never take {briefly(words)} for a quotation"


def standing(rule: StandingRule) -> str:
    """A rule that stands, in one line."""
    return always(rule.words, rule.change)
