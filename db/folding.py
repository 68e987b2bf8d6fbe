"""Text without case and accents, for matching what people type."""

import unicodedata


def fold(text: str) -> str:
    """The text in lower case without accents; it may have more or fewer characters."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
