"""Parts of a page: the article that its markup marks, readers' comments, and links.

They show if an extraction took comments or a menu for the article, or lost most of it. The names
by which parts are recognized are data of `page_parts.toml`.
"""

import re
import tomllib
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

from lxml.html import HtmlElement, tostring
from msgspec import Struct

NAMES = tomllib.loads(Path(__file__).with_name("page_parts.toml").read_text("utf-8"))
_COMMENTS, _STATES, _BESIDE = (frozenset(NAMES[kind]) for kind in ("comments", "states", "beside"))
_WHOLE = ("html", "body", "main")
_UPPER = re.compile("(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile("[a-z]+")
_WORD = re.compile(r"\w+")

_LEAST = 50  # words in paragraphs; a marked article with fewer may be a teaser
_CLEAR = 2  # times the words of the second article; others may be comments or teasers
_SEQUENCE = 4  # words
_LOST = 0.5  # of the marked article; a text with less has lost most of it
_NOTHING = 0.1  # of the marked article; names and phrases may be in other texts too
_KEPT = 0.9  # of the marked article; a text with more has all of it
_COMMENTED = 0.1  # of a text; one with more from comments is not the article alone
_LINKED = 0.5  # of a text or a block; one with more in links is a menu or a teaser
_BESIDE_TAGS = (
    "article",
    "h1",
    "figure",
    "form",
    "nav",
    "aside",
    "footer",
    "header",
    "button",
    "script",
)
_BLOCKS = ("h2", "h3", "h4", "p", "li")

Sequences = set[tuple[str, ...]]


class TextOrigin(Struct, frozen=True):
    """The parts of a page that a text comes from, as shares from 0 to 1.

    `kept_share` is the share of the marked article that the text has, None if no article is marked.
    `outside` is the number of its word sequences that are in no known part.
    """

    kept_share: float | None
    comments: float
    links: float
    outside: int

    @property
    def has_lost(self) -> bool:
        """True if the text lacks most of the marked article."""
        return self.kept_share is not None and self.kept_share < _LOST

    @property
    def has_comments(self) -> bool:
        """True if much of the text is from readers' comments."""
        return self.comments >= _COMMENTED

    @property
    def is_linked(self) -> bool:
        """True if most of the text is links, as in a menu."""
        return self.links >= _LINKED

    @property
    def is_doubtful(self) -> bool:
        """True if the text is not the article, or not most of it."""
        return self.has_lost or self.has_comments or self.is_linked

    @property
    def is_whole(self) -> bool:
        """True if the text has all of the marked article."""
        return self.kept_share is not None and self.kept_share >= _KEPT and not self.is_doubtful


class PageParts:
    """The marked article of a page, readers' comments, and links; found in linear time."""

    def __init__(self, page: HtmlElement) -> None:
        """Find the parts of a page, which must not be changed while they are used."""
        self._comments = _find_comments(page)
        self._article, paragraphs = _find_article(page, self._comments)
        self._in_article = _sequences(" ".join(paragraphs))
        written = " ".join(_texts(self._comments))
        self._in_comments = _sequences(written)
        self.comment_words = len(written.split())
        self._links = {" ".join(text.split()) for text in _texts(page.iter("a"))}

    def trace(self, text: str) -> TextOrigin:
        """Return the parts that a text comes from."""
        found = _sequences(text)
        linked = words = 0
        for line in text.split("\n"):
            count = len(line.split())
            words += count
            linked += count if line.strip("- \t") in self._links else 0
        in_comments = (found & self._in_comments) - self._in_article
        wanted = len(self._in_article)
        return TextOrigin(
            len(found & self._in_article) / wanted if wanted else None,
            len(in_comments) / max(len(found), 1),
            linked / max(words, 1),
            len(found - self._in_article - self._in_comments),
        )

    def has_article(self, origin: TextOrigin) -> bool:
        """Return True if the marked article is surely the article, rather than a traced text.

        It is longer than what the text has from unknown parts, or it has the title and the text has
        nothing of it. The main part of a page may have more than the article.
        """
        if self._article is None or origin.kept_share is None or self._article.tag == "main":
            return False
        if len(self._in_article) > origin.outside:
            return True
        return origin.kept_share < _NOTHING and self._article.find(".//h1") is not None

    def article_markup(self) -> str:
        """Return the markup of the marked article without what is beside it, "" if none is marked.

        The items of its numbered lists have their numbers as text.
        """
        if self._article is None:
            return ""
        article = deepcopy(self._article)
        beside = [*_find_comments(article), *find_named(article, _BESIDE)]
        beside += [
            element
            for element in article.iter(*_BESIDE_TAGS, *_BLOCKS)
            if element.tag in _BESIDE_TAGS or (element.find(".//li") is None and is_linked(element))
        ]
        for element in beside:
            if element is not article and element.getparent() is not None:
                element.drop_tree()
        for numbered in article.iter("ol"):
            numbered.tag = "ul"
        markup: str = tostring(article, encoding="unicode", with_tail=False)
        return markup

    def drop_comments(self) -> None:
        """Remove the comments from the page, after which its parts are no longer valid."""
        for element in self._comments:
            if element.getparent() is not None:
                element.drop_tree()


def _find_comments(page: HtmlElement) -> list[HtmlElement]:
    """Return the elements with comments that are in no other one, and do not contain the title."""
    found = [
        element
        for element in find_named(page, _COMMENTS)
        if element.tag not in _WHOLE and element.find(".//h1") is None
    ]
    inner = set(found)
    return [element for element in found if inner.isdisjoint(element.iterancestors())]


def find_named(page: HtmlElement, words: frozenset[str]) -> list[HtmlElement]:
    """Return the elements whose class or id has one of these words, without a word of a state."""
    # most names contain none, which is faster to see than to split them
    shortest = [word for word in words if not any(part in word for part in words - {word})]
    return [
        element
        for element in page.xpath("//*[@class or @id]")
        if (names := f"{element.get('class', '')} {element.get('id', '')}")
        and any(map(names.lower().__contains__, shortest))
        and any(words & split_class_name(name) for name in names.split())
    ]


def split_class_name(name: str) -> set[str]:
    """Return the words of the name of a class, in lower case; none if it has a word of a state."""
    words = set(_LETTERS.findall(_UPPER.sub(" ", name).lower()))
    return set() if words & _STATES else words


def _find_article(
    page: HtmlElement, comments: Iterable[HtmlElement]
) -> tuple[HtmlElement | None, list[str]]:
    """Return the element that is marked as the article, and its paragraphs; None if it is unclear.

    A paragraph belongs to the innermost article: those inside another one are comments or teasers.
    """
    skipped = set(comments)
    bodies = page.xpath("//*[contains(@itemprop, 'articleBody')]")
    marked: list[dict[HtmlElement, list[str]]] = [
        {element: [] for element in elements}
        for elements in (bodies, page.iter("article"), page.iter("main"))
    ]
    for paragraph in page.iter("p"):
        ancestors = list(paragraph.iterancestors())
        if not skipped.isdisjoint(ancestors):
            continue
        text = paragraph.text_content()
        for paragraphs in marked:
            innermost = next((each for each in ancestors if each in paragraphs), None)
            if innermost is not None:
                paragraphs[innermost].append(text)
    for paragraphs in marked:
        ranked = sorted(
            ((sum(len(text.split()) for text in texts), number, element)
             for number, (element, texts) in enumerate(paragraphs.items())),
            reverse=True,
        )  # fmt: skip
        second = ranked[1][0] if len(ranked) > 1 else 0
        if ranked and ranked[0][0] >= max(_LEAST, _CLEAR * second):
            return ranked[0][2], paragraphs[ranked[0][2]]
    return None, []


def is_linked(element: HtmlElement) -> bool:
    """Return True if most words of an element are in links."""
    words = len(element.text_content().split())
    linked = sum(len(text.split()) for text in _texts(element.iter("a")))
    return linked > _LINKED * words


def _texts(elements: Iterable[HtmlElement]) -> Iterable[str]:
    return (element.text_content() for element in elements)


def _sequences(text: str) -> Sequences:
    words = _WORD.findall(text.lower())
    return {tuple(words[at : at + _SEQUENCE]) for at in range(len(words) - _SEQUENCE + 1)}
