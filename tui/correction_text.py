"""Corrections and correction rules as text."""

from typing import TYPE_CHECKING

from analysis.date_format import format_period
from analysis.models import LABEL_NAMES, Basis, DisclosureKind, Label, QuotationKind, SourceType

if TYPE_CHECKING:  # not loaded before the first frame
    from db.corrections import Change, Correction, CorrectionRule, RuleChange
    from db.corrections.models import UnreadableRule
from tui.display_text import in_quotation_marks

_LONGEST = 48  # characters of a finding's text
QUOTATION_KIND_NAMES: dict[QuotationKind, str] = {
    "direct": "in the speaker's own words",
    "indirect": "in the writer's words",
    "mixed": "partly in each",
    "scare": "scare quotes, not speech",
    "topic": "the topic alone, not the words",
    "continuation": "goes on with the statement before it",
}
SOURCE_TYPE_NAMES: dict[SourceType, str] = {
    "person": "a person with a name",
    "unnamed": "a person without a name",
    "group": "a group, such as residents",
    "organization": "an organization or an office",
    "document": "a document or data",
    "outlet": "a newspaper, an agency or a station",
}
BASIS_NAMES: dict[Basis, str] = {
    "said to us": "said to the outlet",
    "public": "said in public",
    "written": "given in writing",
    "other outlet": "quoted from another outlet",
    "unknown": "not known how it was got",
}
DISCLOSURE_NAMES: dict[DisclosureKind, str] = {
    "no answer": "did not respond, or could not be reached",
    "no comment": "declined to comment",
    "denied interview": "declined an interview",
    "anonymity": "why a source is not named",
}


def describe_change(change: "Change") -> str:
    """Describe a correction as a phrase that follows the finding's text: "said by Jen Psaki"."""
    from db.corrections.models import (
        AddQuotation,
        MergeEntities,
        ReassignMention,
        RemoveQuotation,
        RenameEntity,
        SetBasis,
        SetBounds,
        SetDate,
        SetDisclosure,
        SetKind,
        SetLabel,
        SetSourceType,
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
        case SetSourceType(source_type):
            return f"source: {SOURCE_TYPE_NAMES[source_type]}"
        case SetBasis(basis):
            return BASIS_NAMES[basis]
        case SetDisclosure(disclosure):
            return f"disclosure: {disclosure}" if disclosure else "no disclosure"
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
    author = f" (by {correction.author})" if correction.author else ""
    return f"{quote_excerpt(correction.exact)} – {describe_change(correction.change)}{author}"


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


def describe_rule(rule: "CorrectionRule | UnreadableRule") -> str:
    """Describe a stored correction rule in one line."""
    from db.corrections.models import UnreadableRule

    if isinstance(rule, UnreadableRule):
        return f"A rule that cannot be read, for {quote_excerpt(rule.words)}"
    author = f" (by {rule.author})" if rule.author else ""
    return f"{describe_rule_change(rule.words, rule.change)}{author}"
