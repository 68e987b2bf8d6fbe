"""What the command `same` prints: each quotation of several articles with its tellings by date."""

from collections.abc import Sequence
from typing import Any

from analysis.wording.differences import Piece
from db.sayings.comparing import compare
from db.sayings.records import Compared, Saying
from tui import printing
from tui.wording import counted

_STYLES = {"same": "", "cut": "dim strike", "added": "bold underline"}


def sayings(found: Sequence[Saying], as_json: bool) -> None:
    """Print sayings; every telling is compared with the fullest one."""
    if as_json:
        printing.json_text([_saying(saying) for saying in found])
        return
    for saying in found:
        printing.heading(f"In {counted(saying.articles, 'article')}")
        for one in compare(saying):
            _line(one)


def _line(one: Compared) -> None:
    telling = one.telling
    day = telling.published.isoformat() if telling.published else printing.UNDATED
    signs = ["first" if one.first else "", one.change, "another speaker" if one.otherwise else ""]
    printing.styled_line(
        (f"{telling.article:>5}  ", "dim"),
        (f"{day:10}  ", "cyan"),
        (telling.speaker or "nobody named", "bold"),
        (f"  ({telling.site or telling.title})", "dim"),
        (f"  [{', '.join(sign for sign in signs if sign)}]" if any(signs) else "", "magenta"),
    )
    printing.styled_line(("       ", ""), *(_drawn(piece) for piece in one.pieces))


def _drawn(piece: Piece) -> tuple[str, str]:
    """A piece with signs where words were cut or added, so that plain text tells it too."""
    if piece.how == "same" or not any(map(str.isalnum, piece.text)):
        return ("" if piece.how == "cut" else piece.text), ""
    marks = "[-{}-]" if piece.how == "cut" else "{{+{}+}}"
    return marks.format(piece.text), _STYLES[piece.how]


def _saying(saying: Saying) -> dict[str, Any]:
    return {
        "id": saying.id,
        "articles": saying.articles,
        "tellings": [_telling(one) for one in compare(saying)],
    }


def _telling(one: Compared) -> dict[str, Any]:
    fields = printing.record(one.telling)
    del fields["names"], fields["named"]
    return {
        **fields,
        "first": one.first,
        "change": one.change or "same",
        "other_speaker": one.otherwise,
        "pieces": [{"text": piece.text, "how": piece.how} for piece in one.pieces],
    }
