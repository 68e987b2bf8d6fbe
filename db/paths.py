"""Where the store lives when nobody says otherwise."""

import os
from pathlib import Path


def default_path() -> Path:
    """The path in ONRECORD_STORE, else onrecord.sqlite in the user's data folder."""
    given = os.environ.get("ONRECORD_STORE")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_path  # 15 ms, for those who name no store

    return user_data_path("onrecord") / "onrecord.sqlite"
