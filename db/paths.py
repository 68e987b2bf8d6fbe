"""The default path of the store."""

import os
from pathlib import Path


def default_path() -> Path:
    """Return the path in ONRECORD_STORE, else `onrecord.sqlite` in the user's data folder."""
    given = os.environ.get("ONRECORD_STORE")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_path  # takes 15 ms: imported only if needed

    return user_data_path("onrecord") / "onrecord.sqlite"
