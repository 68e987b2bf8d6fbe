"""Paths of the app's state, its log, and the user's keys file."""

import os
from pathlib import Path

from platformdirs import user_config_path, user_state_path  # Textual loads it anyway


def state_folder() -> Path:
    """Return the folder in ONRECORD_STATE, else the platform's folder for user state."""
    configured = os.environ.get("ONRECORD_STATE")
    return Path(configured).expanduser() if configured else user_state_path("onrecord")


def log_path() -> Path:
    """Return the path of the log file."""
    return state_folder() / "onrecord.log"


def keys_path() -> Path:
    """Return the path in ONRECORD_KEYS, else keys.toml in the user's configuration folder."""
    configured = os.environ.get("ONRECORD_KEYS")
    if configured:
        return Path(configured).expanduser()
    return user_config_path("onrecord") / "keys.toml"
