"""The exported page has landmarks, headings in order and languages, for screen readers."""

from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

from db import Store
from db.exporters import ExportQuery, Selection, render
from tests.support.findings import TEXT, analysis, document, span
from tests.support.hostile_library import add_hostile_library

VOID = {"meta", "line", "circle", "rect", "br"}


class Outline(HTMLParser):
    """The elements of a page in their order, with their attributes and their depth."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: Counter[str] = Counter()
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def all_of(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def outline_of(store: Store, selection: Selection) -> Outline:
    return Outline("".join(render(store, selection, "html")))


def test_a_page_of_several_articles_begins_with_a_list_of_links_to_them(store: Store) -> None:
    add_hostile_library(store)
    page = outline_of(store, Selection(name="Ports"))
    tags = [tag for tag, _ in page.elements]
    assert tags.index("nav") < tags.index("main") < tags.index("article")
    assert Counter(tags)["main"] == Counter(tags)["nav"] == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    targets = [str(a["href"])[1:] for a in page.all_of("a") if str(a["href"]).startswith("#")]
    assert targets[:2] == ["a1", "a2"]
    assert set(targets) <= set(ids)
    for attributes in page.all_of("article", "nav", "aside"):
        assert attributes["aria-labelledby"] in ids


def test_headings_have_an_order_without_gaps(store: Store) -> None:
    store.articles.add(document(), analysis())
    for name, first in (("One", 1), ("Two", 1)):
        page = outline_of(store, Selection(name=name))
        levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
        assert levels[0] == first
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        more = f"{TEXT}More."
        store.articles.add(document(more), analysis(more))


def test_a_page_of_one_article_has_no_list(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    page = outline_of(store, ExportQuery((article,)).select(store))
    assert not page.all_of("nav")
    assert len(page.all_of("main")) == 1


def test_text_title_and_quotations_have_the_language_of_the_article(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    store.articles.add(document(f"{TEXT}More."), analysis(f"{TEXT}More."))
    store.notes.add(article, *span("“regrettable”"), "Whose word?")
    page = outline_of(store, Selection(name="Ports"))
    assert page.all_of("html")[0]["lang"] == "en"
    for attributes in page.all_of("article", "q", "blockquote", "aside"):
        assert attributes["lang"]


def test_the_star_the_state_and_the_collections_of_an_article_are_shown(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    store.reading_state.set_flag("starred", article, True)
    store.reading_state.set_state(article, "read")
    store.collections.add("Ferry & Co", [article])
    page = "".join(render(store, Selection(), "html"))
    assert '<p class="mine" lang="en">★ starred · read · in Ferry &amp; Co</p>' in page
