"""Values that a consumer needs in a form of its own: names of authors, tags, verdicts, colors."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from analysis.structs import replace
from db import Store
from db.exporters import Selection, export, render
from db.exporters.citations import parse_author
from db.exporters.obsidian import name_tags
from tests.support.findings import analysis, document, span


@pytest.mark.parametrize(
    ("byline", "family", "given"),
    [
        ("Marcus De Guzman", "De Guzman", "Marcus"),
        ("Ana Maria dos Santos", "dos Santos", "Ana Maria"),
        ("Robert La Follette", "La Follette", "Robert"),
        ("Jan Van Der Meer", "Van Der Meer", "Jan"),
        ("Sarah E. Needleman", "Needleman", "Sarah E."),
        ("José Y. García", "García", "José Y."),
        ("Dr. Ida Quill", "Quill", "Ida"),
        ("Kim Min-seo", "Kim", "Min-seo"),
        ("Ida Quill", "Quill", "Ida"),
    ],
)
def test_the_family_name_of_an_author_has_its_particles(
    byline: str, family: str, given: str
) -> None:
    found = parse_author(byline)
    assert found is not None
    assert (found.family, found.given) == (family, given)


@pytest.mark.parametrize(
    "byline", ["Reuters", "Agence France-Presse", "The Associated Press", "Coastwire staff"]
)
def test_an_agency_is_no_person_and_stands_in_braces(byline: str, store: Store) -> None:
    assert parse_author(byline) is None
    store.articles.add(replace(document(), byline=byline), analysis())
    assert f"author = {{{{{byline}}}}}" in "".join(render(store, Selection(), "bibtex"))


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("De Guzman, Marcus", "De Guzman, Marcus"),
        ("Quill, Ida M.; Reis, Ana", "Quill, Ida M. and Reis, Ana"),
        ("Ana Reis, Bo Lee", "Reis, Ana and Lee, Bo"),
        ("Ana Reis, Editor", "Reis, Ana"),
        ("Reuters, London", "{Reuters} and {London}"),
    ],
)
def test_a_byline_in_the_order_of_an_index_is_one_author(
    byline: str, author: str, store: Store
) -> None:
    store.articles.add(replace(document(), byline=byline), analysis())
    assert f"author = {{{author}}}" in "".join(render(store, Selection(), "bibtex"))


def test_tags_for_obsidian_have_no_blanks_and_each_has_a_name_of_its_own() -> None:
    assert name_tags(["media freedom", "media-freedom", "Ports/north sea", "2022", "a&b"]) == {
        "media-freedom": "media-freedom", "media freedom": "media-freedom-2",
        "Ports/north sea": "Ports/north-sea", "2022": "y2022", "a&b": "a-b",
    }  # fmt: skip


def test_an_obsidian_page_has_the_same_tags_at_its_top_and_in_its_notes(
    store: Store, tmp_path: Path
) -> None:
    article = store.articles.add(document(), analysis()).article
    store.articles.set_tags(article, ["media freedom", "media-freedom"])
    store.notes.add(article, *span("“regrettable”"), "Whose?", tags=["media freedom"])
    export(store, Selection(), "obsidian", tmp_path / "vault")
    [page] = (tmp_path / "vault" / "articles").iterdir()
    text = page.read_text()
    assert 'tags: ["media-freedom", "media-freedom-2"]' in text
    assert "Whose? #media-freedom-2" in text


def test_a_project_has_verdicts_stars_and_colors_as_codes(store: Store, tmp_path: Path) -> None:
    article = store.articles.add(document(), analysis()).article
    store.collections.add("Ferry", [article])
    store.notes.add(
        article, *span("“regrettable”"), "Whose?", verdict="to verify", starred=True, color="green"
    )
    export(store, Selection(), "refi", tmp_path / "project.qdpx")
    with ZipFile(tmp_path / "project.qdpx") as packed:
        project = etree.fromstring(packed.read("project.qde"))
    name = "{urn:QDA-XML:project:1.0}"
    codes = {code.get("guid"): code for code in project.iter(f"{name}Code")}
    [selections] = [
        [codes[ref.get("targetGUID")].get("name") for ref in source.iter(f"{name}CodeRef")]
        for source in project.iter(f"{name}TextSource")
    ]
    assert {"verdict to verify", "starred", "highlight green"} <= set(selections)
    [green] = [code for code in codes.values() if code.get("name") == "highlight green"]
    assert green.get("color") == "#5cb85c"
    values = [value.text for value in project.iter(f"{name}TextValue")]
    assert "Ferry" in values


def test_standoff_notes_have_verdict_color_and_star(store: Store, tmp_path: Path) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(
        article, *span("“regrettable”"), "Whose?", verdict="to verify", starred=True, color="green"
    )
    export(store, Selection(), "brat", tmp_path / "corpus")
    lines = (tmp_path / "corpus" / "1.ann").read_text().splitlines()
    attributes = {line.split("\t")[1].split(" ")[0]: line.split(" ")[-1] for line in lines
                  if line.startswith("A")}  # fmt: skip
    assert attributes["Verdict"] == "to-verify"
    assert attributes["Color"] == "green"
    assert "Starred" in attributes


def test_references_have_the_verdict_and_the_tags_of_a_note(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(
        article, *span("“regrettable”"), "Whose?", tags=["media freedom"], verdict="disputed"
    )
    for form in ("bibtex", "csl"):
        found = "".join(render(store, Selection(), form)).replace("\\#", "#")
        assert "”” [disputed]: Whose? #media-freedom" in found
