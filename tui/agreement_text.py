"""The agreement of two coders as text: the units, and the coefficients."""

from tui.strings.agreement_text import AgreementText


def describe_coding_unit(unit: str, least_overlap: float) -> str:
    """Return the definition of a unit, with the share that overlapping spans have in common."""
    percent = f"{least_overlap:.0%}"
    if unit == "passage":
        return AgreementText.PASSAGES.format(percent=percent)
    if unit == "article":
        return AgreementText.ARTICLES
    return AgreementText.PARTS.format(unit=unit, percent=percent)


def format_coefficient(value: float | None) -> str:
    """Return a coefficient with two digits; a dash if it is not defined."""
    return AgreementText.NOT_DEFINED if value is None else f"{value:.2f}"


def format_agreement(share: float | None) -> str:
    """Return a share of units as a percentage; a dash without units."""
    return AgreementText.NOT_DEFINED if share is None else f"{share:.1%}"
