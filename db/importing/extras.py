"""Libraries that only some formats need: one that is missing names what to install."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.importing.errors import ImportingError


@contextmanager
def extra(name: str, *modules: str) -> Iterator[None]:
    """Import modules of the extra `name` within; raises ImportingError where one is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in modules:
            raise
        raise ImportingError(f"needs a library: pip install 'onrecord[{name}]'") from None
