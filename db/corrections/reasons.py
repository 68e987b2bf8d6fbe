"""Reasons of corrected findings, with a prefix that marks them as the reader's."""

_HERE = "Yours: "
_ALWAYS = "Yours, always: "


def is_yours(because: str) -> bool:
    """Return whether a reason marks a correction by the reader, here or by a correction rule."""
    return because.startswith((_HERE, _ALWAYS))


def yours(because: str, words: str, *, always: bool = False) -> str:
    """Return the reason of a corrected finding: earlier changes, then the new one.

    A new change replaces an earlier change that starts with the same word, as in "said by …".
    """
    prefix = _ALWAYS if always else _HERE
    if always or not is_yours(because):
        return prefix + words
    begun, before = because.split(": ", 1)
    first = words.split(" ", 1)[0]
    others = [part for part in before.split("; ") if part.split(" ", 1)[0] != first]
    return f"{begun if others else prefix[:-2]}: {'; '.join([*others, words])}"
