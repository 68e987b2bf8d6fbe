"""A file that ends too early is imported with a remark."""

from collections.abc import Callable

import pytest

from db.importers import ImportItem, ImportProblem
from db.importers.registry import read_detected
from tests.support.import_samples import FILES, FIRST, SECOND
from tests.support.news_exports import rtf

WHOLE: dict[str, Callable[[], bytes]] = {
    name: FILES[name]
    for name in ("pilots.xml", "pilots.mhtml", "pilots.warc", "pilots.warc.gz", "pilots.eml")
} | {"pilots.rtf": lambda: rtf((FIRST, SECOND))}
REMARK = "the file ends too early"


def remarks(data: bytes, name: str) -> list[str]:
    """The remark or the problem of each item."""
    return [
        item.message if isinstance(item, ImportProblem) else item.document.remark
        for item in read_detected(data, name)
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_has_no_such_remark(name: str) -> None:
    for item in read_detected(FILES[name](), name):
        assert isinstance(item, ImportItem)
        assert REMARK not in item.document.remark


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("share", [0.75, 0.85, 0.95])
def test_a_file_that_was_cut_is_not_imported_in_silence(name: str, share: float) -> None:
    data = WHOLE[name]()
    found = remarks(data[: int(len(data) * share)], name)
    assert found
    assert found[-1], found
