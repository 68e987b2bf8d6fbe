import re
from pathlib import Path

import pytest

from db.importers import read_bytes
from tests.support.page_layouts import LAYOUTS, Layout

DOCS = Path(__file__).parents[3] / "docs" / "explanation" / "accuracy.md"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_of_a_saved_page_the_article_is_kept_and_the_rest_is_not(layout: Layout) -> None:
    document = read_bytes(layout.page.encode(), "saved.html")
    text = " ".join(document.text.split())
    assert [words for words in layout.paragraphs if words not in text] == []
    assert [words for words in layout.dropped if words in text] == []
    assert document.title == layout.title
    assert document.byline == layout.byline
    assert str(document.published or "") == layout.published
    if layout.name != "list page of a section":
        assert document.remark == ""


def test_the_docs_name_every_layout() -> None:
    rows = re.findall(r"^\| ([^|]+?) \| yes", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [layout.name for layout in LAYOUTS]
