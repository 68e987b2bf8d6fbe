import datetime

import pytest

from analysis.partial_dates import PartialDate
from db.importers import ImportItem, read_all_bytes, read_bytes


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
    agenda = b"---\n12:30 to 14:00: lunch at the port\n---\n\nThey went at noon.\n"
    assert "lunch at the port" in read_bytes(agenda, "agenda.md").text


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


def test_front_matter_of_a_web_clipper_keeps_quotes_lists_and_links() -> None:
    clip = (
        '---\ntitle: "The \\"quay\\": who left"\nsource: "https://coastwire.example/1"\nauthor:\n'
        '  - "[[Ida Quill]]"\n  - "[[People/Juan Ortega|Juan]]"\npublished: 2021-03-03\n'
        'created: 2021-03-05\ndescription: "Boats."\ntags:\n  - "clippings"\n  - port\n---\n'
        "They ==left the boats== on Friday. ==They said no.==\n"
    )
    [item] = read_all_bytes(clip.encode(), "clip.md")
    assert isinstance(item, ImportItem)
    document = item.document
    assert (document.title, document.byline) == ('The "quay": who left', "Ida Quill, Juan")
    assert (document.source, document.published) == (
        "https://coastwire.example/1",
        PartialDate(2021, 3, 3),
    )
    assert item.tags == ("clippings", "port")
    assert item.added is not None
    assert item.added.date() == datetime.date(2021, 3, 5)
    assert document.text == "They left the boats on Friday. They said no.\n"
    spans = [document.text[mark.start : mark.end] for mark in item.highlights]
    assert spans == [mark.exact for mark in item.highlights] == ["left the boats", "They said no."]


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Pilots: gone\nurl: https://coastwire.example/1", "Pilots: gone"),
        ("title: *Pilots* gone", "*Pilots* gone"),
        ("title: >\n  Pilots\n  gone\nlayout: post", "Pilots gone"),
        ("title: 'It''s over'\ntags: [port, 'a, b']", "It's over"),
        ("title: 2021", "2021"),
        ("title: no", "no"),
    ],
)
def test_values_of_front_matter_are_text_as_written(front: str, title: str) -> None:
    document = read_bytes(f"---\n{front}\n---\nThey went.\n".encode(), "a.md")
    assert (document.title, document.text) == (title, "They went.\n")


def test_hostile_front_matter_is_not_expanded() -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"k{level}: &k{level} [{', '.join([f'*k{level - 1}' if level else '*a'] * 9)}]\n"
        for level in range(20)
    )
    deep = f"title: {'[' * 9_000}{']' * 9_000}"
    for front in (bomb, deep, "title: !!python/object/apply:os.getcwd []"):
        [item] = read_all_bytes(f"---\n{front}\n---\nThey went.\n".encode(), "a.md")
        assert isinstance(item, ImportItem)
        assert item.document.text.endswith("They went.\n")


def test_highlights_of_readwise_in_markdown_are_highlights() -> None:
    export = (
        "# Pilots leave\n\n![rw-book-cover](https://coastwire.example/a.jpg)\n\n## Metadata\n"
        "- Author: [[Ida Quill]]\n- Full Title: Pilots leave the boats\n- Category: #articles\n"
        "- Document Tags: #port #strike \n- URL: https://coastwire.example/1\n\n## Highlights\n"
        "- No one has answered us. ([View Highlight](https://read.readwise.io/read/1))\n"
        "    - Note: Ask her.\n    - Tags: [[key]] \n- They walk out\non Friday.\n"
    )
    [item] = read_all_bytes(export.encode(), "a.md")
    assert isinstance(item, ImportItem)
    assert (item.document.title, item.document.byline) == ("Pilots leave the boats", "Ida Quill")
    assert (item.document.source, item.tags) == ("https://coastwire.example/1", ("port", "strike"))
    first, second = item.highlights
    assert (first.exact, first.body, first.tags) == (
        "No one has answered us.",
        "Ask her.",
        ("key",),
    )
    assert (second.exact, second.body) == ("They walk out\non Friday.", "")


def test_marks_of_obsidian_are_no_text() -> None:
    note = (
        "---\nauthor: [[Ida Quill]]\nurl: <https://coastwire.example/1>\n---\n"
        "They [[Boats|left]] on Friday. ^a1\n\n![[quay.png]]\n\n"
        "%%ask%%And [[People/Mara Ortiz]] stayed.\n"
    )
    document = read_bytes(note.encode(), "a.md")
    assert document.text == "They left on Friday.\n\nAnd Mara Ortiz stayed.\n"
    assert (document.byline, document.source) == ("Ida Quill", "https://coastwire.example/1")


def test_lines_with_a_title_before_the_text_are_metadata() -> None:
    document = read_bytes(
        b"Title: Pilots: gone\nDate: 2021-03-03\nAuthor: Ida Quill\nSummary: They\n    left.\n\n"
        b"They went.\n",
        "story.md",
    )
    assert (document.title, document.byline, document.text) == (
        "Pilots: gone", "Ida Quill", "They went.\n"
    )  # fmt: skip
    assert document.published == PartialDate(2021, 3, 3)
    dialogue = "Ida: They went.\nBo: Where?\n\nNo one knew.\n"
    assert "Ida: They went." in read_bytes(dialogue.encode(), "story.md").text


def test_an_article_of_many_long_links_loses_their_targets() -> None:
    link = "[boat](https://port.example/boats/of/the/old/harbor/and/its/long/history/2021)"
    text = read_bytes(f"The pilots left. {link * 9}\n".encode(), "story.md").text
    assert text == f"The pilots left. {'boat' * 9}\n"
