"""Entries of an export of WordPress (WXR) or Blogger: parts of the site, and codes in posts."""

import re
from collections.abc import Mapping
from typing import Any

_PARTS_OF_SITE = frozenset((
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache",
    "user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles",
    "wp_navigation", "wp_font_family", "wp_font_face",
))  # fmt: skip
_KIND = "http://schemas.google.com/g/2005#kind"
"""The scheme of the category in which Blogger states the kind of an entry."""
_ARTICLES = ("post", "page")
_CAPTION = re.compile(r"\[caption\b[^\]\n]{0,500}\][^\[\]]{0,5000}\[/caption\]")
_END = re.compile(r"\[/([a-z][\w-]{0,40})\]")
# codes with attributes, with an end or of a usual name; other words in brackets are the author's
_CODE = re.compile(
    r"\[[a-z][\w-]{0,40}(?:\s+[\w-]{1,40}=[^\]\n]{0,500}|\s*/)\]|\[/[a-z][\w-]{0,40}\]"
    r"|\[(?:gallery|embed|audio|video|playlist|toc|more|[a-z]+(?:[_-][a-z0-9]+)+)\]"
)
_MOST_CODES = 100


def is_part_of_site(entry: Mapping[str, Any]) -> bool:
    """Return True for a picture, a menu, a style, a setting or a comment, which is no article."""
    kinds = (
        str(tag.get("term") or "").rpartition("#")[2]
        for tag in entry.get("tags") or ()
        if tag.get("scheme") == _KIND
    )
    return entry.get("wp_post_type") in _PARTS_OF_SITE or any(
        kind not in _ARTICLES for kind in kinds
    )


def remove_codes(content: str) -> str:
    """Remove the codes of WordPress from a text, and the captions of its pictures.

    `[dropcap]B[/dropcap]oats [sic]` → `Boats [sic]`
    """
    content = _CAPTION.sub("", content)
    for name in sorted(set(_END.findall(content)))[:_MOST_CODES]:
        content = content.replace(f"[{name}]", "")
    return _CODE.sub("", content)
