"""Importers and exporters of other packages: the example of the docs, and packages that fail."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.entry_points import list_plugins
from db.errors import PluginError
from db.exporters import Selection, export, find_format, list_other_formats, render
from db.importers import ImportProblem, read_all
from db.importers.file_names import expand_name
from onrecord import Library
from tests.support.plugins import installed_packages, write_package
from tui.cli import onrecord

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "plugins.md"
BROKEN = """
    import os
    from onrecord import Document, Format, ImportItem, Importer, ImportingError

    def read(data, name):
        yield lambda: Document("The port is shut.")
        yield "a text alone"
        yield lambda: {}["title"]
        yield ImportItem(Document("The port is open."), tags=("harbor",))
        raise ZeroDivisionError("nothing\\n\\x1b[31mleft")

    def end(data, name):
        os._exit(3)

    def write(articles, export):
        yield "one line\\n"
        raise KeyError("speaker")

    def escape(articles, export):
        yield "../outside.txt", "a text"

    READ = Importer(read)
    END = Importer(end, returns="item")
    SEEN = Importer("broken:read", recognizes=lambda head, name: b"<TEI" in head)
    ODD = Importer(read, needs="kind")
    WRITE = Format("lines", ".txt", "lines", write)
    ESCAPE = Format("pages", "", "pages", escape, "folder")
    NUMBERS = Format("numbers", ".txt", "numbers", lambda articles, export: [1])
    TEI = Format("tei", ".xml", "TEI", write)
    EXIT = Format("exit", ".txt", "an end", lambda articles, export: os.sys.exit(0))
    CARRIES = Format("carries", ".txt", "wrong contents", write, carries={"poems"})
    NAMED = Format("another", ".txt", "a name that differs", write)
"""
ENTRY_POINTS = """
    [onrecord.importers]
    odd = broken:ODD
    gone = broken:GONE
    html = broken:READ
    last = broken:END
    seen = broken:SEEN
    .SOME = broken:READ

    [onrecord.exporters]
    carries = broken:CARRIES
    exit = broken:EXIT
    lines = broken:WRITE
    named = broken:NAMED
    none = missing_module:WRITE
    numbers = broken:NUMBERS
    pages = broken:ESCAPE
    tei = broken:TEI
    twice = broken:WRITE
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Packages whose importers and exporters fail in every way."""
    folder = tmp_path_factory.mktemp("broken") / "site-packages"
    write_package(folder, "broken", BROKEN, ENTRY_POINTS)
    write_package(folder, "second", "", "[onrecord.exporters]\ntwice = second:WRITE\n")
    with installed_packages(folder):
        yield folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "store.sqlite") as library:
        yield library


def read_by_plugins(path: Path, content: bytes) -> list[str]:
    """Return the texts and the problems of a file."""
    path.write_bytes(content)
    return [
        item.message if isinstance(item, ImportProblem) else item.document.text
        for item in read_all(path)
    ]


@pytest.mark.slow
def test_the_package_of_the_docs_is_built_installed_and_used(
    library: Library, tmp_path: Path
) -> None:
    source, target = tmp_path / "memo", tmp_path / "site-packages"
    source.mkdir()
    (toml,) = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    (module,) = re.findall(r"^```py\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    (source / "pyproject.toml").write_text(toml, encoding="utf-8")
    (source / "onrecord_memo.py").write_text(module, encoding="utf-8")
    install = (
        "-m pip --disable-pip-version-check install --quiet --no-build-isolation --no-deps "
        "--no-index --no-compile"
    )
    subprocess.run(
        [sys.executable, *install.split(), "--target", target, source],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    memo = tmp_path / "news" / "meeting.memo"
    memo.parent.mkdir()
    memo.write_text(
        "Harbor closes\n2026-03-12\n“It is unsafe,” Ana Reis said.\n----\nA title alone\n2026-03-13"
    )
    with installed_packages(target):
        assert expand_name(str(memo.parent)) == [memo]
        _, failed = library.add(memo.parent)
        (row,) = library.articles()
        assert (row.title, str(row.published)) == ("Harbor closes", "2026-03-12")
        assert failed.problem == "has a memo without a text; write it below the day"
        assert library.render("speakers") == "speaker\tquotations\nAna Reis\t1\n"
        ((form,), problems) = list_other_formats()
        assert form.label == "the exporter `speakers` of the package onrecord-memo 0.1.0"
        assert problems == ()
    assert list_plugins("onrecord.exporters").get("speakers") is None


@pytest.mark.usefixtures("broken")
def test_an_importer_that_fails_costs_only_its_own_items(tmp_path: Path) -> None:
    label = "the importer `some` of the package broken 1.0"
    assert read_by_plugins(tmp_path / "news.some", b"anything") == [
        "The port is shut.",
        f"{label} yields a str, not a Document; update the package",
        f"{label} failed (KeyError: 'title'); update or uninstall the package",
        "The port is open.",
        f"{label} failed (ZeroDivisionError: nothing �[31mleft); update or uninstall the package",
    ]
    ended = "is damaged: its parser failed; export or save it again"
    assert read_by_plugins(tmp_path / "news.last", b"anything") == [
        f"{ended} (the importer `last` of the package broken 1.0 reads it)"
    ]
    assert read_by_plugins(tmp_path / "news.txt", b"The port is shut.") == ["The port is shut."]


@pytest.mark.usefixtures("broken")
def test_an_importer_that_cannot_be_used_is_refused_by_name(tmp_path: Path) -> None:
    (gone,) = read_by_plugins(tmp_path / "news.gone", b"anything")
    assert "the importer `gone` of the package broken 1.0 cannot be loaded (AttributeError" in gone
    (odd,) = read_by_plugins(tmp_path / "news.odd", b"anything")
    assert odd.startswith("the importer `odd` of the package broken 1.0 has a record with wrong")
    assert read_by_plugins(tmp_path / "news.html", b"<html><p>The port is shut.</p></html>") == [
        "The port is shut."
    ]


@pytest.mark.usefixtures("broken")
def test_a_file_that_is_refused_is_read_by_an_importer_that_recognizes_it(tmp_path: Path) -> None:
    tei = b'<?xml version="1.0"?><TEI><text/></TEI>'
    assert read_by_plugins(tmp_path / "news.xml", tei)[0] == "The port is shut."
    (refused,) = read_by_plugins(tmp_path / "news.xml", b'<?xml version="1.0"?><opml/>')
    assert refused.startswith("is a list of feeds")
    assert "the importer `html` of the package broken 1.0 is refused" in refused


@pytest.mark.usefixtures("broken")
def test_an_exporter_that_fails_leaves_no_file_and_names_its_package(
    library: Library, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    for form, problem in (
        ("lines", "`lines` of the package broken 1.0 failed (KeyError: 'speaker')"),
        ("exit", "`exit` of the package broken 1.0 failed (SystemExit: 0)"),
        ("carries", "`carries` of the package broken 1.0 has unknown contents in `carries`"),
        ("numbers", "`numbers` of the package broken 1.0 yields a int"),
        ("pages", "writes outside of its folder, to `../outside.txt`"),
        ("none", "cannot be loaded (ModuleNotFoundError: No module named 'missing_module')"),
        ("named", "`named` of the package broken 1.0 has the name `another` in its record"),
        (
            "twice",
            "the packages broken 1.0 and second 1.0 both have `twice`; uninstall one of them",
        ),
    ):
        with pytest.raises(PluginError, match=re.escape(problem)):
            export(library.store, Selection(), form, target)
        assert not target.exists()
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.usefixtures("broken")
def test_a_format_of_our_own_is_not_replaced(library: Library) -> None:
    assert not find_format("tei").label
    assert "".join(render(library.store, Selection(), "tei")).startswith("<?xml")
    problems = "\n".join(list_other_formats()[1])
    assert (
        "`tei` of the package broken 1.0 is refused: OnRecord has a format of this name" in problems
    )
    assert [form.name for form in list_other_formats()[0]] == ["exit", "lines", "numbers", "pages"]


@pytest.mark.usefixtures("broken")
def test_the_command_lists_and_refuses_formats_of_other_packages(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_STORE", str(library.store.path))
    runner = CliRunner()
    shown = " ".join(runner.invoke(onrecord, ["export", "--help"]).output.split())
    assert "Formats of other packages:" in shown
    assert "lines (the exporter `lines` of the package broken 1.0)" in shown
    assert "error: the exporter `tei` of the package broken 1.0 is refused" in shown
    failed = runner.invoke(onrecord, ["export", "lines", "-o", str(tmp_path / "lines.txt")])
    assert failed.exit_code == 1
    assert "the exporter `lines` of the package broken 1.0 failed" in failed.output
    printed = runner.invoke(onrecord, ["export", "none"])
    assert printed.exit_code == 1
    assert "cannot be loaded" in printed.output
    assert runner.invoke(onrecord, ["export", "zip"]).exit_code == 2
