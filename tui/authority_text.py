"""Entries of the authority list as text: name, identifiers, roles with dates, and the file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # not loaded before the first frame
    from db.identities.authority_models import StoredEntry
    from db.library_records import HeldRole
from db.origins import read_origin


def describe_entry(stored: "StoredEntry") -> str:
    """Return an entry in one line: "Ana Reis (wikidata Q42): President 2021-2024, list.csv"."""
    entry = stored.entry
    known = ", ".join(f"{scheme} {value}" for scheme, value in entry.identifiers)
    roles = "; ".join(_describe_role(role) for role in entry.roles)
    origin = read_origin(stored.origin)
    name = f"{entry.name} ({known})" if known else entry.name
    described = f"{name}: {roles}" if roles else name
    return f"{described}, from {origin.file}" if origin else described


def _describe_role(held: "HeldRole") -> str:
    dates = f" {held.start}–{held.end}" if held.start or held.end else ""
    return f"{held.role}{f', {held.country}' if held.country else ''}{dates}"
