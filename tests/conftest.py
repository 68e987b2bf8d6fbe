"""Which tests there are on this machine."""

from tests.browser import BROWSER
from tests.datasette import INSTALLED

collect_ignore = [
    folder for folder, there in (("browser", bool(BROWSER)), ("datasette", INSTALLED)) if not there
]
