"""TEI elements as text: nested, split where they overlap, with their attributes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis import Span
from db.exporters.escapes import escape_markup

Attributes = dict[str, str]
_ATTRIBUTED = ("said", "quote", "soCalled")  # `date` may not contain them


@dataclass(slots=True)
class TeiElement:
    """A finding as an element of the text: its tag, attributes and spans.

    `id` is the id of its first element; a finding of one element has it only if `is_target`.
    """

    tag: str
    id: str
    spans: Sequence[Span]
    attributes: Attributes
    is_target: bool = True
    pieces: list[tuple[int, Span]] = field(default_factory=list)  # each after its block
    written: int = 0


def nest_elements(
    block: Span, pieces: Sequence[tuple[Span, int]], elements: Sequence[TeiElement]
) -> Iterator[tuple[list[int], list[int], Span]]:
    """Yield the elements to close and to open at each border, and the text up to the next one.

    The last text is empty. The longest of the elements that begin together is the outer one.
    """
    borders = sorted({*block, *(border for piece, _ in pieces for border in piece)})
    starting: dict[int, list[tuple[Span, int]]] = {}
    for piece in pieces:
        starting.setdefault(piece[0][0], []).append(piece)
    active: list[tuple[Span, int]] = []
    stack: list[int] = []
    for start, end in zip(borders, [*borders[1:], borders[-1]], strict=True):
        active = [piece for piece in active if piece[0][1] > start] + starting.get(start, [])
        ordered = sorted(active, key=lambda piece: (piece[0][0], -piece[0][1], piece[1]))
        tags = [elements[order].tag for _, order in ordered]
        # a date may not contain a quotation, so it is the inner one
        last = max((index for index, tag in enumerate(tags) if tag in _ATTRIBUTED), default=0)
        dates = [order for _, order in ordered[:last] if elements[order].tag == "date"]
        wanted = [order for _, order in ordered if order not in dates] + dates
        wanted = list(dict.fromkeys(wanted))
        same = 0
        while same < min(len(stack), len(wanted)) and stack[same] == wanted[same]:
            same += 1
        yield stack[same:][::-1], wanted[same:], (start, end)
        stack = wanted


def start_tag(element: TeiElement, planned: int) -> str:
    """Return the next start tag of an element, with links to the tags before and after it."""
    number = element.written
    element.written += 1
    links: Attributes = {}
    if element.is_target or planned > 1:
        links["xml:id"] = _part_id(element.id, number)
    if number > 0:
        links["prev"] = f"#{_part_id(element.id, number - 1)}"
    if number < planned - 1:
        links["next"] = f"#{_part_id(element.id, number + 1)}"
    return opening_tag(element.tag, links | element.attributes)


def _part_id(id: str, number: int) -> str:
    return f"{id}.part{number + 1}" if number else id


def opening_tag(tag: str, attributes: Attributes) -> str:
    values = "".join(f' {name}="{escape_markup(value)}"' for name, value in attributes.items())
    return f"<{tag}{values}>"
