"""The part of the generated examples that a usual run of the tests draws.

With ONRECORD_THOROUGH=1 all are drawn, at random; a usual run draws a third, the same each time.
"""

import os

THOROUGH = bool(os.environ.get("ONRECORD_THOROUGH"))
_PART = 3


def count_examples(most: int) -> int:
    """Return the number of examples of a usual run for `most` of a thorough one."""
    return most if THOROUGH else -(-most // _PART)
