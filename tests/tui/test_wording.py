"""What the screens call things."""

import dataclasses
from pathlib import Path

from db import Store
from tests.tui.reading import stored
from tui.wording import headline, in_marks


def test_an_article_goes_by_its_title_else_by_its_first_words(tmp_path: Path) -> None:
    path, article = stored(tmp_path)
    with Store(path) as store:
        row = store.row(article)
    assert headline(row) == row.title
    untitled = dataclasses.replace(row, title="", opening="The harbour council will vote…")
    assert headline(untitled) == "The harbour council will vote…"
    assert "\x1b" not in headline(dataclasses.replace(row, title="\x1b[2J A title"))


def test_words_with_marks_of_their_own_get_no_others() -> None:
    assert in_marks("the roof") == "“the roof”"
    assert in_marks("“We cannot,”") == "“We cannot,”"
