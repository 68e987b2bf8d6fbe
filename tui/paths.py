"""Where the app keeps what it remembers, and where a reader may put keys of their own."""

import os
from pathlib import Path

from platformdirs import user_config_path, user_state_path  # Textual loads it anyway


def state_folder() -> Path:
    """The folder in ONRECORD_STATE, else the usual one for a user's state."""
    given = os.environ.get("ONRECORD_STATE")
    return Path(given).expanduser() if given else user_state_path("onrecord")


def log_path() -> Path:
    """The file that technical details of errors are written to."""
    return state_folder() / "onrecord.log"


def keys_path() -> Path:
    """The path in ONRECORD_KEYS, else keys.toml in the user's configuration folder."""
    given = os.environ.get("ONRECORD_KEYS")
    return Path(given).expanduser() if given else user_config_path("onrecord") / "keys.toml"
