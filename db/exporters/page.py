"""The frame of a self-contained HTML page: its head with the style sheets, and its foot.

A page has no scripts, no fonts and nothing from the network.
"""

from importlib import resources
from typing import Literal

from analysis.corpus.text_reuse import DiffPiece
from analysis.markup import style_sheet
from db.exporters.escapes import escape_markup, flatten_lines, safe_link

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page_head(name: str, *style_sheets: str) -> str:
    """Return the head of a page with a title, and the beginning of its body.

    `style_sheets` are the names of further CSS files of this package.
    """
    style = style_sheet() + "".join(map(_read_style, ("page.css", *style_sheets)))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape_markup(flatten_lines(name))}</title><style>{style}</style></head>"
        '<body class="findings">\n'
    )


def page_foot(remark: str) -> str:
    """Return the foot of a page: who wrote it, and a remark in plain words."""
    return f"<footer>Written by OnRecord. {escape_markup(remark)}</footer></body></html>\n"


def link_address(address: str) -> str:
    """Return the address of an article as a link, or as text if it is no web address."""
    link = safe_link(address)
    if not link:
        return escape_markup(address)
    return f'<a href="{escape_markup(link)}" rel="noreferrer">{escape_markup(link)}</a>'


def mark_piece(piece: DiffPiece, tag: Literal["del", "ins"]) -> str:
    """Return a piece of two wordings as one of them has it: `del` is the first, `ins` the second.

    Words that the other lacks are marked, changed punctuation is not.
    """
    if piece.how == "same":
        return escape_markup(piece.first_text if tag == "del" else piece.text)
    if (piece.how == "cut") != (tag == "del"):
        return ""
    words = escape_markup(piece.text)
    return f"<{tag}>{words}</{tag}>" if any(map(str.isalnum, piece.text)) else words


def _read_style(name: str) -> str:
    return resources.files("db.exporters").joinpath(name).read_text("utf-8")
