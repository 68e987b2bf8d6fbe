"""Importer of PDF, by pdfium: paragraphs, the article of a printed page, and annotations."""

import datetime
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.structs import replace
from db.errors import ImportingError
from db.importers.bylines import read_file_author
from db.importers.documents import add_first_lines, build_document
from db.importers.file_dates import add_file_date
from db.importers.models import ImportItem
from db.importers.news_articles import is_unsplit_export
from db.importers.optional_libraries import require_extra
from db.importers.pdf_streams import has_damaged_streams
from db.models import Document

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

    from db.importers.browser_prints import PrintedArticle
    from db.importers.pdf_annotations import PdfMark
    from db.importers.pdf_layout import PdfBlock
    from db.importers.pdf_pages import PdfPageText

_SAVE_AGAIN = "open it in a viewer and save it again"
_DAMAGED = f"is a damaged PDF; {_SAVE_AGAIN}"
_MOST_PAGES = 2_000
_MOST_ATTACHMENTS = 5  # that are named
_LARGE = 1.15  # of the height of most letters; the title has larger ones
_TITLE_WORDS = (2, 40)
_NO_TITLE = re.compile(
    r".*\.(?:docx?|odt|rtf|pdf|indd|tex|pages|pptx?|xlsx?|html?|txt|qxp|fm)$|untitled.*|no title"
    r"|microsoft word\b.*|powerpoint.presentation|(?:document|slide|page) ?\d*|title|(?:https?|file)://.*"
    r"|about:blank|[\d\W_]*",
    re.IGNORECASE,
)
_KEPT = 0.25  # share of a print's words outside links: an article with fewer may have lost some


@dataclass(slots=True)
class _Content:
    """The pages of a file, the marks on them, and what could not be read."""

    pages: list["PdfPageText"] = field(default_factory=list)
    marks: list["PdfMark"] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_pdf(data: bytes, name: str) -> ImportItem:
    """Read the document of a PDF with its highlights.

    Raises ImportingError if it has no text, or several articles that cannot be told apart.
    """
    with require_extra("pdf", "pypdfium2"):
        import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ImportingError("needs a password; save it without one first") from None
        raise ImportingError(_DAMAGED) from None
    try:
        content = _read_content(pdf)
    except (pypdfium2.PdfiumError, UnicodeDecodeError):  # of the name of an attached file
        raise ImportingError(_DAMAGED) from None
    facts = {}
    for key in pdf.METADATA_KEYS:
        with suppress(UnicodeDecodeError):
            facts[key] = _one_line(pdf.get_metadata_value(key))
    is_damaged = has_damaged_streams(data)
    if is_damaged:
        content.remarks.append(f"the file is damaged, and text may be missing: {_SAVE_AGAIN}")
    if not any(any(map(str.isalpha, page.plain)) for page in content.pages):
        if is_damaged:
            raise ImportingError(_DAMAGED)
        raise ImportingError("is a PDF of pictures without text; run it through OCR first")
    item = _build_item(content, facts, name)
    if is_unsplit_export(item.document.text):
        raise ImportingError(
            "is a PDF of several articles of a news database; export them again as Word or HTML"
        )
    return item


def _read_content(pdf: "PdfDocument") -> _Content:
    """Read the pages of a file one after the other; raises PdfiumError."""
    from db.importers.pdf_annotations import read_marks
    from db.importers.pdf_layout import order_columns
    from db.importers.pdf_pages import PdfPlaces, read_page

    content = _Content()
    drawings = form_fields = 0
    for number in range(min(len(pdf), _MOST_PAGES)):
        page = pdf[number]
        textpage = page.get_textpage()
        places = PdfPlaces(page, textpage)
        text = read_page(page, places, number + 1)
        text.lines = order_columns(text.lines)
        found = read_marks(page, places, text)
        content.pages.append(text)
        content.marks += found.marks
        drawings += found.drawings
        form_fields += found.form_fields
        textpage.close()
        page.close()
    if len(pdf) > _MOST_PAGES:
        content.remarks.append(f"only the first {_MOST_PAGES:,} pages were read")
    if drawings:
        content.remarks.append(f"{_count(drawings, 'drawing')} without words were left out")
    if form_fields:
        content.remarks.append(
            f"{_count(form_fields, 'filled form field')} left out: print the file to get all"
        )
    if attached := _attachments(pdf):
        more = f" and {attached[1]} more" if attached[1] else ""
        content.remarks.append(
            f"attached files were left out: {', '.join(attached[0])}{more}: save them from a viewer"
        )
    return content


def _attachments(pdf: "PdfDocument") -> tuple[list[str], int] | None:
    """Return the names of attached files and the number of further ones; None without any."""
    count = pdf.count_attachments()
    if not count:
        return None
    names = [
        _one_line(pdf.get_attachment(at).get_name()) or "a file without a name"
        for at in range(min(count, _MOST_ATTACHMENTS))
    ]
    return names, count - len(names)


def _build_item(content: _Content, facts: Mapping[str, str], name: str) -> ImportItem:
    """Build the article of a file's pages: a browser's print is a page, any other a document."""
    from db.importers.browser_prints import choose_article, is_browser_print, read_margins
    from db.importers.pdf_annotations import place_marks
    from db.importers.pdf_layout import find_running_heads, group_lines, join_flows
    from db.importers.pdf_text import has_all_words, plain_text, write_text

    pages = content.pages
    margins = read_margins(pages)
    is_print = is_browser_print(facts, margins)
    marked = {line for mark in content.marks for line, _, _ in mark.passages}
    heads = (find_running_heads(pages, at_edges=not is_print) | margins.lines) - marked
    kept_lines = [line for page in pages for line in page.lines if line not in heads]
    if not any(any(map(str.isalpha, line.text)) for line in kept_lines):
        # pages with the same words are no headers alone
        kept_lines = [line for page in pages for line in page.lines if line not in margins.lines]
    if not kept_lines:
        kept_lines = [line for page in pages for line in page.lines]
    blocks = group_lines(kept_lines)
    article = choose_article(blocks, facts.get("Title", "")) if is_print else None
    body = blocks
    if article is not None:
        chosen = set(article.body)
        body = [block for block in blocks if block in chosen or not marked.isdisjoint(block.lines)]
    written = write_text(join_flows(body), pages, is_print=is_print)
    lines = {line for block in body for line in block.lines}
    left_out = [line for page in pages for line in page.lines if line not in lines]
    text, starts, remarks = written.text, written.starts, content.remarks
    if not has_all_words(written, left_out, pages):
        text, starts, article = plain_text(pages), {}, None
        remarks.append("its layout was not understood: the text was stored as it is in the file")
    elif article is not None:
        remarks += _describe_choice(article, blocks, body)
    elif is_print:
        remarks.append("no article was found on the printed page: the whole page was kept")
    source = margins.address or name
    if article is not None:
        document = _printed_document(text, source, facts, article)
    else:
        document = _document(text, source, facts, body, is_print=is_print)
    marks = _without_places(content.marks) if not starts else content.marks
    highlights = tuple(place_marks(marks, text, starts))
    return ImportItem(replace(document, remark="; ".join(remarks)), highlights=highlights)


def _without_places(marks: Sequence["PdfMark"]) -> list["PdfMark"]:
    """Return the marks of a text whose lines are unknown: all of them are on its first words."""
    return [
        replace(mark, body=mark.body or " ".join(line.text[a:b] for line, a, b in mark.passages))
        for mark in marks
    ]


def _describe_choice(
    article: "PrintedArticle",
    blocks: Sequence["PdfBlock"],
    body: Sequence["PdfBlock"],
) -> list[str]:
    """Return remarks about what was left out of a printed page."""
    used = {*body, *article.facts, article.title}
    out = [block for block in blocks if block not in used]
    lines = sum(len(block.lines) for block in out)
    words = sum(block.words for block in body)
    most = words + sum(block.words for block in out if not block.linked)
    remarks = []
    if words < _KEPT * most:
        remarks.append(f"the article has {words:,} of the page's {most:,} words: check its end")
    if lines:
        verb = "was" if lines == 1 else "were"
        remarks.append(
            f"{_count(lines, 'line')} beside the article {verb} left out (menus, links, captions, "
            "summary): save the PDF as text and add that to get them"
        )
    return remarks


def _printed_document(
    text: str, source: str, facts: Mapping[str, str], article: "PrintedArticle"
) -> Document:
    """Build the document of a printed page: its headline, byline and date are above its text.

    The day on which it was printed is not its date.
    """
    title = article.title.text if article.title is not None else _real_title(facts)
    document = build_document(text, source, title=title)
    # pages also write "by" in lower case
    head = "\n\n".join(re.sub("^by ", "By ", block.text) for block in article.facts)
    if not head:
        return document
    found = add_first_lines(build_document(f"{head}\n\n{text}", source, title=title))
    origins = {**dict(found.origins), **dict(document.origins)}
    return replace(
        document, byline=found.byline, site=found.site, published=found.published,
        published_from=found.published_from, origins=tuple(sorted(origins.items())),
    )  # fmt: skip


def _document(
    text: str,
    source: str,
    facts: Mapping[str, str],
    blocks: Sequence["PdfBlock"],
    *,
    is_print: bool,
) -> Document:
    """Build the document of any other file, whose dates count if its first lines have none."""
    document = build_document(
        text,
        source,
        title=_real_title(facts),
        byline=read_file_author(facts.get("Author", "")),
        updated=None if is_print else _day(facts.get("ModDate", "")),
    )
    created = None if is_print else _day(facts.get("CreationDate", ""))
    document = add_file_date(document, created)
    if not document.title and (heading := _find_heading(blocks)):
        origins = {**dict(document.origins), "title": "first lines"}
        document = replace(document, title=heading, origins=tuple(sorted(origins.items())))
    return document


def _find_heading(blocks: Sequence["PdfBlock"]) -> str:
    """Return the first heading on the first page in letters larger than most; "" if absent."""
    lengths: dict[float, int] = {}
    for block in blocks:
        if block.lines[0].words:
            height = round(block.height, 1)
            lengths[height] = lengths.get(height, 0) + len(block.text)
    if not lengths:
        return ""
    usual = max(lengths, key=lengths.__getitem__)
    first = [block for block in blocks if block.lines[0].page == blocks[0].lines[0].page]
    large = [block for block in first if block.height > _LARGE * usual]
    least, most = _TITLE_WORDS
    heading = max(large, key=lambda block: round(block.height), default=None)
    return heading.text if heading is not None and least <= heading.words <= most else ""


def _real_title(facts: Mapping[str, str]) -> str:
    """Return the title, or "" for the file name or address that programs write there."""
    title = facts.get("Title", "")
    return "" if _NO_TITLE.fullmatch(title) else title


def _day(date: str) -> datetime.date | None:
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)", date)
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _one_line(value: str) -> str:
    return " ".join(value.replace("\0", " ").split())
