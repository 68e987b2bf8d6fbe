"""Optional libraries of some formats; the error for a missing one says what to install."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.errors import ImportingError


@contextmanager
def require_extra(name: str, *modules: str) -> Iterator[None]:
    """Guard the import of modules of the extra `name`; raises ImportingError if one is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in modules:
            raise
        raise ImportingError(f"needs a library: pip install 'onrecord[{name}]'") from None
