"""The examples of the docs run: the keys of the tutorial, the commands of the guides, and JSON."""

import datetime
import json
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from db import Store
from db.corrections import SetLabel
from db.corrections.models import CorrectionRule
from db.importers import ImportItem
from db.ingest import IngestService
from db.tasks import Task, TaskResult
from tests.support.articles import add_article
from tests.support.cli import Run
from tests.support.import_samples import FILES
from tests.support.news_exports import factiva_page, uni_docx
from tests.support.pilot import screen_text, settle, type_in
from tests.support.thoroughness import one_in
from tests.tui.pictures.gallery import make_gallery_store
from tui.app import OnRecordApp
from tui.cli import COMMANDS, onrecord
from tui.sample_article import sample_document
from tui.widgets.status_bar import StatusBar

DOCS = Path(__file__).parents[2] / "docs"
TUTORIAL = (DOCS / "tutorial.md").read_text(encoding="utf-8")
GUIDES = sorted((DOCS / "how-to").glob("*.md"))
APRIL = datetime.date(2024, 4, 5)
KEYS = {"Enter": "enter", "Esc": "escape", "F2": "f2", "^s": "ctrl+s"}
# A command that needs the network, a cluster or a browser, or runs until Ctrl-C.
NOT_RUN = re.compile(r"https?://|tcp://|--fetch|watch (?!.*--once)|open ")


def commands(page: str) -> list[list[str]]:
    """Return the command lines in the shell examples of a page that can run here."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    return [
        shlex.split(line, comments=True)[1:]
        for line in lines
        if line.startswith("onrecord ") and not NOT_RUN.search(line)
    ]


@pytest.fixture(scope="module")
def gallery_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the articles of the pictures, a note, and the proposal of a rule."""
    path = tmp_path_factory.mktemp("filled") / "store.sqlite"
    make_gallery_store(path)
    with Store(path) as store:
        store.notes.add(7, 0, 5, "Ask the ministry")
        now = datetime.datetime(2026, 5, 2, tzinfo=datetime.UTC)
        rule = CorrectionRule(0, "Antwerp", SetLabel("ORG"), now)
        store.imports.add(ImportItem(sample_document(), rules=(rule,)), None)
    return path


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the files that the docs name."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "article.txt").write_text(sample_document().text, encoding="utf-8")
    (folder / "article.html").write_bytes(FILES["pilots.html"]())
    (folder / "politicians.csv").write_text("name,role\nAna Marques,President\n", encoding="utf-8")
    (folder / "house.toml").write_text("[rules]\nmin_sources = 99\n", encoding="utf-8")
    (folder / "queries.txt").write_text("ships\n", encoding="utf-8")
    (folder / "report.pdf").write_bytes(FILES["pilots.pdf"]())
    (folder / "nexis.docx").write_bytes(uni_docx())
    (folder / "factiva.html").write_bytes(factiva_page())
    for number, name in enumerate(("news", "downloads", "saved"), 3):
        (folder / name).mkdir()
        text = f"The {name} of Port Luna have moved to quay {number}, Ana Reis said on Friday."
        (folder / name / "story.md").write_text(f"# Quay {number}\n\n{text}\n", encoding="utf-8")
    for store in ("2024-01.sqlite", "2024-02.sqlite"):
        with Store(folder / store) as opened:
            add_article(opened, "The dredging goes on beside the port strike.", published=APRIL)
    return folder


@pytest.fixture
def guide(request: pytest.FixtureRequest, gallery_store: Path, tmp_path: Path) -> str:
    """The text of a guide, with a store for its commands."""
    store = tmp_path / "data" / "store.sqlite"
    store.parent.mkdir()
    shutil.copy(gallery_store, store)
    path: Path = request.param
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", one_in(2, GUIDES), ids=lambda path: path.stem, indirect=True)
@pytest.mark.usefixtures("files")
def test_the_commands_of_a_guide_run_one_after_the_other(run: Run, guide: str) -> None:
    for arguments in commands(guide):
        ended = run(*arguments)
        assert ended.code == 0, (arguments, ended.err)


def test_most_guides_have_commands_that_run() -> None:
    counts = {path.stem: len(commands(path.read_text(encoding="utf-8"))) for path in GUIDES}
    assert {name for name, count in counts.items() if not count} <= {
        "reading",
        "annotating",
        "plugins",
    }


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_the_tutorial_leads_to_a_corrected_quotation_and_an_export(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    for name, text in re.findall(
        r"^Save this text as `(\S+)`.*?```text\n(.*?)^```", TUTORIAL, re.M | re.S
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    store = tmp_path / "data" / "store.sqlite"

    def work(task: Task) -> TaskResult:
        with Store(store) as opened:
            return IngestService(opened).run(task)

    monkeypatch.setattr("tui.worker_lane.run_worker_task", work)
    app = OnRecordApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        for verb, step in re.findall(r"^\d\. (Press|Type) (.*?)\.(?:\s|$)", TUTORIAL, re.M):
            for keys in re.findall(r"`([^`]+)`", step):
                if verb == "Type":
                    await type_in(pilot, keys)
                    continue
                for _ in range(10):  # at most, where it says until when
                    await pilot.press(*([KEYS[keys]] if keys in KEYS else keys))
                    await settle(pilot)
                    goal = re.search(r"until the status bar below the text names \*(.+)\*", step)
                    if not goal or goal[1] in screen_text(app.screen.query_one(StatusBar)):
                        break
    assert app.return_code == 0
    with Store(store) as opened:
        assert opened.articles.row(2).title == "Quarry must stop work at night"
        (note,) = opened.notes.list(1)
        assert note.body == "Ask for the draft of the agreement"
        assert "somebody else should go first" in note.exact
    (page,) = tmp_path.glob("*.html")
    assert "Edited by you" in page.read_text(encoding="utf-8")
    quotes, *others = [run(*arguments) for arguments in commands(TUTORIAL)]
    assert [ended.code for ended in (quotes, *others)] == [0] * 3
    assert quotes.out in TUTORIAL
    assert (tmp_path / "quotations.csv").exists()


# A command for each output that docs/reference/json.md describes.
OUTPUTS = {
    "list": "list",
    "add": "add article.txt --title Ports",
    "reanalyze": "reanalyze 7",
    "show": "show 7",
    "edit": "edit 7",
    "corrections": "corrections",
    "versions": "versions 7",
    "search": "search ships",
    "like": "like 7",
    "search --facets": "search ships --facets",
    "search --new": "search --new",
    "search --saved NAME --new": "search --saved Ships --new",
    "search --queries": "search --queries queries.txt",
    "quotes": "quotes",
    "quotes --repeated": "quotes --repeated",
    "quotes --repeated --reworded": "quotes --repeated --reworded",
    "people": "people",
    "people NAME": "people Marques",
    "people --merge-candidates": "people --merge-candidates",
    "people --import": "people --import politicians.csv",
    "timeline": "timeline",
    "timeline --group": "timeline --group",
    "timeline --upcoming": "timeline --upcoming",
    "timeline --by month": "timeline --by month",
    "timeline --days 10": "timeline --days 10",
    "compare": "compare 7 5",
    "agreement": "agreement copy.sqlite",
    "agreement --list": "agreement copy.sqlite --list",
    "sources": "sources 7",
    "sources --by": "sources --by type",
    "sources --rules": "sources 7 --rules house.toml",
    "verify": "verify article.txt",
    "positions": "positions Marques --about subsidy",
    "words": "words 7",
    "words --concordance": "words --concordance port",
    "tag": "tag harbor 7",
    "original": "original 7",
    "star": "star 7",
    "note": "note Check 7",
    "delete": "delete 6",
    "trash": "trash",
    "undo --list": "undo --list",
    "restore": "restore 6",
    "undo": "undo",
    "redo": "redo",
    "history": "history",
    "trash --empty": "trash --empty --yes",
    "tag --json": "tag",
    "corrections rules": "corrections rules",
    "check": "check",
    "repair": "repair",
    "paths": "paths",
    "keys": "keys",
    "config": "config",
    "merge": "merge copy.sqlite",
    "collection": "collection",
    "collection rename": "collection rename Ports Quays",
    "collection delete": "collection delete Quays",
    "tag --tree": "tag --tree",
    "tag --rename": "tag harbor --rename quay",
    "tag --color": "tag quay --color red",
    "tag --merge": "tag quay --merge docks",
    "tag --delete": "tag docks --delete",
    "watch --add": "watch saved --add",
    "watch": "watch",
    "watch --check": "watch --check",
    "watch --pause": "watch 1 --pause",
    "watch --resume": "watch 1 --resume",
    "watch --once": "watch --once",
    "watch --full-text": "watch 1 --full-text never",
    "watch --folder": "watch 1 --folder News",
    "watch --remove": "watch 1 --remove",
}
JSON_PAGE = (DOCS / "reference" / "json.md").read_text(encoding="utf-8")
OBJECT, REASON = re.findall(r"^```\n(\{.*?)^```", JSON_PAGE, re.M | re.S)


def object_keys(example: str) -> set[str]:
    """Return the keys of a JSON object in the notation of the docs, not those of nested ones."""
    while (flat := re.sub(r"\[[^\[\]]*\]|\{[^{}]*\}", "…", example)) != example:
        example = flat
    return set(re.findall(r'(?:^|,)\s*"(\w+)"', example))


def documented_outputs() -> dict[str, set[str]]:
    """Return the keys of each command's output."""
    outputs = {"analysis": object_keys(OBJECT.strip()[1:-1])}
    for names, keys in re.findall(r"^\| (`\w+.*?) \| [^|]+ \| (.+?) \|$", JSON_PAGE, re.M):
        base = re.match(r"those of (?:an )?[`\[](\w+)", keys)
        for name in re.findall(r"`([^`]+)`", names):
            own = re.findall(r"`(\w+)`", keys.partition(", and ")[2] if base else keys)
            outputs[name] = {*own, *(outputs[base[1]] if base else ())}
    return outputs


def test_every_command_with_json_is_in_the_table_of_outputs() -> None:
    with_json = {
        name
        for name in COMMANDS
        for parameter in getattr(onrecord.get_command(click.Context(onrecord), name), "params", ())
        if "--json" in parameter.opts
    }
    documented = {name.partition(" ")[0] for name in documented_outputs()}
    assert with_json - documented == {"analyze"}


@pytest.mark.usefixtures("files")
def test_the_documented_keys_are_those_of_the_output(
    run: Run, gallery_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "data" / "store.sqlite"
    store.parent.mkdir()
    shutil.copy(gallery_store, store)
    shutil.copy(gallery_store, "copy.sqlite")
    with Store("copy.sqlite") as second:
        second.notes.add(7, 0, 9, "", tags=["ships"])
    with Store(store) as opened:
        opened.corrections.add_rule("Antwerp", SetLabel("ORG"))
        opened.reading_state.set_state(7, "read")
        opened.collections.add("Ports", [7])
        opened.search.save("Ships", "ships")
        opened.watched_sources.add("feed", "https://bay.example/feed")
        with opened._connection.transaction() as sqlite:
            sqlite.execute("UPDATE saved_search SET seen = 0, opened = NULL")
    found = documented_outputs()
    assert set(found) == {*OUTPUTS, "analysis"}
    for name, command in OUTPUTS.items():
        ended = run(*command.split(" "), "--json")
        output = json.loads(ended.out)
        first = output[0] if isinstance(output, list) else output
        assert set(first) == found[name], name
    analysis = run("analyze", "article.txt", "--published", "2026-03-12", "--json").json
    assert set(analysis) - {"id"} == found["analysis"] - {"id"}
    reason = object_keys(REASON.strip()[1:-1])
    for name in ("entities", "mentions", "quotations", "times", "events"):
        (example,) = re.findall(rf'"{name}":\s+\[\{{(.*?)\}}\]', OBJECT, re.S)
        assert set(analysis[name][0]) == object_keys(example) | reason | {"confidence"}, name
