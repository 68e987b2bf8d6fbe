"""The reasons of findings that a reader set right, which say so to whoever reads them later."""

_HERE = "Yours: "
_ALWAYS = "Yours, always: "


def is_yours(because: str) -> bool:
    """Whether a finding's reason says that the reader made it so, here or by a standing rule."""
    return because.startswith((_HERE, _ALWAYS))


def yours(because: str, words: str, *, always: bool = False) -> str:
    """The reason of a finding set right: what was done, after what had been done before.

    What was said last of the same, as by "said by …", takes the place of what was said before.
    """
    prefix = _ALWAYS if always else _HERE
    if always or not is_yours(because):
        return prefix + words
    begun, before = because.split(": ", 1)
    first = words.split(" ", 1)[0]
    kept = [part for part in before.split("; ") if part.split(" ", 1)[0] != first]
    return f"{begun if kept else prefix[:-2]}: {'; '.join([*kept, words])}"
