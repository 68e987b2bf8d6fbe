"""The dependencies: every package of the lock is listed with a license that permits its use."""

import importlib.metadata
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PERMITTED = re.compile(
    r"MIT|BSD|Apache|ISC|Zlib|CC0|PSF|Python Software|MPL|Mozilla|Public Domain|CNRI|0BSD|Unlicense"
)
CHOICE = {"tld"}  # offers several licenses; used under MPL-1.1


def locked() -> list[str]:
    """Return the names of the packages in the lock."""
    return re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / "requirements.lock").read_text(), re.M)


def license_of(name: str) -> str:
    """Return the license in the metadata of a package."""
    about = importlib.metadata.metadata(name).json
    classifiers = [
        classifier.rpartition(" :: ")[2]
        for classifier in about.get("classifier", ())
        if classifier.startswith("License") and classifier != "License :: OSI Approved"
    ]
    return str(about.get("license_expression") or ", ".join(classifiers) or about["license"])


def test_every_package_is_listed_with_a_license_that_permits_its_use() -> None:
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(.+?)` \| (.+?) \|$", page, re.M))
    names = [name for name in locked() if name != "pip"]
    assert sorted(rows) == sorted(names)
    for name in names:
        assert rows[name] == license_of(name).splitlines()[0], name
        assert PERMITTED.search(rows[name]), name
        assert name in CHOICE or not re.search(r"GPL", rows[name]), name


def test_the_lock_is_hashed_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert lock.count("==") <= lock.count("--hash=sha256:")
    assert not re.search(r"https?://|--find-links|--(extra-)?index", lock)
