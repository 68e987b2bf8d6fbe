"""Names of compared texts, of presences and of differences, as pages and commands print them."""

from db.comparison.models import ComparedText, Presence, Sign, TextComparison

SIGN_NAMES: dict[Sign, str] = {
    "negation": "negation differs",
    "number": "number differs",
    "modality": "modality differs",
    "reworded": "reworded",
    "cut": "shorter in the second",
    "longer": "longer in the second",
    "speaker": "another speaker",
    "date": "another date",
}
"""The signs of differences in words."""


def text_label(text: ComparedText) -> str:
    """Return the short name of a compared text: its version, else its site, else its id."""
    if text.version is not None:
        return f"version {text.version}"
    return text.site or f"article {text.article}"


def presence_name(comparison: TextComparison, presence: Presence) -> str:
    """Return a presence in words: "in both", "only in version 1"."""
    if presence == "both":
        return "in both"
    labels = [text_label(comparison.first), text_label(comparison.second)]
    if labels[0] == labels[1]:
        labels = [f"article {text.article}" for text in (comparison.first, comparison.second)]
    return f"only in {labels[0] if presence == 'first' else labels[1]}"
