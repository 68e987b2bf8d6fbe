"""One article in every format that can be read, made here, so that no test needs a file."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing

TITLE = "Pilots leave the boats"
FIRST = (
    "The pilots of the harbour of Port Luna will walk out on Friday, their union said, and nobody "
    "knows for how long the ships will have to wait outside of the bar."
)
SECOND = (
    "“We have asked for a café and got a bucket,” said Mara Ortiz, who leads the union, when she "
    "met reporters on the quay after a second day of talks with the port office."
)
THIRD = "The port office called the dispute regrettable and offered another round of talks."
ADDRESS = "https://coastwire.example/2021/pilots"
TEXT = (
    f"{TITLE}\n\nBy Ida Quill\n\nPORT LUNA, March 3, 2021 (Coastwire) – {FIRST}\n\n"
    f"{SECOND}\n\n{THIRD}\n"
)
BODY = f"<h1>{TITLE}</h1><p>{FIRST}</p><blockquote>{SECOND}</blockquote><ul><li>{THIRD}</li></ul>"
PAGE = f"""<!doctype html><html lang="en"><head><title>{TITLE} - Coastwire</title>
<meta property="og:site_name" content="Coastwire"><meta name="author" content="Ida Quill">
<meta property="article:published_time" content="2021-03-03T08:00:00Z">
<meta property="article:modified_time" content="2021-03-04T08:00:00Z">
<meta property="article:section" content="Harbour"><link rel="canonical" href="{ADDRESS}">
</head><body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article>{BODY}</article>
<footer>All rights kept by the harbour</footer></body></html>"""


def pdf(text: str = TEXT) -> bytes:
    """A PDF of one page that prints lines of a text."""
    lines = [text[at : at + 90] for at in range(0, len(text), 90)] if "\n" not in text else []
    for paragraph in text.split("\n") if "\n" in text else ():
        while len(paragraph) > 90:
            cut = paragraph.rfind(" ", 0, 90)
            lines.append(paragraph[:cut])
            paragraph = paragraph[cut + 1 :]
        lines.append(paragraph)
    shown = "".join(
        f"1 0 0 1 50 {780 - 14 * at} Tm ({_escaped(line)}) Tj\n" for at, line in enumerate(lines)
    )
    stream = f"BT /F1 11 Tf\n{shown}ET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({TITLE}) /Author (Ida Quill) /CreationDate (D:20210303080000) >>".encode(),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 6 0 R >>\n"
    size = len(objects) + 1
    return out + end % (size, table, size) + b"startxref\n%d\n%%%%EOF" % len(out)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return file.getvalue()


def docx(paragraphs: tuple[str, ...] = (FIRST, SECOND, THIRD)) -> bytes:
    """A Word file of a heading and paragraphs."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f"<w:p><w:r><w:t>{_xml(paragraph)}</w:t></w:r></w:p>" for paragraph in paragraphs
    )
    heading = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{TITLE}</w:t></w:r></w:p>'
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{kinds}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
            f'Type="{office}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{heading}{body}</w:body>'
            "</w:document>",
            "docProps/core.xml": f'<p:coreProperties xmlns:p="{core}" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/">'
            f"<dc:title>{TITLE}</dc:title><dc:creator>Ida Quill</dc:creator>"
            "<t:created>2021-03-03T08:00:00Z</t:created></p:coreProperties>",
        }
    )


def epub(chapters: Mapping[str, str] | None = None, contents: str = "") -> bytes:
    """A book whose chapters have these bodies, and perhaps a table of contents of EPUB 3 or 2."""
    chapters = chapters or {"one.xhtml": BODY, "two.xhtml": BODY.replace("Friday", "Monday")}
    items = "".join(
        f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="c{at}"/>' for at in range(len(chapters)))
    if contents:
        items += (
            '<item id="toc" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
            if "<navMap" in contents
            else '<item id="toc" href="toc.xhtml" media-type="application/xhtml+xml"'
            ' properties="nav"/>'
        )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Coastwire week</dc:title>'
        "<dc:creator>Ida Quill</dc:creator><dc:language>en</dc:language>"
        f"<dc:date>2021-03-03</dc:date></metadata><manifest>{items}</manifest>"
        f"<spine>{order}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    pages = {
        f"OPS/{name}": f"<html><head><title>x</title></head><body>{body}</body></html>"
        for name, body in chapters.items()
    }
    return zipped(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": container,
         "OPS/book.opf": package, **pages,
         **({"OPS/toc.ncx" if "<navMap" in contents else "OPS/toc.xhtml": contents}
            if contents else {})}
    )  # fmt: skip


def mhtml(page: str = PAGE) -> bytes:
    """A page as a browser saves it with its pictures."""
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: " + ADDRESS + "\r\n"
        "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; "
        'type="text/html"; boundary="cut"\r\n\r\n--cut\r\nContent-Type: text/html; charset=utf-8'
        "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + page + "\r\n--cut\r\n"
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
        "--cut--\r\n"
    ).encode()


def newsletter(subject: str = TITLE, body: str = BODY, number: int = 1) -> bytes:
    """A newsletter in two forms."""
    return (
        "From: Ida Quill <ida@coastwire.example>\nTo: you@example.org\n"
        f"Subject: {subject}\nDate: Wed, 3 Mar 2021 08:00:00 +0000\n"
        f"Message-ID: <{number}@coastwire.example>\nList-Id: Coastwire <news.coastwire.example>\n"
        'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="cut"\n\n'
        "--cut\nContent-Type: text/plain; charset=utf-8\n\nRead it on the web.\n"
        "--cut\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"{body}\n--cut--\n"
    ).encode()


def mailbox() -> bytes:
    """Two newsletters in one file."""
    two = newsletter("The week", BODY.replace("Friday", "Sunday"), 2)
    return b"\n".join(
        b"From ida@coastwire.example Wed Mar  3 08:00:00 2021\n" + letter
        for letter in (newsletter(), two)
    )


def rss_feed(content: str = BODY) -> bytes:
    """An RSS feed with an entry whole, and another that is only announced."""
    return f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Coastwire</title>
<link>https://coastwire.example</link><language>en</language>
<item><title>{TITLE}</title><link>{ADDRESS}</link><dc:creator>Ida Quill</dc:creator>
<pubDate>Wed, 03 Mar 2021 08:00:00 GMT</pubDate><category>Harbour</category>
<description>short</description><content:encoded><![CDATA[{content}]]></content:encoded></item>
<item><title>Another day</title><link>https://coastwire.example/2</link>
<description>{THIRD}</description></item></channel></rss>""".encode()


def warc(pages: Mapping[str, str] | None = None, packed: bool = False) -> bytes:
    """An archive of pages, with a picture and a page that was not found among them."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    answers = [(ADDRESS, "200 OK", "text/html; charset=utf-8", PAGE)] if pages is None else [
        (address, "200 OK", "text/html; charset=utf-8", page) for address, page in pages.items()
    ]  # fmt: skip
    answers += [
        ("https://coastwire.example/a.png", "200 OK", "image/png", "no page"),
        ("https://coastwire.example/gone", "404 Not Found", "text/html", "<p>Not found</p>"),
    ]
    for address, status, kind, body in answers:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                address, "response", payload=io.BytesIO(body.encode()), http_headers=headers
            )
        )
    return file.getvalue()


ARTICLE = {"title": TITLE, "author": "Ida Quill", "url": ADDRESS, "date": "2021-03-03",
           "publisher": "Coastwire", "text": f"{FIRST}\n\n{SECOND}\n\n{THIRD}"}  # fmt: skip
WALLABAG = {
    "id": 7, "url": ADDRESS, "title": TITLE, "content": BODY, "is_archived": 1, "is_starred": 0,
    "tags": ["harbour"], "domain_name": "coastwire.example", "language": "en",
    "published_at": "2021-03-03T08:00:00+0000", "published_by": ["Ida Quill"],
    "annotations": [{"quote": "a café and got a bucket", "text": "Ask her.",
                     "created_at": "2021-03-05T10:00:00+0000"}],
}  # fmt: skip
CSL = {
    "id": "quill2021", "type": "article-newspaper", "title": TITLE, "abstract": FIRST,
    "container-title": "Coastwire", "author": [{"given": "Ida", "family": "Quill"}],
    "issued": {"date-parts": [[2021, 3, 3]]}, "URL": ADDRESS, "language": "en",
}  # fmt: skip
READWISE = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
    "Highlighted at,Document tags\n"
    f'"{SECOND}",{TITLE},Ida Quill,,Ask her.,purple,strike,order,1,2021-03-05 10:00:00,harbour\n'
    f'"{THIRD}",{TITLE},Ida Quill,,,,,order,2,2021-03-05 10:01:00,harbour\n'
)
POCKET = f"title,url,time_added,tags,status\n{TITLE},{ADDRESS},1614800000,harbour|strike,archive\n"
INSTAPAPER = (
    "URL,Title,Selection,Folder,Timestamp,Tags\n"
    f'{ADDRESS},{TITLE},a café and got a bucket,Starred,1614800000,"[""harbour""]"\n'
)
CSV = "headline;body;link;published\n" + f"{TITLE};{FIRST} {SECOND};{ADDRESS};3 March 2021\n"

FILES: dict[str, Callable[[], bytes]] = {
    "pilots.txt": TEXT.encode,
    "pilots.md": lambda: f"# {TITLE}\n\n{FIRST}\n\n> {SECOND}\n\n- {THIRD}\n".encode(),
    "pilots.html": PAGE.encode,
    "pilots.pdf": pdf,
    "pilots.docx": docx,
    "pilots.epub": epub,
    "pilots.mhtml": mhtml,
    "pilots.eml": newsletter,
    "pilots.mbox": mailbox,
    "pilots.xml": rss_feed,
    "pilots.warc": warc,
    "pilots.warc.gz": lambda: warc(packed=True),
    "pilots.json": lambda: json.dumps([ARTICLE]).encode(),
    "pilots.jsonl": lambda: json.dumps(ARTICLE).encode() + b"\n",
    "pilots.csv": CSV.encode,
    "wallabag.json": lambda: json.dumps([WALLABAG]).encode(),
    "readwise.csv": READWISE.encode,
    "zotero.json": lambda: json.dumps([CSL]).encode(),
}
"""A file of every format that brings a text, by its name."""


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def xlsx(sheets: Mapping[str, list[list[str | float]]], *, shared: bool = True) -> bytes:
    """An Excel workbook; text cells are shared texts or inline, numbers in column 2 are dates."""
    texts: list[str] = []
    parts: dict[str, str] = {}
    for number, rows in enumerate(sheets.values(), 1):
        lines = []
        for at, row in enumerate(rows, 1):
            cells = []
            for column, value in enumerate(row):
                attribute = f'r="{chr(65 + column)}{at}"'
                if isinstance(value, float):
                    cells.append(f'<c {attribute} s="{int(column == 2)}"><v>{value}</v></c>')
                elif value and shared:
                    texts.append(value)
                    cells.append(f'<c {attribute} t="s"><v>{len(texts) - 1}</v></c>')
                elif value:
                    words = f"<is><t>{_xml(value)}</t></is>"
                    cells.append(f'<c {attribute} t="inlineStr">{words}</c>')
            lines.append(f'<row r="{at}">{"".join(cells)}</row>')
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
        )
    names = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    items = "".join(f"<si><r><t>{_xml(text)}</t></r></si>" for text in texts)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="relations"><workbookPr/>'
            f"<sheets>{names}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">{items}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><numFmts><numFmt numFmtId="170" '
            'formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/>'
            '<xf numFmtId="170"/></cellXfs></styleSheet>',
            **parts,
        }
    )


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def database(statements: str) -> bytes:
    """An SQLite database that these statements make."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(statements)
        return made.serialize()
