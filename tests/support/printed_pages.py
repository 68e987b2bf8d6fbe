"""PDF files with text at given places, links, annotations and attached files, made for tests."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

CHROME = {"Creator": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/150.0.0.0 Safari/537.36",
          "Producer": "Skia/PDF m150", "CreationDate": "D:20261129032502+00'00'",
          "ModDate": "D:20261129032502+00'00'"}  # fmt: skip
"""The facts of a PDF that a browser printed."""
_WIDTH = 0.5  # of the font size: the usual width of a letter of Helvetica


@dataclass
class PrintedPage:
    """A page of 612 by 792 points; lines are written in the order in which they are added.

    Places are those that a viewer shows, also on a page that is `turned` by 90 degrees.
    """

    content: list[str] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    turned: int = 0

    def write(
        self, text: str, left: float, bottom: float, size: float = 11, *, bold: bool = False,
        link: bool = False,
    ) -> None:  # fmt: skip
        """Write a line at a place, as a link if wanted."""
        font = "F2" if bold else "F1"
        matrix = f"0 1 -1 0 {612 - bottom} {left}" if self.turned else f"1 0 0 1 {left} {bottom}"
        self.content.append(f"BT /{font} {size} Tf {matrix} Tm ({_escaped(text)}) Tj ET")
        if link:
            self.annotate(
                "Link", left, bottom - 3, left + 1.3 * _WIDTH * size * len(text), bottom + size,
                "/A << /S /URI /URI (https://coastwire.example/) >>",
            )  # fmt: skip

    def write_paragraph(
        self, text: str, left: float, top: float, width: int, size: float = 11,
        spacing: float = 14, *, bold: bool = False, link: bool = False,
    ) -> float:  # fmt: skip
        """Write a paragraph in lines of `width` characters; return the place of the next line."""
        for line in textwrap.wrap(text, width):
            self.write(line, left, top, size, bold=bold, link=link)
            top -= spacing
        return top

    def annotate(
        self, kind: str, left: float, bottom: float, right: float, top: float, facts: str = ""
    ) -> None:
        """Add an annotation with further entries."""
        if self.turned:
            left, bottom, right, top = 612 - top, left, 612 - bottom, right
        quads = f"{left} {top} {right} {top} {left} {bottom} {right} {bottom}"
        marks = f"/QuadPoints [{quads}] " if kind in _MARKUP else ""
        self.annotations.append(
            f"<< /Type /Annot /Subtype /{kind} /Rect [{left} {bottom} {right} {top}] "
            f"{marks}{facts} >>"
        )


_MARKUP = ("Highlight", "Underline", "Squiggly", "StrikeOut")


def make_pdf(
    pages: Sequence[PrintedPage],
    facts: Mapping[str, str] | None = None,
    attachments: Mapping[str, bytes] | None = None,
) -> bytes:
    """Make a PDF of pages with these entries of its metadata and these attached files."""
    objects: list[bytes] = [b"", b""]

    def add(content: str | bytes) -> int:
        objects.append(content.encode("cp1252") if isinstance(content, str) else content)
        return len(objects)

    fonts = [
        add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    numbers = []
    for page in pages:
        stream = "\n".join(page.content).encode("cp1252", "replace")
        body = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        marks = " ".join(f"{add(annotation)} 0 R" for annotation in page.annotations)
        numbers.append(add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {body} 0 R "
            f"/Rotate {page.turned} /Annots [{marks}] /Resources << /Font << /F1 {fonts[0]} 0 R "
            f"/F2 {fonts[1]} 0 R >> >> >>"
        ))  # fmt: skip
    names = []
    for name, data in (attachments or {}).items():
        file = add(b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream"
                   % (len(data), data))  # fmt: skip
        entry = add(f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {file} 0 R >> >>")
        names.append(f"({name}) {entry} 0 R")
    embedded = f"/Names << /EmbeddedFiles << /Names [{' '.join(names)}] >> >>" if names else ""
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {embedded} >>".encode()
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    written = " ".join(f"/{key} ({_escaped(value)})" for key, value in (facts or {}).items())
    info = add(f"<< {written} >>")
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, info, start,
    )  # fmt: skip
    return bytes(out)


def print_margins(page: PrintedPage, title: str, address: str, number: int, total: int) -> None:
    """Write the header and the footer that Chrome prints, after the page itself."""
    page.write("11/29/26, 3:25 AM", 24, 772, 8)
    page.write(title, 260, 772, 8)
    page.write(address, 24, 18, 8)
    page.write(f"{number}/{total}", 570, 18, 8)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
