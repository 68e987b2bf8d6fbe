"""Describe corrections and correction rules for the screens."""

from analysis.models import Label, QuotationKind
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
from tui.formatting import day, in_marks

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
            return f"on {days(date)}"


def sort_of(label: Label) -> str:
    """Return the noun of an entity label: "person", "country or city"."""
    return SORTS[label].partition(" ")[2]


def days(date: DateIs) -> str:
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
