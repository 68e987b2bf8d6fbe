"""Tests in a browser, for machines that have one: `.ci/run` installs it."""

import shutil

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or ""
