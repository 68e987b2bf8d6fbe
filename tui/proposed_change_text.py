"""Proposed changes as text: one line for each, without its origin."""

from db.corrections.models import Correction, CorrectionRule
from db.importers.models import Highlight
from db.library_records import LibraryRecord, SavedSearchRecord, TagColorRecord
from db.original_marks import OriginalMark
from db.proposed_changes import (
    ProposedCollection,
    ProposedDetails,
    ProposedOriginal,
    ProposedReading,
    ProposedStar,
    ProposedTag,
)
from db.repositories.proposals import Proposal, UnreadableChange
from db.wire_records import WireRecord
from tui.article_remarks import wire_remark
from tui.correction_text import describe_correction, describe_rule, quote_excerpt
from tui.display_text import format_count, in_quotation_marks


def describe_proposal(proposal: Proposal) -> str:
    """Describe a proposed change in one line, without its origin."""
    title = in_quotation_marks(proposal.title or "untitled")
    match proposal.change:
        case CorrectionRule() as rule:
            return describe_rule(rule)
        case SavedSearchRecord() as search:
            return f"Saved search {in_quotation_marks(search.name)}: {search.query}"
        case TagColorRecord(name, color):
            return f"Tag {name} in {color}"
        case LibraryRecord() as library:
            names = format_count(len(library.people) + len(library.names), "decision")
            about = f"{names} about people: merges, splits and display names"
            entries = format_count(len(library.authority), "authority record")
            return f"{about}; {entries}" if library.authority else about
        case ProposedCollection(name) if proposal.article is None:
            return f"Collection {in_quotation_marks(name)}"
        case ProposedCollection(name):
            return f"{title} in the collection {in_quotation_marks(name)}"
        case Highlight() as note:
            return f"{_describe_note(note)}, in {title}"
        case ProposedTag(name):
            return f"Tag {name}: {title}"
        case ProposedStar():
            return f"Star: {title}"
        case ProposedOriginal(speaker, event):
            mark = OriginalMark(speaker, event).describe()
            return f"{mark[:1].upper()}{mark[1:]}: {title}"
        case ProposedDetails() as details:
            return f"{_describe_details(details)}: {title}"
        case ProposedReading(state, bookmarks):
            marks = [format_count(len(bookmarks), "bookmark")] if bookmarks else []
            states = [f"marked as {state}"] if state != "unread" else []
            return f"{', '.join([*states, *marks]).capitalize()}: {title}"
        case Correction() as correction:
            return f"{describe_correction(correction)}, in {title}"
        case UnreadableChange():
            return f"Damaged: proposal {proposal.id}"
        case WireRecord() as wire:
            stated = wire_remark(wire.status, wire.note, wire.embargo) or "Usable again"
            return f"{stated}: {title}"
    return f"New version of {title}"


def _describe_note(note: Highlight) -> str:
    """Describe a proposed note: "Note by Ana Berg “Ask them”, disputed, red, on “the pilots”"."""
    kind = "Note" if note.body.strip() else "Highlight"
    author = f" by {note.author}" if note.author else ""
    body = f" {quote_excerpt(note.body)}" if note.body.strip() else ""
    verdict = f", {note.verdict}" if note.verdict else ""
    star = ", starred" if note.starred else ""
    color = "" if note.color == "yellow" else f", {note.color}"
    tags = "".join(f" #{tag}" for tag in note.tags)
    exact = f" on {quote_excerpt(note.exact)}" if note.exact.strip() else ""
    return f"{kind}{author}{body}{verdict}{star}{color}{tags}{exact}"


def _describe_details(details: ProposedDetails) -> str:
    """Describe edited details: "Title “Pilots leave”, published 2026-03-12"."""
    names = ("title", "byline", "site", "section", "published")
    edited = [(name, value) for name in names if (value := getattr(details, name)) is not None]
    parts = [f"{name} {quote_excerpt(value) if value else 'removed'}" for name, value in edited]
    line = ", ".join(parts)
    return line[:1].upper() + line[1:]
