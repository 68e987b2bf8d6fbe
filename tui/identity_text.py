"""Identities as text: type, role and counts."""

from typing import TYPE_CHECKING

from tui.correction_text import label_noun
from tui.sanitize import safe
from tui.strings.people_text import PeopleText

if TYPE_CHECKING:  # not loaded before the first frame
    from db.identities.models import IdentityRow
from tui.display_text import format_count


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


def format_short_counts(row: "IdentityRow") -> str:
    """Return the numbers of quotations and articles for a narrow row: "3 quot. 12 art."."""
    form = PeopleText.SHORT_COUNTS if row.quotations else PeopleText.SHORT_ARTICLES
    return form.format(quotations=row.quotations, articles=row.articles)


def safe_name(row: "IdentityRow") -> str:
    """Return the name of an identity, safe to draw."""
    return safe(row.name)
