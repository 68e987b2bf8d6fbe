from analysis.partial_dates import PartialDate
from db.importers import read_bytes


def test_marks_go_and_words_stay() -> None:
    markdown = (
        "# Pilots leave\n\nThe *pilots* of [the harbour](https://port.example/a) \nwill `go`"
        " &amp; stay away [sic].\n\n- a boat\n- a **bucket**\n\n3. three\n4. four\n\n"
        "> “No,”\n> she said.\n\n| day | boats |\n|---|---|\n| Friday | 0 |\n\n"
        "![A pilot boat](boat.png)\n\n    code = 1\n\n<p>Some <b>HTML</b></p>\n"
    )
    text = read_bytes(markdown.encode(), "story.md").text
    assert text == (
        "Pilots leave\n\nThe pilots of the harbour will go & stay away [sic].\n\n- a boat\n"
        "- a bucket\n\n3. three\n4. four\n\n“No,” she said.\n\nday | boats\nFriday | 0\n\n"
        "A pilot boat\n\ncode = 1\n\nSome HTML\n"
    )


def test_front_matter_is_metadata() -> None:
    document = read_bytes(
        b"---\ntitle: 'Pilots: gone'\ndate: 2021-03-03T10:00:00Z\nauthors:\n  - Ida Quill\n"
        b"  - Bo Lee\nurl: https://port.example/a\n---\n\nThey went.\n",
        "story.md",
    )
    assert (document.title, document.byline) == ("Pilots: gone", "Ida Quill, Bo Lee")
    assert (document.published, document.published_from) == (
        PartialDate(2021, 3, 3),
        "metadata",
    )
    assert (document.source, document.text) == ("https://port.example/a", "They went.\n")


def test_front_matter_in_toml() -> None:
    front = b'+++\ntitle = "Gone"\ndate = 2021-03-03\nauthors = ["Ida Quill"]\n+++\nThey went.\n'
    document = read_bytes(front, "story.md")
    assert (document.title, document.byline) == ("Gone", "Ida Quill")
    assert document.published == PartialDate(2021, 3, 3)


def test_rules_across_the_page_are_not_front_matter() -> None:
    assert "They went" in read_bytes(b"---\n\nThey went.\n\n---\n\nAnd came.", "story.md").text


def test_the_first_heading_is_the_title_only_at_the_top() -> None:
    assert read_bytes(b"Gone\n====\n\nThey went.", "a.md").title == "Gone"
    assert read_bytes(b"They went.\n\n## Why they went\n\nDust.", "a.md").title == ""


def test_text_that_the_parser_would_lose_is_kept() -> None:
    document = read_bytes(b"> " * 500 + b"They went.", "a.md")
    assert document.text.endswith("They went.")
    assert "kept with its markup" in document.remark


def test_a_very_long_text_is_kept_with_its_marks() -> None:
    document = read_bytes(b"*They* went. " * 50_000, "a.md")
    assert document.text.startswith("*They* went.")
    assert "too long" in document.remark
