"""Every format in, every format out; and what hostile words become in each."""

import csv
import datetime
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from analysis import Analysis, Entity, Event, TimeExpression, analyze
from analysis.partial_dates import PartialDate, to_partial_date
from analysis.structs import replace
from db import Document, Store
from db.corrections import RenameEntity
from db.exporters import (
    FORMATS,
    TABLE_NAMES,
    ExportOptions,
    ExportQuery,
    Selection,
    TableName,
    export,
    render,
)
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.registry import ExportTask
from db.importers import ImportItem, read_all_bytes
from db.importers.coding_projects import read_refi
from tests.db.exporters.test_tei import SCHEMA
from tests.support import import_samples
from tests.support.findings import TEXT, analysis, document, span
from tests.support.hostile_library import FORMULA, MARKUP, NASTY, add_hostile_article
from tests.support.import_samples import FILES
from tests.support.web_annotation import complaints


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with an article out of every format that comes in, and a hostile one."""
    with Store(tmp_path_factory.mktemp("everything") / "store.sqlite") as store:
        for name, make in FILES.items():
            for item in read_all_bytes(make(), name):
                assert isinstance(item, ImportItem), item
                text = item.document.text.replace("pilots", f"pilots of {name.replace('.', ' ')}")
                its = replace(item.document, text=text, source=name)
                complete = replace(item, document=its, excerpt=False)
                store.imports.add(complete, analyze(text, its.published_day))
        for name, data in hostile_files().items():
            for item in read_all_bytes(data, name):
                assert isinstance(item, ImportItem), item
                store.imports.add(item, analyze(item.document.text, item.document.published_day))
        add_hostile_article(store)
        yield store


def hostile_files() -> dict[str, bytes]:
    """Files of every imported format with hostile words, as far as the format can contain them."""
    bare = NASTY.replace("\0", "")  # with which a file would be no text at all
    words = f"{import_samples.FIRST} {bare}".encode("utf-8", "replace").decode()
    words_as_markup = escape_markup(words)
    body = f"<p>{words_as_markup}</p><p>{MARKUP}</p><script>alert(3)</script>"
    page = import_samples.PAGE.replace("</article>", f"{body}</article>")
    record = {
        **import_samples.ARTICLE,
        "title": MARKUP,
        "author": FORMULA,
        "text": words,
        "url": "",
    }
    row = io.StringIO()
    csv.writer(row).writerows([["title", "text", "author"], [FORMULA, words, MARKUP]])
    return {
        "h.txt": words.encode(),
        "h.md": words.encode(),
        "h.html": page.encode(),
        "h.pdf": import_samples.pdf(words.replace("\n", " ")),
        "h.docx": import_samples.docx((words_as_markup, import_samples.SECOND)),
        "h.epub": import_samples.epub({"a.xhtml": body}),
        "h.mhtml": import_samples.mhtml(page),
        "h.eml": import_samples.newsletter(flatten_lines(MARKUP), body),
        "h.xml": import_samples.rss_feed(body.replace("]]>", "")),
        "h.warc": import_samples.warc(
            {"https://h.example/1": page.replace(import_samples.ADDRESS, "x")}
        ),
        "h.json": json.dumps([record]).encode(),
        "h.csv": row.getvalue().encode(),
        "h-wallabag.json": json.dumps(
            [{**import_samples.WALLABAG, "content": body, "url": ""}]
        ).encode(),
    }


def export_files(store: Store, form: str, folder: Path) -> dict[str, str]:
    """The texts of an export by the names of its files."""
    target = folder / f"export{FORMATS[form].extension}"
    export(store, Selection(), form, target)
    if target.is_dir():
        return {str(file.relative_to(target)): file.read_text("utf-8") for file in
                target.rglob("*") if file.is_file()}  # fmt: skip
    if form == "refi":
        with zipfile.ZipFile(target) as packed:
            return {name: packed.read(name).decode() for name in packed.namelist()}
    return {target.name: target.read_text("utf-8")}


@pytest.mark.parametrize("form", FORMATS)
def test_what_came_in_by_every_format_goes_out_by_every_format(
    form: str, everything: Store, tmp_path: Path
) -> None:
    files = export_files(everything, form, tmp_path)
    text = "\n".join(files.values())
    assert everything.articles.count() >= len(FILES)
    for control in ("\x1b", "\x07", "\x00", "\u202e", "\ud800"):
        assert control not in text
    assert "Coastwire" in text or form in ("brat", "refi", "ics", "readwise", "timelinejs")
    if form not in ("bibtex", "csl", "readwise", "timelinejs", "ics"):
        assert "café" in text
    readers: dict[str, Callable[[str], object]] = {
        "json": json.loads, "annotations": json.loads, "timelinejs": json.loads, "csl": json.loads,
        "html": lambda page: etree.fromstring(page.encode(), etree.HTMLParser(recover=False)),
        "csv": lambda table: list(csv.reader(io.StringIO(table, newline=""))),
        "readwise": lambda table: list(csv.reader(io.StringIO(table, newline=""))),
        "refi": lambda project: etree.fromstring(project.encode()),
        "tei": lambda corpus: SCHEMA.validate(etree.fromstring(corpus.encode())) or None,
    }  # fmt: skip
    if form in readers:
        [main] = [lines for name, lines in files.items() if not name.endswith(".txt")]
        assert readers[form](main) is not None


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_page_has_no_scripts_and_no_requests(store: Store) -> None:
    add_hostile_article(store)
    parser = Tags()
    parser.feed("".join(render(store, Selection(name="<script>x</script>"), "html")))
    names = {tag for tag, _ in parser.found}
    assert not names & {"script", "img", "iframe", "object", "link", "base", "form"}
    for tag, attributes in parser.found:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src"):
                assert re.match("#|https?:", value or ""), value


@pytest.mark.parametrize("form", ["markdown", "obsidian"])
def test_markdown_makes_no_links_and_no_markup_of_words(
    form: str, store: Store, tmp_path: Path
) -> None:
    from markdown_it import MarkdownIt

    add_hostile_article(store)
    for name, text in export_files(store, form, tmp_path).items():
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        page = MarkdownIt("commonmark").render(body)
        assert not re.search("<script|<img|javascript:[^<]*['\"]>", page), name
        assert 'href="javascript' not in page
        assert text.count("\n---\n") == body.count("\n---\n") + (text != body)


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_no_cell_of_a_table_is_a_formula(table: str, store: Store) -> None:
    add_hostile_article(store)
    text = "".join(render(store, Selection(), "csv", table=table))  # type: ignore[arg-type]
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    for row in rows:
        assert len(row) == len(header)
        assert not [value for value in row if re.match(r"[=+\-@\t\r]", value)]
    if table in ("notes", "articles"):
        assert f"'{FORMULA}" in [value for row in rows for value in row]


def test_a_calendar_has_nothing_but_its_own_entries(store: Store) -> None:
    add_hostile_article(store)
    text = "".join(render(store, Selection(), "ics"))
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert [line for line in unfolded if line.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    assert not [line for line in unfolded if line and not re.match(r"[A-Z-]+[:;]", line)]


CHRONICLE = (
    "The fortress was founded in 218. Hannibal crossed the Alps in 218 BC. "
    "The exhibition opened at 3:30 p.m. on 5 May 2024. The war lasted from 1939 to 1945. "
    "Guests came from 2 to 5 June 2024. The quay was rebuilt in March 2021. "
    "The first ferries sailed in 2011 and returned in 2013."
)


def add_chronicle(store: Store) -> None:
    published = datetime.date(2024, 6, 20)
    found = Document(
        CHRONICLE, "A chronicle", site="Coastwire", published=to_partial_date(published)
    )
    store.articles.add(found, analyze(CHRONICLE, published))
    times = (TimeExpression(14, 22, "DATE", "0218-07-01"), TimeExpression(26, 34, "DATE", "0218"))
    day = datetime.date(218, 7, 1)
    events = tuple(Event(0, 12, at, "The keep fell", day, day, "day") for at in range(2))
    text = "The keep fell in July 218, in July 218."
    keep = Analysis(text, published, times=times, events=events)
    store.articles.add(Document(text, "The keep", published=PartialDate.from_day(published)), keep)


@pytest.mark.parametrize(
    ("form", "identifier"), [("ics", r"UID:(\w+)@onrecord"), ("timelinejs", r'"event-(\w+)"')]
)
def test_events_have_identifiers_that_are_unique_and_the_same_again(
    form: str, identifier: str, store: Store
) -> None:
    add_chronicle(store)
    first = re.findall(identifier, "".join(render(store, Selection(), form)))
    long = ("month", "year") if form == "ics" else ()
    written = [event for event in store.events.list() if event.precision not in long]
    assert len(set(first)) == len(first) == len(written)
    store.articles.add(document(), analysis())
    again = re.findall(identifier, "".join(render(store, Selection(), form)))
    assert set(first) < set(again)


def test_a_calendar_has_hours_and_years_of_four_digits(store: Store) -> None:
    add_chronicle(store)
    warnings: list[str] = []
    text = "".join(render(store, Selection(), "ics", warn=warnings.append))
    assert "DTSTART:20240505T153000\r\n" in text
    assert "DTSTART;VALUE=DATE:02180701\r\nDTEND;VALUE=DATE:02180702\r\n" in text
    assert "DTSTART;VALUE=DATE:20240602\r\nDTEND;VALUE=DATE:20240606\r\n" in text
    assert "19390101" not in text
    assert warnings[0] == "left out 1 BC date; an exported event needs a year from 1 to 9999"
    assert re.fullmatch(
        r"left out \d events of a month or longer; a calendar has days only", warnings[1]
    )


def export_calendar(store: Store, text: str) -> str:
    """Return the calendar of one article of 5 May 2024, without folded lines."""
    day = datetime.date(2024, 5, 5)
    store.articles.add(
        Document(text, "News of the port", published=to_partial_date(day)), analyze(text, day)
    )
    return "".join(render(store, Selection(), "ics")).replace("\r\n ", "")


def test_an_entry_of_a_calendar_has_the_address_of_its_article(store: Store) -> None:
    day = datetime.date(2024, 5, 5)
    text = "The council closed the lower bridge on Friday."
    source = "https://news.example/bridge"
    document = Document(text, "Bridge", source=source, published=to_partial_date(day))
    store.articles.add(document, analyze(text, day))
    assert f"URL:{source}\r\n" in "".join(render(store, Selection(), "ics"))


def test_an_announced_event_is_tentative(store: Store) -> None:
    text = export_calendar(store, "The council will vote on the fees on 19 May.")
    assert "DTSTART;VALUE=DATE:20240519\r\n" in text
    assert "STATUS:TENTATIVE\r\nCATEGORIES:announced\r\n" in text


def test_what_may_happen_is_tentative_and_not_announced(store: Store) -> None:
    text = export_calendar(store, "The council may vote on the fees on 19 May.")
    assert "STATUS:TENTATIVE\r\nCATEGORIES:not announced\r\n" in text
    slides = json.loads("".join(render(store, Selection(), "timelinejs")))["events"]
    assert slides[0]["display_date"] == "19 May 2024, not announced"


@pytest.mark.parametrize("form", ["ics", "timelinejs"])
def test_a_state_is_no_entry_of_a_calendar(store: Store, form: str) -> None:
    day = datetime.date(2024, 5, 5)
    text = "The port has been closed since Friday. The mayor resigned on Saturday."
    document = Document(text, "Port", published=to_partial_date(day))
    store.articles.add(document, analyze(text, day))
    warnings: list[str] = []
    written = "".join(render(store, Selection(), form, warn=warnings.append))
    assert "The mayor resigned" in written
    assert "closed since" not in written
    assert 'left out 1 state that lasts, such as "mayor since 2019"' in warnings


def test_a_guess_says_that_it_is_one(store: Store) -> None:
    text = export_calendar(
        store, "A fire destroyed the old mill on Friday. Nine workers escaped through a window."
    )
    assert "CATEGORIES:guessed\r\nSUMMARY:Probably: Nine workers escaped" in text


def test_a_recurring_event_is_a_rule_that_begins_on_its_weekday(store: Store) -> None:
    text = export_calendar(store, "Norvik Air will fly to Porto every Friday from 14 May.")
    assert "DTSTART;VALUE=DATE:20240517\r\n" in text
    assert "RRULE:FREQ=WEEKLY;BYDAY=FR\r\n" in text


def test_a_recurring_event_has_its_time_of_day(store: Store) -> None:
    text = export_calendar(store, "Every Friday the market in Porto opens at 9 am.")
    assert "DTSTART:20240510T090000\r\nRRULE:FREQ=WEEKLY;BYDAY=FR\r\n" in text


@pytest.mark.parametrize(
    ("text", "first", "rule"),
    [
        ("The club meets on the first Sunday of every month.", "20240505", "BYDAY=1SU"),
        ("The club meets on the last Friday of each month.", "20240531", "BYDAY=-1FR"),
        ("The club will meet on the second Tuesday of each month from 3 September.",
         "20240910", "BYDAY=2TU"),
    ],
)  # fmt: skip
def test_a_weekday_of_each_month_is_a_monthly_rule(
    store: Store, text: str, first: str, rule: str
) -> None:
    calendar = export_calendar(store, text)
    assert f"DTSTART;VALUE=DATE:{first}\r\n" in calendar
    assert f"RRULE:FREQ=MONTHLY;{rule}\r\n" in calendar


def test_a_time_of_day_with_its_zone_is_in_utc(store: Store) -> None:
    text = export_calendar(store, "The rocket will start on 19 May at 14:30 UTC.")
    assert "DTSTART:20240519T143000Z\r\n" in text


def test_a_timeline_has_groups_and_dates_as_exact_as_the_text(store: Store) -> None:
    add_chronicle(store)
    slides = json.loads("".join(render(store, Selection(), "timelinejs")))["events"]
    shown = {slide["display_date"]: slide for slide in slides}
    assert shown["5 May 2024, 15:30"]["start_date"] == {
        "year": 2024, "month": 5, "day": 5, "hour": 15, "minute": 30,
    }  # fmt: skip
    assert shown["1939–1945"]["end_date"] == {"year": 1945}
    assert shown["2–5 June 2024"]["end_date"] == {"year": 2024, "month": 6, "day": 5}
    assert shown["March 2021"]["start_date"] == {"year": 2021, "month": 3}
    assert "end_date" not in shown["March 2021"]
    assert shown["March 2021"]["group"] == "Coastwire"
    assert "group" not in shown["1 July 218"]


def test_reported_events_are_marked_in_every_format(store: Store) -> None:
    day = datetime.date(2024, 5, 5)
    text = "Prosecutors have indicted three managers of the mill."
    document = Document(text, "Managers indicted", published=to_partial_date(day))
    store.articles.add(document, analyze(text, day))
    headline = text[:-1]
    for form, marked in (
        ("ics", f"SUMMARY:Reported: {headline}"),
        ("timelinejs", '"display_date": "reported 5 May 2024"'),
        ("markdown", f"**reported 2024-05-05** {headline}"),
        ("html", "<b>reported 2024-05-05</b>"),
        ("json", '"precision": "reported"'),
        ("annotations", '"reported"'),
    ):
        assert marked in "".join(render(store, Selection(), form)).replace("\r\n ", ""), form


def test_braces_of_references_are_balanced(store: Store) -> None:
    add_hostile_article(store)
    text = "".join(render(store, Selection(), "bibtex"))
    assert "\\input" not in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")


def test_annotations_are_as_the_model_says(everything: Store) -> None:
    value = json.loads("".join(render(everything, Selection(), "annotations")))
    assert list(complaints(value)) == []


def test_standoff_annotations_say_the_words_that_they_are_on(
    everything: Store, tmp_path: Path
) -> None:
    files = export_files(everything, "brat", tmp_path)
    for name, lines in files.items():
        if not name.endswith(".ann"):
            continue
        text = files[name.replace(".ann", ".txt")]
        for line in lines.splitlines():
            if not line.startswith("T"):
                continue
            _, bounds, words = line.split("\t")
            spans = [tuple(map(int, pair.split())) for pair in bounds.split(" ", 1)[1].split(";")]
            assert " ".join(text[start:end] for start, end in spans) == words


def test_a_project_codes_the_text_that_it_brings(everything: Store, tmp_path: Path) -> None:
    files = export_files(everything, "refi", tmp_path)
    project = etree.fromstring(files["project.qde"].encode())
    space = {"q": "urn:QDA-XML:project:1.0"}
    codes = {code.get("guid") for code in project.iterfind(".//q:Code", space)}
    used = {reference.get("targetGUID") for reference in project.iterfind(".//q:CodeRef", space)}
    assert used
    assert used <= codes
    for source in project.iterfind(".//q:TextSource", space):
        name = str(source.get("plainTextPath")).removeprefix("internal://")
        text = files[f"Sources/{name}"]
        for selection in source.iterfind("q:PlainTextSelection", space):
            assert (
                0
                <= int(selection.get("startPosition", -1))
                <= int(selection.get("endPosition", -1))
            )
            assert int(selection.get("endPosition", -1)) <= len(text)


def test_notes_and_corrections_are_said_to_be_the_readers(store: Store, tmp_path: Path) -> None:
    from db.corrections import EntityRef, SetSpeaker

    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "A word of theirs.")
    store.corrections.add(article, *span("Pilots will walk out on Friday"),
                           SetSpeaker(EntityRef("Port Luna", "ORG")))  # fmt: skip
    for form, words in {
        "markdown": ("My notes", "corrected by me"), "obsidian": ("My notes", "corrected by me"),
        "html": ("My notes", "corrected by me"), "jsonl": ('"by":"reader"',),
        "csv": (",reader",), "annotations": ('"urn:onrecord:reader"',), "brat": ("ByReader",),
        "refi": ('name="Reader"',), "bibtex": ("My notes",), "csl": ("My notes",),
    }.items():  # fmt: skip
        text = "".join(export_files(store, form, tmp_path / form).values())
        for each in words:
            assert each in text, form


def test_parts_fields_and_days_are_chosen(store: Store) -> None:
    store.articles.add(document(), analysis())
    options = ExportOptions(frozenset({"quotations"}), fields=("speaker", "content"))
    table = list(csv.reader(io.StringIO("".join(render(store, Selection(), "csv", options)))))
    assert table[0] == ["speaker", "content"]
    assert [row[0] for row in table[1:]] == ["Mara Ortiz", "Mara Ortiz"]
    with pytest.raises(ValueError, match="have no field color"):
        list(render(store, Selection(), "csv", ExportOptions(fields=("color",))))

    later = ExportOptions(first=datetime.date(2022, 1, 1))
    assert "BEGIN:VEVENT" not in "".join(render(store, Selection(), "ics", later))
    only = "".join(render(store, Selection(), "markdown", ExportOptions(frozenset({"events"}))))
    assert "Timeline" in only
    assert "Quotations" not in only


def test_of_one_person_only_what_they_said_and_did_is_exported(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    town = store.identities.identity_of(article, 1)
    text = "".join(render(store, Selection(articles=[article], identity=town), "markdown"))
    assert "Mara Ortiz**" not in text
    assert "**Port Luna**" in text


def test_an_export_overwrites_nothing_that_it_did_not_write(store: Store, tmp_path: Path) -> None:
    store.articles.add(document(), analysis())
    target = tmp_path / "out.md"
    export(store, Selection(), "markdown", target)
    with pytest.raises(FileExistsError, match="already exists"):
        export(store, Selection(), "markdown", target)
    export(store, Selection(), "markdown", target, over=True)

    vault = tmp_path / "vault"
    export(store, Selection(), "obsidian", vault)
    pages = sorted(page.name for page in vault.rglob("*.md"))
    (vault / "articles" / "mine.md").write_text("My own page")
    store.notes.add(1, *span("“regrettable”"), "Later.")
    export(store, Selection(), "obsidian", vault)  # its own pages are overwritten
    assert sorted(page.name for page in vault.rglob("*.md")) == sorted([*pages, "mine.md"])
    [person] = vault.glob("people/Mara*")
    person.write_text("Mine now")
    with pytest.raises(FileExistsError, match="was not written by an export"):
        export(store, Selection(), "obsidian", vault)
    assert person.read_text() == "Mine now"
    assert not list(tmp_path.rglob("*.part"))


def test_a_task_reports_what_its_format_leaves_out(store: Store, tmp_path: Path) -> None:
    add_chronicle(store)
    result = ExportTask(ExportQuery(), "ics", tmp_path / "events.ics").run(store)
    first, second, third = result.remark.split("; left out")
    assert first == "left out 1 BC date; an exported event needs a year from 1 to 9999"
    assert second.endswith(" events of a month or longer; a calendar has days only")
    assert third.startswith(": 2 texts, 2 names, ")


def exported_rows(store: Store, query: ExportQuery, table: TableName) -> list[dict[str, str]]:
    """The rows of a table of a list that is exported by a query."""
    written = "".join(render(store, query.select(store), "csv", table=table))
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_the_rows_of_a_list_are_exported_and_no_others(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    listed = store.notes.add(article, *span("“regrettable”"), "Whose word?")
    store.notes.add(article, *span("Port officials"), "Not listed.")

    found = ExportQuery(query="bucket", only_rows=True)
    assert [row["start"] for row in exported_rows(store, found, "quotations")] == [
        str(span("“We have")[0])
    ]
    assert exported_rows(store, found, "events") == []
    assert exported_rows(store, found, "names") == []
    assert [row["article"] for row in exported_rows(store, found, "articles")] == ["1"]
    assert exported_rows(store, ExportQuery(query="kind:quotation bucket", only_rows=True),
                         "articles") == []  # fmt: skip

    events = ExportQuery(only_rows=True, timeline=store.timeline.scope(""))
    assert [row["headline"] for row in exported_rows(store, events, "events")] == [
        "Pilots will walk out"
    ]
    assert exported_rows(store, events, "quotations") == []

    person = store.identities.identity_of(article, 0)
    query = ExportQuery(identity=person, only_rows=True)
    assert len(exported_rows(store, query, "quotations")) == 2
    assert exported_rows(store, query, "events") == exported_rows(store, query, "notes") == []

    note = ExportQuery((article,), only_rows=True, rows=((article, "note", listed.id),))
    assert [row["note"] for row in exported_rows(store, note, "notes")] == ["Whose word?"]
    assert exported_rows(store, note, "quotations") == []


QDA = "{urn:QDA-XML:project:1.0}"
ORDER = {
    "Project": ("Users", "CodeBook", "Variables", "Sources"),
    "TextSource": ("Description", "PlainTextSelection", "VariableValue"),
    "PlainTextSelection": ("Description", "Coding"),
    "VariableValue": ("VariableRef", "TextValue", "DateValue"),
}
REQUIRED = {
    "Project": {"name"}, "User": {"guid"}, "Code": {"guid", "name", "isCodable"},
    "Variable": {"guid", "name", "typeOfVariable"}, "TextSource": {"guid"},
    "PlainTextSelection": {"guid", "startPosition", "endPosition"}, "Coding": {"guid"},
    "CodeRef": {"targetGUID"}, "VariableRef": {"targetGUID"},
}  # fmt: skip


def codings_of(files: dict[str, str]) -> list[tuple[str, str]]:
    """The codings that QualCoder would store, each as its code and its words.

    It refuses a second code, category or source of a name, and a second GUID.
    """
    project = etree.fromstring(files["project.qde"].encode())
    for element in project.iter():
        tag = str(element.tag).removeprefix(QDA)
        assert set(element.keys()) >= REQUIRED.get(tag, set()), tag
        if tag in ORDER:
            tags = [str(child.tag).removeprefix(QDA) for child in element]
            assert tags == sorted(tags, key=ORDER[tag].index)
    guids = [element.get("guid") for element in project.iter() if element.get("guid")]
    assert len(set(guids)) == len(guids)
    names = [code.get("name", "").casefold() for code in project.iter(f"{QDA}Code")]
    assert len(set(names)) == len(names)
    codes = {code.get("guid"): code.get("name", "") for code in project.iter(f"{QDA}Code")
             if code.get("isCodable") == "true"}  # fmt: skip
    sources = list(project.iter(f"{QDA}TextSource"))
    assert len({source.get("name") for source in sources}) == len(sources)
    stored = []
    for source in sources:
        path = source.get("plainTextPath", "").removeprefix("internal://")
        text = files[f"Sources/{path}"]
        unique = set()
        for selection in source.iter(f"{QDA}PlainTextSelection"):
            start, end = (int(selection.get(f"{name}Position", -1)) for name in ("start", "end"))
            assert 0 <= start < end <= len(text)
            for reference in selection.iter(f"{QDA}CodeRef"):
                coding = start, end, reference.get("targetGUID"), selection.get("creatingUser")
                assert coding not in unique
                unique.add(coding)
                stored.append((codes[reference.get("targetGUID")], text[start:end]))
    return stored


def test_a_project_has_all_codings_in_qualcoder(store: Store, tmp_path: Path) -> None:
    store.articles.add(document(), analysis())
    store.notes.add(1, *span("“regrettable”"), "Whose word?", tags=["Mara Ortiz", "mara ortiz 2"])
    store.notes.add(1, *span("“regrettable”"), "A second note.", tags=["Mara Ortiz"])
    stored = codings_of(export_files(store, "refi", tmp_path))
    assert ("Mara Ortiz", "she") in stored
    assert ("said by Mara Ortiz", "Pilots will walk out on Friday") in stored
    assert ("2021-03", "Pilots will walk out on Friday") in stored
    assert ("tag Mara Ortiz", "“regrettable”") in stored


def test_a_project_has_the_colors_of_highlights_and_tags(store: Store, tmp_path: Path) -> None:
    store.articles.add(document(), analysis())
    store.notes.add(1, *span("“regrettable”"), "", tags=["port"], color="red")
    store.notes.add(1, *span("Port officials"), "", color="green")
    store.tag_edits.color(["port"], "teal")
    files = export_files(store, "refi", tmp_path)
    stored = codings_of(files)
    assert ("highlight red", "“regrettable”") in stored
    assert ("tag port", "“regrettable”") in stored
    codes = etree.fromstring(files["project.qde"].encode()).iter(f"{QDA}Code")
    colors = {code.get("name"): code.get("color") for code in codes}
    assert (colors["tag port"], colors["highlight red"]) == ("#3aa6a0", "#d9534f")
    project = tmp_path / "again.qdpx"
    export(store, Selection(), "refi", project)
    [item] = [read() for read in read_refi(project.read_bytes(), "again.qdpx")]
    assert [(note.exact, note.color) for note in item.highlights] == [
        ("Port officials", "green"), ("“regrettable”", "yellow"), ("“regrettable”", "red")
    ]  # fmt: skip


def test_a_project_of_hostile_articles_has_all_codings(everything: Store, tmp_path: Path) -> None:
    assert codings_of(export_files(everything, "refi", tmp_path))


def test_an_empty_project_has_no_empty_lists(store: Store, tmp_path: Path) -> None:
    assert codings_of(export_files(store, "refi", tmp_path)) == []


def test_a_project_has_the_metadata_as_variables(store: Store, tmp_path: Path) -> None:
    store.articles.add(document(), analysis())
    project = etree.fromstring(export_files(store, "refi", tmp_path)["project.qde"].encode())
    names = {
        variable.get("guid"): variable.get("name") for variable in project.iter(f"{QDA}Variable")
    }
    values = {
        names[value[0].get("targetGUID")]: value[1].text
        for value in project.iter(f"{QDA}VariableValue")
    }
    assert values == {"Published": "2021-03-03", "Outlet": "Coastwire", "Author": "Ida Quill"}


def test_two_exports_of_a_project_are_the_same_bytes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.articles.add(document(), analysis())
    export(store, Selection(), "refi", tmp_path / "one.qdpx")
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    export(store, Selection(), "refi", tmp_path / "two.qdpx")
    assert (tmp_path / "one.qdpx").read_bytes() == (tmp_path / "two.qdpx").read_bytes()


def test_a_project_marks_news_without_a_date(store: Store, tmp_path: Path) -> None:
    day = datetime.date(2024, 5, 6)
    text = "Judge frees managers."
    events = (Event(0, 20, None, "Judge frees managers", day, day, "reported"),)
    store.articles.add(
        Document(text, published=to_partial_date(day)), Analysis(text, day, events=events)
    )
    assert codings_of(export_files(store, "refi", tmp_path)) == [
        ("reported 2024-05", "Judge frees managers")
    ]


def test_every_annotation_has_its_context_and_position(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "Whose word?")
    store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara Ortiz-Vega"))
    page = json.loads("".join(render(store, Selection(), "annotations")))
    text = store.articles.text(article)
    selectors = [item["target"]["selector"] for item in page["first"]["items"]
                 if "selector" in item["target"]]  # fmt: skip
    assert len(selectors) == len(page["first"]["items"]) - 1  # the article itself has none
    for quote, position in selectors:
        assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])
        assert len(quote["prefix"]) == min(32, start)
        assert len(quote["suffix"]) == min(32, len(text) - end)


@pytest.mark.parametrize(
    ("byline", "bibtex", "csl"),
    [
        ("By Greta N. Holm", "Holm, Greta N.", [{"given": "Greta N.", "family": "Holm"}]),
        ("Jan van der Velde and Ana Reis", "van der Velde, Jan and Reis, Ana",
         [{"given": "Jan", "family": "van der Velde"}, {"given": "Ana", "family": "Reis"}]),
        ("Ivo Marsh, Jr.", "Marsh, Jr., Ivo",
         [{"given": "Ivo", "family": "Marsh", "suffix": "Jr."}]),
        ("Jean-Luc O'Hara", "O'Hara, Jean-Luc", [{"given": "Jean-Luc", "family": "O'Hara"}]),
        ("Coastwire", "{Coastwire}", [{"literal": "Coastwire"}]),
        ("Harbour Press", "{Harbour Press}", [{"literal": "Harbour Press"}]),
        ("CWN Sport", "{CWN Sport}", [{"literal": "CWN Sport"}]),
        ("Coastwire staff", "{Coastwire staff}", [{"literal": "Coastwire staff"}]),
        ("Ana Reis, CWN Sports Writer", "Reis, Ana", [{"given": "Ana", "family": "Reis"}]),
    ],
)  # fmt: skip
def test_authors_are_people_and_institutions_stay_whole(
    byline: str, bibtex: str, csl: list[dict[str, str]], store: Store
) -> None:
    store.articles.add(replace(document(), byline=byline), analysis())
    assert f"author = {{{bibtex}}}," in "".join(render(store, Selection(), "bibtex"))
    [item] = json.loads("".join(render(store, Selection(), "csl")))
    assert item["author"] == csl


def test_people_with_pages_are_quoted_or_in_two_articles(store: Store, tmp_path: Path) -> None:
    found = analysis()
    others = (
        Entity(2, "Ivo Marsh", "PERSON"),
        Entity(3, "Sea Union", "ORG"),
    )
    store.articles.add(document(), replace(found, entities=(*found.entities, *others)))
    again = f"{TEXT}Once more.\n"
    more = replace(analysis(again), entities=(*found.entities, Entity(2, "Sea Union", "ORG")))
    store.articles.add(document(again), more)
    export(store, Selection(), "obsidian", tmp_path / "few")
    export(store, Selection(), "obsidian", tmp_path / "all", ExportOptions(all_people=True))
    pages = [{page.stem for page in (tmp_path / name / "people").iterdir()}
             for name in ("few", "all")]  # fmt: skip
    assert pages == [{"Mara Ortiz", "Sea Union"}, {"Mara Ortiz", "Sea Union", "Ivo Marsh"}]
