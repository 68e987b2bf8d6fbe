"""The reasons of findings that a reader set right, which say so to whoever reads them later."""

_HERE = "Yours: "
_ALWAYS = "Yours, always: "


def is_yours(because: str) -> bool:
    """Whether a finding's reason says that the reader made it so, here or by a standing rule."""
    return because.startswith((_HERE, _ALWAYS))


def yours(because: str, words: str, *, always: bool = False) -> str:
    """The reason of a finding set right: what was done, after what had been done before."""
    if is_yours(because) and not always:
        return because if because.endswith(words) else f"{because}; {words}"
    return (_ALWAYS if always else _HERE) + words
