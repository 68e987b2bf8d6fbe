"""Insertions in the text of a page: links to other stories, popups of names, posts of networks.

Links and popups are removed before the extraction, which takes them for sentences: they invent
names. Posts are uncovered: the extraction drops them with the element around them. Their names are
data of `page_parts.toml`.
"""

import re

from lxml.html import HtmlElement

from db.importers.page_parts import NAMES, find_named, is_linked, split_class_name

_POPUPS, _POSTS = frozenset(NAMES["popups"]), frozenset(NAMES["posts"])
_LABELS = frozenset(NAMES["labels"])
_LABEL_END = re.compile(r"[\s:|>»–—-]+$")
_LEAST_WORDS = 4  # of a link in capital letters; a shorter one may be a heading
_LEAST_LINKS = 2  # in a popup; an explanation of a term has none
_WRAPPERS = ("div", "figure", "section")
_BESIDE_POST = 20  # characters beside a post in its wrapper, such as a caption


def remove_links(page: HtmlElement) -> None:
    """Remove paragraphs that are a link to another story: `READ MORE: …`, `SIGN UP HERE`."""
    for paragraph in [*page.iter("p")]:
        links = paragraph.findall(".//a")
        if len(links) != 1:
            continue
        words = " ".join(links[0].text_content().split())
        text = " ".join(paragraph.text_content().split())
        if words and text.endswith(words) and _names_story(text.removesuffix(words), words):
            paragraph.drop_tree()


def _names_story(before: str, words: str) -> bool:
    """Return True if the words of a paragraph before a link, and the link, name another story."""
    label = _LABEL_END.sub("", before).lower().replace("’", "'")
    if label:
        return label in _LABELS
    if words.isupper() and words.count(" ") >= _LEAST_WORDS - 1:
        return True
    first = re.split("[:|]", words)[0]
    return first != words and first.strip().lower().replace("’", "'") in _LABELS


def remove_popups(page: HtmlElement) -> None:
    """Remove popups of links, which stand inside a sentence beside the name that they are about."""
    found = find_named(page, _POPUPS)
    outer = {ancestor for element in found for ancestor in element.iterancestors()}
    for element in found:
        if element in outer or len(element.findall(".//a")) < _LEAST_LINKS:
            continue
        if is_linked(element):
            element.drop_tree()


def uncover_posts(page: HtmlElement) -> None:
    """Remove the names by which the extraction drops quoted posts and the elements around them."""
    for post in [*page.iter("blockquote")]:
        if not any(split_class_name(name) & _POSTS for name in post.get("class", "").split()):
            continue
        length = len(post.text_content())
        wrapper: HtmlElement | None = post
        while wrapper is not None and len(wrapper.text_content().strip()) <= length + _BESIDE_POST:
            wrapper.attrib.pop("class", None)
            wrapper.attrib.pop("id", None)
            if wrapper.tag == "figure":
                wrapper.tag = "div"
            wrapper = wrapper.getparent() if wrapper.getparent().tag in _WRAPPERS else None
