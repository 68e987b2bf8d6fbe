"""Output of the `same` command: each repeated quotation with its occurrences by date."""

from collections.abc import Sequence
from typing import Any

from analysis.corpus.differences import Piece
from db.quote_groups.comparison import compare
from db.quote_groups.models import Compared, Saying
from tui.cli import output
from tui.formatting import counted

_STYLES = {"same": "", "cut": "dim strike", "added": "bold underline"}


def sayings(found: Sequence[Saying], as_json: bool) -> None:
    """Print quote groups; every occurrence is compared with the longest one."""
    if as_json:
        output.json_text([_quote_group_json(saying) for saying in found])
        return
    for saying in found:
        output.heading(f"In {counted(saying.articles, 'article')}")
        for occurrence in compare(saying):
            _print_occurrence(occurrence)


def _print_occurrence(compared: Compared) -> None:
    occurrence = compared.telling
    day = occurrence.published.isoformat() if occurrence.published else output.UNDATED
    remarks = [
        "first" if compared.first else "",
        compared.change,
        "another speaker" if compared.otherwise else "",
    ]
    output.styled_line(
        (f"{occurrence.article:>5}  ", "dim"),
        (f"{day:10}  ", "cyan"),
        (occurrence.speaker or "unnamed speaker", "bold"),
        (f"  ({occurrence.site or occurrence.title})", "dim"),
        (f"  [{', '.join(filter(None, remarks))}]" if any(remarks) else "", "magenta"),
    )
    output.styled_line(("       ", ""), *(_marked_piece(piece) for piece in compared.pieces))


def _marked_piece(piece: Piece) -> tuple[str, str]:
    """Return a piece and its style, with signs for cuts and additions readable without colours."""
    if piece.how == "same" or not any(map(str.isalnum, piece.text)):
        return ("" if piece.how == "cut" else piece.text), ""
    marks = "[-{}-]" if piece.how == "cut" else "{{+{}+}}"
    return marks.format(piece.text), _STYLES[piece.how]


def _quote_group_json(saying: Saying) -> dict[str, Any]:
    return {
        "id": saying.id,
        "articles": saying.articles,
        "tellings": [_occurrence_json(occurrence) for occurrence in compare(saying)],
    }


def _occurrence_json(compared: Compared) -> dict[str, Any]:
    fields = output.record(compared.telling)
    del fields["names"], fields["named"]
    return {
        **fields,
        "first": compared.first,
        "change": compared.change or "same",
        "other_speaker": compared.otherwise,
        "pieces": [{"text": piece.text, "how": piece.how} for piece in compared.pieces],
    }
