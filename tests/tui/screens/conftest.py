"""Fewer frames, which take a third of the time of a test of keys."""

import pytest


@pytest.fixture(autouse=True)
def _undrawn(last_frames: None) -> None:
    """Draw the last frame of each test only."""
