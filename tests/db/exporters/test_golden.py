"""One hostile library in every format: as the golden files have it, and read back by parsers.

After a wanted change, `ONRECORD_RENEW=1 pytest tests/db/exporters/test_golden.py` rewrites the
golden files.
"""

import csv
import html
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from lxml import etree
from lxml.html import HtmlElement, fromstring
from markdown_it import MarkdownIt

from db import Store
from db.exporters import (
    FORMATS,
    PARTS,
    TABLE_NAMES,
    ExportOptions,
    Part,
    Selection,
    TableName,
    export,
)
from db.exporters.escapes import hashtag
from db.importers import ImportProblem, read_all_bytes
from tests.support.hostile_library import SITE, add_hostile_library, lines, word

GOLDEN = Path(__file__).with_name("golden")
OUTPUTS = [(form, None) for form in FORMATS if form != "csv"] + [
    ("csv", table) for table in TABLE_NAMES
]
NAME = word("selection")


@pytest.fixture(scope="module")
def hostile_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("golden") / "store.sqlite") as store:
        add_hostile_library(store)
        yield store


class Written:
    """Exports of a library, as the files that they are made of, by their names."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder, self._exports = store, folder, 0

    def files(
        self, form: str, table: TableName | None = None, options: ExportOptions | None = None
    ) -> dict[str, str]:
        self._exports += 1
        target = self._folder / f"{self._exports}{FORMATS[form].extension}"
        export(self._store, Selection(NAME), form, target, options, table or "quotations")
        if target.is_dir():
            files = (path for path in target.rglob("*") if path.is_file())
            found = sorted(path for path in files)
            return {path.relative_to(target).as_posix(): read_utf8(path) for path in found}
        if form == "refi":
            with zipfile.ZipFile(target) as packed:
                return {name: packed.read(name).decode() for name in sorted(packed.namelist())}
        return {"": read_utf8(target)}

    def text(
        self, form: str, table: TableName | None = None, options: ExportOptions | None = None
    ) -> str:
        files = self.files(form, table, options)
        return "".join(f"<<< {name}\n{text}" if name else text for name, text in files.items())

    def table(self, table: TableName) -> list[dict[str, str]]:
        """The rows of a table, without the apostrophes that keep cells from being formulas."""
        rows = csv.DictReader(io.StringIO(self.text("csv", table), newline=""), strict=True)
        return [{name: value.removeprefix("'") for name, value in row.items()} for row in rows]


@pytest.fixture
def written(hostile_library: Store, tmp_path: Path) -> Written:
    return Written(hostile_library, tmp_path)


def read_utf8(path: Path) -> str:
    return path.read_bytes().decode()


def flat(words: str) -> str:
    """Words on one line, as the store and most formats have them."""
    return " ".join(words.split())


def unindented(words: str) -> list[str]:
    """The lines of words that Markdown keeps, which begin at the margin."""
    return [line.strip() for line in words.split("\n") if line.strip()]


SAYING = f"“{flat(word('saying'))}”"
AGAIN = f"“{flat(word('again'))} {flat(word('piece'))}”"
CLAUSE = f"The port closes {flat(word('clause'))}"
EXACT = f"Mark this: {flat(word('exact'))} {flat(word('exact too'))}"
FACTS = {name: flat(word(name)) for name in ("title", "byline", "site", "source", "section")}


def normal(text: str) -> str:
    """An export without the page's style sheet, and without the tags that the encoder computes."""
    text = re.sub("<style>.*</style>", "<style></style>", text, flags=re.DOTALL)
    return re.sub(r"^(\d+\t[^\t\n]+\t_)\t\S+\t\S+\t", r"\1\t_\t_\t", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("form", "table"), OUTPUTS)
def test_an_export_is_as_its_golden_file(
    form: str, table: TableName | None, written: Written
) -> None:
    text = normal(written.text(form, table))
    ending = FORMATS[form].extension.replace(".qdpx", ".txt") or ".txt"
    path = GOLDEN / f"{form}{'-' + table if table else ''}{ending}"
    if os.environ.get("ONRECORD_RENEW"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert text == read_utf8(path), "ONRECORD_RENEW=1 renews it"


def test_no_golden_file_is_left_over() -> None:
    names = {f"{form}-{table}" if table else form for form, table in OUTPUTS}
    assert {path.stem for path in GOLDEN.iterdir()} == names


# Words read back from where they were written


def test_a_table_of_articles_has_every_word_in_its_column(written: Written) -> None:
    row, second = written.table("articles")
    assert {name: row[name] for name in FACTS} == FACTS
    assert row["tags"] == f"{flat(word('tag'))}; second tag"
    assert lines("text") in row["text"]
    assert second["source"] == SITE


def test_a_table_of_quotations_has_every_word_in_its_column(written: Written) -> None:
    row, unnamed, _ = written.table("quotations")
    assert (row["title"], row["site"], row["source"]) == tuple(
        FACTS[name] for name in ("title", "site", "source")
    )
    assert (row["speaker"], row["person"]) == (word("speaker"), word("speaker"))
    assert (row["role"], row["cue"]) == (word("role"), flat(word("cue")))
    assert (row["content"], row["because"]) == (SAYING, word("quotation reason"))
    assert (unnamed["speaker"], unnamed["person"]) == (flat(word("source words")), "")
    assert unnamed["content"] == AGAIN


def test_a_table_of_events_has_every_word_in_its_column(written: Written) -> None:
    row, _ = written.table("events")
    assert (row["headline"], row["words"]) == (word("happening"), CLAUSE)
    assert row["names"] == f"{word('speaker')}; {word('spot')}"
    assert row["because"] == word("event reason")


def test_a_table_of_names_has_every_word_in_its_column(written: Written) -> None:
    speaker, spot, corrected, again = written.table("names")
    assert speaker["aliases"] == f"{word('alias')}; {word('alias too')}"
    assert (speaker["role"], speaker["because"]) == (word("role"), word("entity reason"))
    assert [row["name"] for row in (speaker, spot, corrected, again)] == [
        word("speaker"), word("spot"), word("corrected"), word("speaker"),
    ]  # fmt: skip
    assert corrected["aliases"] == word("mistaken")


def test_a_table_of_notes_has_every_word_in_its_column(written: Written) -> None:
    on_saying, row = written.table("notes")
    assert (on_saying["words"], on_saying["note"]) == (SAYING, word("body of the saying"))
    assert (row["words"], row["note"]) == (EXACT, lines("body"))
    assert row["tags"] == f"{flat(word('note tag'))}; plain tag"


def test_a_table_of_corrections_has_every_word_in_its_column(written: Written) -> None:
    [row] = written.table("corrections")
    assert row["words"] == flat(word("mistaken"))
    assert json.loads(row["value"]) == {"name": word("corrected"), "label": "ORG"}


def test_readwise_has_every_word_in_its_column(written: Written) -> None:
    rows = csv.DictReader(io.StringIO(written.text("readwise"), newline=""), strict=True)
    _, row = [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]
    assert (row["Highlight"], row["Title"], row["Author"]) == (
        EXACT, FACTS["title"], FACTS["byline"],
    )  # fmt: skip
    tags, body = row["Note"].split("\n", 1)
    assert tags == f".{flat(word('note tag')).replace(' ', '_')} .plain_tag"
    assert body == lines("body")


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_record_has_every_word_in_its_field(form: str, written: Written) -> None:
    text = written.text(form)
    records = (
        json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
    )
    record = records[0]
    assert {name: record[name] for name in FACTS} == FACTS
    assert lines("text") in record["text"]
    assert record["tags"] == [flat(word("tag")), "second tag"]
    speaker, spot, corrected = record["entities"]
    assert (speaker["name"], speaker["role"]) == (word("speaker"), word("role"))
    assert speaker["aliases"] == [word("alias"), word("alias too")]
    assert speaker["because"] == word("entity reason")
    assert (spot["name"], corrected["name"]) == (word("spot"), word("corrected"))
    assert record["mentions"][0]["because"] == word("mention reason")
    assert record["quotations"][0]["because"] == word("quotation reason")
    assert record["times"][0]["because"] == word("time reason")
    [event] = record["events"]
    assert (event["headline"], event["because"]) == (word("happening"), word("event reason"))
    on_saying, note = record["notes"]
    assert on_saying["body"] == word("body of the saying")
    assert note["exact"] == f"Mark this: {word('exact')}\n{word('exact too')}"
    assert (note["body"], note["tags"]) == (lines("body"), [flat(word("note tag")), "plain tag"])
    [correction] = record["corrections"]
    assert correction["exact"] == word("mistaken")
    assert correction["value"] == {"name": word("corrected"), "label": "ORG"}
    assert [rule["words"] for rule in record["rules"]] == [word("ruled")]
    assert word("mistaken") in record["machine"]["entities"][2]


def test_annotations_have_every_word_in_their_bodies(written: Written) -> None:
    collection = json.loads(written.text("annotations"))
    assert collection["label"] == NAME
    bodies: list[tuple[str, list[tuple[str, str]], str]] = []  # motivation, purposes, exact
    for annotation in collection["first"]["items"]:
        values = [(body["purpose"], body["value"]) for body in as_list(annotation.get("body", []))]
        quote = annotation["target"].get("selector", [{}])[0]
        bodies.append((annotation["motivation"], values, quote.get("exact", "")))
    _, [(_, text), (_, about)], _ = bodies[0]
    assert lines("text") in text
    assert {name: json.loads(about)[name] for name in FACTS} == FACTS
    assert ("identifying", [("identifying", word("spot")), ("classifying", "GPE")],
            word("spot")) in bodies  # fmt: skip
    assert (
        "identifying",
        [("identifying", word("speaker")), ("describing", word("role")),
         ("classifying", "direct quotation"), ("classifying", "negated")],
        f"“{word('saying')}”",
    ) in bodies  # fmt: skip
    assert ("describing", [("describing", word("happening")),
                           ("classifying", "2021-03-05/2021-03-07")],
            f"The port closes {word('clause')} ") in bodies  # fmt: skip
    assert (
        "commenting",
        [("commenting", lines("body")), ("tagging", flat(word("note tag"))),
         ("tagging", "plain tag"), ("assessing", "disputed"), ("bookmarking", "starred")],
        f"Mark this: {word('exact')}\n{word('exact too')}",
    ) in bodies  # fmt: skip
    [(_, [(_, correction)], exact)] = [body for body in bodies if body[0] == "editing"]
    assert json.loads(correction)["value"]["name"] == word("corrected")
    assert exact == word("mistaken")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_page_has_every_word_in_its_element(written: Written) -> None:
    page = fromstring(written.text("html"))
    assert element_texts(page, "/html/head/title") == [flat(NAME)]
    [article] = page.xpath("//article[@id='a1']")
    assert element_texts(article, "./header/h2") == [FACTS["title"]]
    tags = f"#{flat(word('tag'))} · #second tag"
    about = (*(FACTS[name] for name in ("byline", "site", "section")), "2021-03-03",
             FACTS["source"], tags)  # fmt: skip
    assert element_texts(article, "./header/p") == [" · ".join(about), "★ starred · reading"]
    shown = element_texts(article, "./div[@class='text']/p")
    assert [line for line in lines("text").split("\n") if line.strip()] == shown[1:18]
    first, second = article.xpath(".//h3[.='Quotations']/../ol/li")
    assert element_texts(first, "b") == [word("speaker")]
    assert first.xpath("b")[0].tail == f", {word('role')} "
    assert element_texts(first, "q") == [SAYING]
    assert element_texts(first, "small")[1] == word("quotation reason")
    assert (element_texts(second, "b"), element_texts(second, "q")) == (
        [flat(word("source words"))],
        [AGAIN],
    )
    happening = flat(word("happening"))
    assert element_texts(article, ".//h3[.='Timeline']/../ol/li/a") == [happening]
    assert element_texts(article, ".//svg//title") == [f"2021-03-05 – 2021-03-07: {happening}"]
    speaker, spot, corrected = article.xpath(".//h3[.='Names']/../ul/li")
    assert (element_texts(speaker, "b"), speaker.xpath("b")[0].tail) == (
        [word("speaker")], f", {word('role')} ",
    )  # fmt: skip
    assert element_texts(speaker, "small") == [
        f"also {word('alias')}, {word('alias too')}", word("entity reason"),
    ]  # fmt: skip
    assert element_texts(spot, "b") + element_texts(corrected, "b") == [
        word("spot"),
        word("corrected"),
    ]
    notes = article.xpath(".//h3[.='My notes']/..")[0]
    assert element_texts(notes, "blockquote") == [SAYING, EXACT]
    bodies = [word("body of the saying"), "", *lines("body").split("\n")]
    assert [text.removesuffix(" ") for text in element_texts(notes, "p")][:-1] == bodies
    assert element_texts(notes, "p")[-1] == f"★ disputed #{flat(word('note tag'))} #plain tag"
    assert element_texts(article, ".//h3[.='Corrected by me']/../ul/li") == [
        f"“{flat(word('mistaken'))}”: name: {flat(word('corrected'))}, ORG"
    ]


def element_texts(element: HtmlElement, path: str) -> list[str]:
    return [str(found.text_content()) for found in element.xpath(path)]


class Rendered:
    """A Markdown page as it is read: its headings, each with the blocks below it."""

    def __init__(self, text: str) -> None:
        page = fromstring(f"<div>{MarkdownIt('commonmark').render(text)}</div>")
        self.below: dict[str, list[HtmlElement]] = {}
        for block in page:
            if block.tag in ("h1", "h2"):
                self.below[block.text_content()] = []
            elif block.tag in ("p", "ul", "blockquote"):
                next(reversed(self.below.values())).append(block)
            else:
                raise AssertionError(f"words became a {block.tag}: {block.text_content()}")

    def paragraphs(self, heading: str) -> list[str]:
        """Paragraphs, items of lists and quoted paragraphs."""
        found = []
        for block in self.below[heading]:
            items = [block] if block.tag == "p" else block.xpath("./li|./p")
            found += [str(item.text_content()) for item in items]
        return found


def test_markdown_reads_as_the_words_that_were_written(written: Written) -> None:
    text = written.text("markdown")
    page = Rendered(text[: text.index("# A plain title")])
    title, *headings = page.below
    assert title == FACTS["title"]
    assert headings == ["Quotations", "Timeline", "Names", "My notes", "Corrected by me"]
    about, own, first, *shown = page.paragraphs(title)
    assert own == f"★ · reading · #{hashtag(word('tag'))} #second-tag"
    assert about == " · ".join((FACTS["byline"], FACTS["site"], "2021-03-03", FACTS["source"]))
    assert first == "The harbour report"
    assert shown[:17] == unindented(lines("text"))
    assert page.paragraphs("Quotations") == [
        f"{word('speaker')}, {word('role')} (direct, negated): {SAYING}",
        f"{flat(word('source words'))} (indirect): {AGAIN}",
    ]
    assert page.paragraphs("Timeline") == [
        f"2021-03-05 – 2021-03-07 {flat(word('happening'))} (upcoming when published)"
    ]
    assert page.paragraphs("Names") == [
        f"{word('speaker')}, {word('role')}; also {word('alias')}, {word('alias too')}",
        word("spot"),
        f"{word('corrected')}; also {word('mistaken')} (corrected by me)",
    ]
    assert note_lines(page) == [
        f"“{word('saying')}”",
        word("body of the saying"),
        f"Mark this: {word('exact')}",
        word("exact too"),
        *unindented(lines("body"))[:-1],
        "The end of body ★ [disputed] "
        "#1-1-two-three-four-five-/script-n-6-amp-שלום-مرحبا-e\u0301-Z\u0335-हिन्दी-seven-y-z----"
        "a_1-2-tag-b-c-d-i-e-f-note-tag #plain-tag",
    ]
    assert page.paragraphs("Corrected by me") == [
        f"“{flat(word('mistaken'))}”: name: {flat(word('corrected'))}, ORG"
    ]


def note_lines(page: Rendered) -> list[str]:
    """The lines of the notes of a page."""
    return [line for paragraph in page.paragraphs("My notes") for line in paragraph.split("\n")]


def front(page: str) -> tuple[dict[str, Any], str]:
    """The front matter of a page and its body."""
    matter, body = page.removeprefix("---\n").split("\n---\n", 1)
    return yaml.safe_load(matter), body


def test_obsidian_reads_as_the_words_that_were_written(written: Written) -> None:
    files = written.files("obsidian")
    articles = [text for name, text in files.items() if name.startswith("articles/")]
    about, body = front(articles[0])
    assert {**about, **FACTS, "byline": about["author"]} == {**about, "byline": FACTS["byline"]}
    assert about["tags"] == [hashtag(word("tag")), "second-tag"]
    assert (about["starred"], about["state"]) == (True, "reading")
    page = Rendered(body)
    title = next(iter(page.below))
    assert title == FACTS["title"]
    shown = page.paragraphs(title)
    assert [re.sub(r" \^p\d+$", "", line) for line in shown[1:18]] == unindented(lines("text"))
    assert [re.fullmatch(r".* \^(p\d+)", line, re.DOTALL)[1] for line in shown] == [  # type: ignore[index]
        f"p{number}" for number in range(1, len(shown) + 1)
    ]
    assert f"==“{word('saying')}”==" in shown[19]
    first, second = page.paragraphs("Quotations")
    assert f"]]: {SAYING} [[#^p" in first
    assert second.startswith(f"{flat(word('source words'))}: {AGAIN} [[#^p")
    assert page.paragraphs("Timeline") == [f"2021-03-05 – 2021-03-07 {flat(word('happening'))}"]
    assert note_lines(page)[3:-1] == [word("exact too"), *unindented(lines("body"))[:-1]]


def test_the_pages_of_people_in_obsidian_are_those_that_links_lead_to(written: Written) -> None:
    files = written.files("obsidian")
    people = {name: front(text) for name, text in files.items() if name.startswith("people/")}
    names = {next(iter(Rendered(body).below)): name for name, (_, body) in people.items()}
    assert set(names) == {word("speaker")}
    about, _ = people[names[word("speaker")]]
    assert set(about["aliases"]) == {flat(word(name)) for name in ("speaker", "alias", "alias too")}
    assert about["roles"] == [flat(word("role"))]
    for text in files.values():
        links = re.findall(r"\[\[((?:people|articles)/[^|#\]]+)", text)
        assert {f"{link}.md" for link in links} <= set(files)
        linked = {f"{link}.md" for link in links if link.startswith("people/")}
        assert linked <= {names[word("speaker")]}


def properties(text: str) -> list[tuple[str, str]]:
    """The content lines of a calendar unfolded, with their values unescaped."""
    assert text.endswith("\r\n")
    found = []
    for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, value = line.split(":", 1)
        assert not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value)
        value = re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value)
        found.append((name, value))
    return found


def test_a_calendar_has_every_word_in_its_property(written: Written) -> None:
    found = properties(written.text("ics"))
    assert ("X-WR-CALNAME", NAME) in found
    assert [value for name, value in found if name == "SUMMARY"] == [flat(word("happening"))]
    described = [value for name, value in found if name == "DESCRIPTION"]
    assert described[0] == f"{CLAUSE}\n\n{FACTS['title']}\n{word('event reason')}"
    assert [value for name, value in found if name == "URL"] == []  # its source is no safe link


def test_timelinejs_has_every_word_in_its_slide(written: Written) -> None:
    timeline = json.loads(written.text("timelinejs"))
    assert html.unescape(timeline["title"]["text"]["headline"]) == NAME
    slide, _ = timeline["events"]
    assert fromstring(slide["text"]["headline"]).text_content() == flat(word("happening"))
    about = fromstring(f"<div>{slide['text']['text']}</div>")
    assert element_texts(about, "p") == [CLAUSE, FACTS["title"]]


_TEX = {
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "textasciicircum": "^", "textasciitilde": "~",
}  # fmt: skip


def untexed(value: str) -> str:
    """The words that TeX sets; raises AssertionError for a sign that means something to it."""
    value = re.sub(r"\{(.*)\}", r"\1", value) if re.fullmatch(r"\{.*\}", value) else value
    pieces = re.split(r"(\\text[a-z]+\{\}|\\[$&#%_])", value)
    for plain in pieces[::2]:
        assert not re.search(r"[\\{}$&#%_^~]", plain), plain
    signs = [_TEX[sign[1:-2]] if sign.endswith("{}") else sign[1:] for sign in pieces[1::2]]
    return "".join(plain + sign for plain, sign in zip(pieces[::2], [*signs, ""], strict=True))


def bibtex(text: str) -> list[dict[str, str]]:
    """The entries of BibTeX, which counts every brace, also one after a backslash."""
    entries, at = [], 0
    while at < len(text):
        head = re.compile(r"@article\{([a-z0-9-]+),\s*").match(text, at)
        assert head, text[at : at + 80]
        entry, at = {"key": head[1]}, head.end()
        while text[at] != "}":
            field = re.compile(r"(\w+) = \{").match(text, at)
            assert field, text[at : at + 80]
            start = at = field.end()
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
            entry[field[1]] = text[start : at - 1]
            at = re.compile(r",?\s*").match(text, at).end()  # type: ignore[union-attr]
        entries.append(entry)
        at = re.compile(r"\}\s*").match(text, at).end()  # type: ignore[union-attr]
    return entries


MY_NOTES = (
    f"My notes: “{SAYING}”: {flat(word('body of the saying'))}; “{EXACT}” [★, disputed]: "
    f"{flat(lines('body'))} #{hashtag(word('note tag'))} #plain-tag"
)


def test_bibtex_has_every_word_in_its_field(written: Written) -> None:
    entry, plain = bibtex(written.text("bibtex"))
    assert untexed(entry["title"]) == FACTS["title"]
    assert untexed(entry["journal"]) == FACTS["site"]
    assert untexed(entry["keywords"]) == f"{flat(word('tag'))}, second tag"
    assert untexed(entry["annote"]) == MY_NOTES
    authors = [untexed(name) for name in re.split(r"(?<=\}) and (?=\{)", entry["author"])]
    assert " ".join(authors) == re.sub("[,;]", "", FACTS["byline"])
    assert plain["author"] == "Quill, Ida and Marsh, Tom"
    assert re.sub(r"\\(.)", r"\1", plain["url"]) == SITE


def test_csl_has_every_word_in_its_field(written: Written) -> None:
    item, plain = json.loads(written.text("csl"))
    assert (item["title"], item["container-title"]) == (FACTS["title"], FACTS["site"])
    assert (item["section"], item["note"]) == (FACTS["section"], MY_NOTES)
    assert item["keyword"] == f"{flat(word('tag'))}, second tag"
    authors = [" ".join(author.values()) for author in item["author"]]
    assert " ".join(authors) == re.sub("[,;]", "", FACTS["byline"])
    assert plain["URL"] == SITE


def test_a_project_has_every_word_in_its_element(written: Written) -> None:
    files = written.files("refi")
    project = etree.fromstring(files["project.qde"].encode())
    space = {"q": "urn:QDA-XML:project:1.0"}
    assert project.get("name") == flat(NAME)
    codes = {code.get("guid"): code.get("name") for code in project.iterfind(".//q:Code", space)}
    assert set(codes.values()) == {
        "Names", "Said", "Events", "My notes", "2021-03", "2021-05", "tag plain tag",
        "My notes, no tag", *(flat(word(name)) for name in ("speaker", "spot", "corrected")),
        *(f"said by {flat(word(name))}" for name in ("speaker", "source words")),
        f"tag {flat(word('note tag'))}", "Verdicts", "verdict disputed", "Stars", "starred",
    }  # fmt: skip
    source = project.find(".//q:TextSource", space)
    assert source is not None
    assert source.get("name") == f"1 {FACTS['title']}"
    assert source.findtext("q:Description", namespaces=space) == " · ".join(
        FACTS[name] for name in ("byline", "site", "source")
    )
    text = files[f"Sources/{str(source.get('plainTextPath')).removeprefix('internal://')}"]
    coded = []
    for selection in source.iterfind("q:PlainTextSelection", space):
        target = selection.find("q:Coding/q:CodeRef", space)
        assert target is not None
        span = slice(int(selection.get("startPosition")), int(selection.get("endPosition")))
        described = selection.findtext("q:Description", namespaces=space)
        coded.append((codes[target.get("targetGUID")], text[span], described))
    assert (flat(word("spot")), word("spot"), None) in coded
    assert (flat(word("corrected")), word("mistaken"), None) in coded
    assert (f"said by {flat(word('speaker'))}", f"“{word('saying')}”", None) in coded
    assert ("2021-03", f"The port closes {word('clause')} ", None) in coded
    exact = f"Mark this: {word('exact')}\n{word('exact too')}"
    assert (f"tag {flat(word('note tag'))}", exact, lines("body")) in coded
    assert ("My notes, no tag", f"“{word('saying')}”", word("body of the saying")) in coded
    assert {("verdict disputed", exact, None), ("starred", exact, None)} <= set(coded)
    happening = flat(word("happening"))[:100]
    assert happening in [
        selection.get("name") for selection in source.iterfind("q:PlainTextSelection", space)
    ]


def test_standoff_annotations_are_on_the_words_that_they_name(written: Written) -> None:
    files = written.files("brat")
    text = files["1.txt"]
    assert lines("text") in text
    found: dict[str, tuple[str, str]] = {}
    comments: dict[str, str] = {}
    for line in files["1.ann"].removesuffix("\n").split("\n"):
        name, about, *words = line.split("\t", 2)
        if name.startswith("T"):
            kind, offsets = about.split(" ", 1)
            spans = [tuple(map(int, pair.split())) for pair in offsets.split(";")]
            assert " ".join(text[start:end] for start, end in spans) == words[0]
            found[name] = kind, words[0]
        elif name.startswith("#"):
            comments[about.removeprefix("AnnotatorNotes ")] = words[0]
    noted = {kind_words: comments.get(name) for name, kind_words in found.items()}
    assert noted["PERSON", word("speaker")] == flat(word("speaker"))
    assert noted["ORG", word("mistaken")] == flat(word("corrected"))
    assert {("Quotation", f"“{word('saying')}”"), ("Cue", word("cue")),
            ("Quotation", f"“{word('again')} {word('piece')}”"),
            ("Source", word("source words"))} <= set(noted)  # fmt: skip
    exact = f"Mark this: {word('exact')} {word('exact too')}"
    tags = f"#{flat(word('note tag'))} #plain tag"
    assert noted["Note", exact] == f"{flat(lines('body'))} {tags}"


# Parts that are left out

LAST = "Nobody marked this last line."
WORDS: dict[Part, tuple[str, ...]] = {
    "text": (LAST, "f text"),
    "names": ("f alias too", "f entity reason", "f mention reason"),
    "quotations": ("f quotation reason",),
    "events": ("f happening", "f event reason", "f time reason"),
    "notes": ("f body", "f note tag", "plain tag", "plain_tag", "plain-tag", "disputed"),
    "corrections": ("f ruled",),
}
"""Words that only one part has; the title and the tags of an article are of none."""
SIGNS: dict[Part, dict[str, str]] = {
    "text": {
        "markdown": "The harbour report", "obsidian": "^p1", "html": '<div class="text">',
        "json": '"text":', "annotations": LAST, "csv-articles": LAST,
    },
    "names": {
        "markdown": "## Names", "obsidian": "people/", "html": "<h3>Names", "json": '\n "entities"',
        "jsonl": '"mentions"', "annotations": ":name:", "refi": 'name="Names"', "brat": "\tGPE ",
        "csv-names": "GPE", "tei": "<placeName", "conllu": "Entity=(",
    },
    "quotations": {
        "markdown": "## Quotations", "obsidian": "## Said", "html": "<h3>Quotations",
        "json": '"quotations"', "annotations": ":quotation:", "refi": 'name="Said"',
        "brat": "\tQuotation ", "csv-quotations": "indirect", "tei": "<said",
        "conllu": "Quotation=(",
    },
    "events": {
        "markdown": "## Timeline", "obsidian": "## Timeline", "html": "<h3>Timeline",
        "json": '"events"', "annotations": ":event:", "refi": 'name="Events"', "brat": "\tClause ",
        "csv-events": "2021-03-05", "ics": "BEGIN:VEVENT", "timelinejs": "unique_id",
        "tei": "<event", "conllu": "Event=(",
    },
    "notes": {
        "markdown": "## My notes", "obsidian": "## My notes", "html": "<h3>My notes",
        "json": '"notes"', "annotations": ":note:", "refi": 'name="My notes"', "brat": "\tNote ",
        "csv-notes": "reader", "readwise": "2021-03-04", "bibtex": "annote", "csl": '"note"',
        "tei": "<note target", "conllu": "# note::",
    },
    "corrections": {
        "markdown": "## Corrected by me", "obsidian": "## Corrected by me",
        "html": "<h3>Corrected by me", "json": '"corrections"', "jsonl": '"rules"',
        "annotations": "editing", "csv-corrections": "reader",
    },
}  # fmt: skip
"""A sign that a part is there, in the formats that have it."""
ON_TEXT = {"brat", "refi"}  # are annotations of a text that they bring along


@pytest.mark.parametrize(
    ("part", "form", "table"),
    [
        (part, form, table)
        for part in PARTS
        for form, table in OUTPUTS
        if part != "text" or form not in ON_TEXT
    ],
)
def test_nothing_of_a_part_is_left_where_it_is_left_out(
    part: Part, form: str, table: TableName | None, written: Written
) -> None:
    whole = written.text(form, table)
    less = written.text(form, table, ExportOptions(frozenset(PARTS) - {part}))
    sign = SIGNS[part].get(f"{form}-{table}" if table else form)
    if sign is not None:
        assert sign in whole
        assert sign not in less
    assert [words for words in WORDS[part] if words in less] == []


def test_annotations_without_the_text_are_said_to_lack_it(written: Written) -> None:
    exported = written.text("annotations", options=ExportOptions(frozenset(PARTS) - {"text"}))
    [problem, *_] = read_all_bytes(exported.encode(), "notes.jsonld")
    assert isinstance(problem, ImportProblem)
    assert "without the text" in problem.message
