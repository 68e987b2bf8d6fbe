"""Importer of the exports of news databases: Nexis, Factiva, Europresse and ProQuest.

Each layout is recognized by its own marks. An export is split at them into articles, each with its
title, outlet, date, section, byline and language. Copyright lines and load dates are left out.

An export that looks like one of these but cannot be split is refused: as a single article, its
dates and speakers would be wrong.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import takewhile
from typing import TypeVar

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.markup_text import visible_text
from db.importers.models import ImportItem, ItemReaders
from db.importers.news_articles import (
    DOCUMENT_MARK,
    FACTIVA_NUMBER,
    NAMES,
    Block,
    Fields,
    build_article,
    fields_of,
    find_first_day,
    has_export_signs,
    is_copyright,
    is_length,
    mark_classes,
    opening_day,
    read_label,
    to_paragraph,
    to_text_blocks,
)
from db.importers.xml_trees import parse_xml

Part = TypeVar("Part")

_HEAD, _TAIL, _PROQUEST = fields_of("head"), fields_of("tail"), fields_of("proquest")
_ENDS, _BODIES, _AFTER = (frozenset(NAMES[name]) for name in ("end", "body", "after"))

_MOST_TITLE_WORDS = 60
_MOST_SKIPPED_WORDS = 60  # between two fields above a text

_RULE = re.compile(r"_{20,}")
_FACTIVA_ARTICLE = re.compile(r"""<div\b[^<>]*\bclass\s*=\s*["']?article [a-z]+Article\b""")
_FACTIVA_PAGE = re.compile(r"""<title>\s*Factiva\b|\bclass\s*=\s*["']?factivalogo""", re.IGNORECASE)
_FACTIVA_CODES = frozenset({
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP",
    "TD", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "CLM", "ART", "NGC", "GC", "RF", "CT",
})  # fmt: skip
_EUROPRESSE = re.compile(
    r"""<\w+\b[^<>]{0,300}?\bclass\s*=\s*["']?[^"'<>]{0,200}\bDocPublicationName\b"""
)
_EUROPRESSE_NUMBER = re.compile(r"\bnews·(\d{4})(\d\d)(\d\d)·")
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_BOLD = re.compile(r"<p\b[^<>]*>\s*<(?:b|strong)>", re.IGNORECASE)
_CELL = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
_UNSPLIT = (
    "is an export of {} whose articles cannot be told apart; export them again, as Word or HTML"
    " with the full text, or save each article as a file of its own"
)


def read_export(source: str, name: str, *, is_markup: bool) -> ItemReaders | None:
    """Return the articles of an export as text or markup; None if it is none.

    Raises ImportingError for an export that cannot be split.
    """
    if not has_export_signs(source):
        return None
    source = clean(source)
    if is_markup and _EUROPRESSE.search(source):
        return _number(_split_at(_EUROPRESSE, source), _read_europresse, name)
    if is_markup and _FACTIVA_ARTICLE.search(source):
        return _number(_split_at(_FACTIVA_ARTICLE, source), _read_factiva_page, name)
    if is_markup and _FACTIVA_PAGE.search(source):
        raise ImportingError(_UNSPLIT.format("Factiva"))
    blocks = _to_blocks(source) if is_markup else to_text_blocks(source)
    for find in (_find_proquest, _find_nexis, _find_nexis_uni):
        found = find(blocks, name)
        if found is not None:
            return found
    marked = _BOLD.sub(rf"\g<0>{_TITLE}", source) if is_markup else source
    return _find_factiva(_to_blocks(marked) if is_markup else blocks, name)


def _number(
    parts: Iterable[Part], read: Callable[[Part, str], ImportItem], name: str
) -> ItemReaders:
    """Return a reader for each part of an export."""
    return (partial(read, part, f"{name}#{number}") for number, part in enumerate(parts, 1))


def _to_blocks(markup: str) -> list[Block]:
    """Return the paragraphs of markup, each with its lines."""
    lines = visible_text(_BREAK.sub("\x01", markup)).split("\n")
    blocks = ([part.strip() for part in line.split("\x01") if part.strip()] for line in lines)
    return [block for block in blocks if block]


def _split_at(mark: re.Pattern[str], markup: str) -> list[str]:
    """Split markup before each element that begins an article; drop the part before the first."""
    starts = [match.start() for match in mark.finditer(markup)]
    return [
        markup[start:end] for start, end in zip(starts, [*starts[1:], len(markup)], strict=True)
    ]


# Nexis: "1 of 20 DOCUMENTS" above each article


def _find_nexis(blocks: list[Block], name: str) -> ItemReaders | None:
    """Return the articles of an export of Nexis; raises ImportingError if it has no marks."""
    fields = [
        field for block in blocks if (field := read_label(block[0], _HEAD | _TAIL, upper=True)[0])
    ]
    lengths, ends = fields.count("length"), fields.count("loaded") + fields.count("language")
    if not lengths and not ends:
        marks = [block for block in blocks if any(map(DOCUMENT_MARK.fullmatch, block))]
        if len(marks) > 1:  # labels in an unknown language
            raise ImportingError(_UNSPLIT.format("Nexis"))
        return None
    articles: list[list[Block]] = []
    for block in blocks:
        if any(map(DOCUMENT_MARK.fullmatch, block)):
            articles.append([])
        elif articles:
            articles[-1].append(block)
    if not articles:
        if not lengths or not ends:
            return None
        if lengths > 1 or fields.count("loaded") > 1:
            raise ImportingError(_UNSPLIT.format("Nexis"))
        articles = [blocks]
    return _number(articles, _read_nexis, name)


def _read_nexis(blocks: list[Block], name: str) -> ImportItem:
    """Read an article: outlet, date and title, labeled fields, text, and labeled fields again."""
    labels = [read_label(block[0], _HEAD | _TAIL, upper=True)[0] for block in blocks]
    heads = [field in NAMES["head"] for field in labels]
    first = heads.index(True) if True in heads else len(blocks)
    end = next(
        (at for at, field in enumerate(labels) if field in NAMES["tail"] and at > min(first, 1)),
        len(blocks),
    )
    start, skipped, fields = -1, 0, Fields()
    for at in range(first, end):
        skipped += 0 if heads[at] else sum(len(line.split()) for line in blocks[at])
        if skipped > _MOST_SKIPPED_WORDS:
            break
        if heads[at]:
            start, skipped = at, 0
            value = " ".join((read_label(blocks[at][0], _HEAD, upper=True)[1], *blocks[at][1:]))
            if labels[at] == "text":
                fields["lead"] = value
                break
            fields.setdefault(labels[at], value)
    for at in range(end, len(blocks)):
        if labels[at] == "language":
            fields["language"] = read_label(blocks[at][0], _TAIL, upper=True)[1]
    header = blocks[: first if start >= 0 else end]
    between = [block for at, block in enumerate(blocks[first : start + 1], first) if not heads[at]]
    rest = _read_nexis_header([*header, *between], fields, has_fields=start >= 0)
    body = [*rest, *blocks[start + 1 : end]] if start >= 0 else rest
    while body and is_copyright(body[-1][0]):
        body.pop()
    return build_article(fields, map(to_paragraph, body), name, lead=fields.get("lead", ""))


_EDITION = re.compile(r"(?i)\b(?:edition|ausgabe|édition|editie|edición|edizione)\b")


def _read_nexis_header(header: list[Block], fields: Fields, *, has_fields: bool) -> list[Block]:
    """Read outlet, date and title from the lines above the fields; return those of the text."""
    lines = [[line for line in block if not is_copyright(line)] for block in header]
    lines = [block for block in lines if block]
    dated = (at for at, block in enumerate(lines[:8]) if opening_day(" ".join(block)))
    date = next(dated, -1)
    if date >= 0:
        fields["published"] = " ".join(lines[date])
    if lines and date != 0:
        fields["site"] = " ".join(lines[0])
    titles = lines[date + 1 :] if date >= 0 else lines[1:]
    titles = [
        block for at, block in enumerate(titles)
        if at or len(titles) == 1 or not _EDITION.search(" ".join(block))
    ] or lines[1:date]  # fmt: skip
    rest: list[Block] = []
    if not has_fields:
        titles, rest = titles[:1], titles[1:]
    title = " ".join(" ".join(block) for block in titles)
    if len(title.split()) > _MOST_TITLE_WORDS:
        title = " ".join(titles[0])
    fields.setdefault("title", title)
    return rest


# Nexis Uni and Lexis Advance: "End of Document" below each article


def _find_nexis_uni(blocks: list[Block], name: str) -> ItemReaders | None:
    lines = [line for block in blocks for line in (block if len(block) < 2 else [" ".join(block)])]
    lower = [line.lower() for line in lines]
    ends = [at for at, line in enumerate(lower) if line in _ENDS]
    fields = {read_label(line, _HEAD | _TAIL)[0] for line in lines}
    if len(ends) > 1 and not (_BODIES & set(lower) or {"loaded", "length"} & fields):
        raise ImportingError(_UNSPLIT.format("Nexis"))
    if not ends or not (_BODIES & set(lower) or {"loaded", "length"} & fields):
        return None
    starts = [0, *(end + 1 for end in ends)]
    articles = [lines[start:end] for start, end in zip(starts, ends, strict=False)]
    rest = lines[starts[-1] :]
    if _BODIES & {line.lower() for line in rest}:
        articles.append(rest)  # the last article of a file that was cut
    return _number(articles, _read_nexis_uni, name)


def _read_nexis_uni(lines: Block, name: str) -> ImportItem:
    """Read an article: title, outlet, date and copyright, fields, "Body", text, and fields."""
    lower = [line.lower() for line in lines]
    body = next((at for at, line in enumerate(lower) if line in _BODIES), -1)
    if body < 0:
        raise ImportingError(f"has no text of “{lines[0][:80] if lines else ''}”; export it again")
    header = range(body - 1, -1, -1)
    fields = Fields()
    above = body
    for at in header:
        field, value = read_label(lines[at], _HEAD)
        if field:
            fields.setdefault(field, value)
            above = at
        elif is_copyright(lines[at]):
            above = at
        elif opening_day(lines[at]):
            fields["published"] = lines[at]
            above = at
            break
        elif above - at > _LONGEST_GAP:
            break
    title, site = max(above - 2, 0), max(above - 1, 0)
    # a list of the articles can be above the first one
    fields.setdefault("title", lines[title])
    if site > title:
        fields["site"] = lines[site].removesuffix(".")
    end = next(
        (
            at for at in range(body + 1, len(lines))
            if lower[at] in _AFTER or read_label(lines[at], _TAIL)[0]
        ),
        len(lines),
    )  # fmt: skip
    for line in lines[end:]:
        field, value = read_label(line, _TAIL)
        if field == "language":
            fields["language"] = value
    return build_article(fields, lines[body + 1 : end], name)


_LONGEST_GAP = 12  # lines of the head of an article without a label

# ProQuest


def _find_proquest(blocks: list[Block], name: str) -> ItemReaders | None:
    lines = [line for block in blocks for line in block]
    numbers = sum(read_label(line, _PROQUEST)[0] == "number" for line in lines)
    if not numbers:
        return None
    articles: list[list[Block]] = [[]]
    for block in blocks:
        if _RULE.fullmatch(block[0]):
            articles.append([])
        else:
            articles[-1].append(block)
    found = [
        article for article in articles
        if any(read_label(line, _PROQUEST)[0] == "number" for block in article for line in block)
    ]  # fmt: skip
    if len(found) != numbers:
        raise ImportingError(_UNSPLIT.format("ProQuest"))
    return _number(found, _read_proquest, name)


def _read_proquest(blocks: list[Block], name: str) -> ImportItem:
    """Read an article, all of whose parts are labeled."""
    fields, texts = Fields(), dict[str, list[str]]()
    current = ""
    for block in blocks:
        paragraph: list[str] = []
        for line in block:
            field, value = read_label(line, _PROQUEST)
            if field:
                if paragraph and current:
                    texts[current].append(to_paragraph(paragraph))
                paragraph = []
                current = field if field in ("text", "abstract") and field not in texts else ""
                if current:
                    texts[current] = []
                    paragraph = [value] if value else []
                else:
                    fields.setdefault(field, value)
            elif current:
                paragraph.append(line)
        if paragraph and current:
            texts[current].append(to_paragraph(paragraph))
    names = (author.strip().partition(",") for author in fields.get("byline", "").split(";"))
    fields["byline"] = ", ".join(" ".join((first + " " + last).split()) for last, _, first in names)
    remark = "" if "text" in texts else "only the abstract is in the export"
    return build_article(fields, texts.get("text") or texts.get("abstract") or (), name, remark)


# Factiva


def _find_factiva(blocks: list[Block], name: str) -> ItemReaders | None:
    """Return the articles of an export as rich text, each of which ends with its number."""
    lines = [line for block in blocks for line in block]
    ends = [at for at, line in enumerate(lines) if FACTIVA_NUMBER.fullmatch(line)]
    if not ends or not any(is_length(line) or line == "WC" for line in lines):
        return None
    starts = [0, *(end + 1 for end in ends)]
    articles = [lines[start : end + 1] for start, end in zip(starts, ends, strict=False)]
    return _number(articles, _read_factiva_lines, name)


_TITLE, _INDEX, _PARAGRAPH, _BYLINE, _TEXT, _SITE, _DATE, _LAST = "\x02\x03\x04\x05\x06\x07\x08\x0e"


def _read_factiva_page(markup: str, name: str) -> ImportItem:
    """Read an article of a page, whose fields have codes or only an order."""
    marks = {"index": _INDEX, "Headline": _TITLE, "articleParagraph": _PARAGRAPH}
    marked = _CELL.sub("<p>", mark_classes(markup, marks))
    marked = re.sub(rf"{_INDEX}(?:\s|<[^<>]*>)*", _INDEX, marked)
    lines = visible_text(marked).split("\n")
    if any(line.startswith(_INDEX) for line in lines):
        return _read_factiva_codes(lines, name)
    return _read_factiva_order(lines, name)


def _read_factiva_lines(lines: Block, name: str) -> ImportItem:
    codes = [line.lstrip(_TITLE) for line in lines]
    if {"HD", "AN"} <= set(codes):
        marked = [f"{_INDEX}{line}" if line in _FACTIVA_CODES else line for line in codes]
        return _read_factiva_codes(marked, name)
    return _read_factiva_order(lines, name)


def _read_factiva_codes(lines: Block, name: str) -> ImportItem:
    values: dict[str, list[str]] = {}
    current = ""
    for line in lines:
        if line.startswith(_INDEX):
            current = line.lstrip(_INDEX + _PARAGRAPH).strip()
            values.setdefault(current, [])
        elif current:
            values[current].append(line.lstrip(_TITLE + _PARAGRAPH))
    named = {
        "title": "HD", "byline": "BY", "length": "WC", "published": "PD", "site": "SN",
        "section": "SE", "language": "LA",
    }  # fmt: skip
    fields = {field: " ".join(values.get(code, ())) for field, code in named.items()}
    return build_article(fields, [*values.get("LP", ()), *values.get("TD", ())], name)


def _read_factiva_order(lines: Block, name: str) -> ImportItem:
    """Read an article whose fields have no labels: the length is between byline and date."""
    length = next((at for at, line in enumerate(lines) if is_length(line)), -1)
    date = next(
        (at for at in range(length + 1, len(lines)) if opening_day(lines[at]) is not None), -1
    )
    if length < 1 or date < 0:
        raise ImportingError("has an unknown layout; export the articles again, as HTML")
    fields = {"length": lines[length], "published": lines[date]}
    above = lines[:length]
    title = next((at for at, line in enumerate(above) if line.startswith(_TITLE)), -1)
    if title < 0:  # rich text: a section can be above the title, a byline below it
        title = 0 if len(above) < 2 or len(above[0].split()) > len(above[1].split()) else 1
    fields["title"] = above[title].lstrip(_TITLE)
    fields["section"] = " ".join(above[:title][-1:])
    fields["byline"] = ", ".join(above[title + 1 :])
    rights = next(
        (at for at in range(date, min(date + 12, len(lines))) if is_copyright(lines[at])), date + 1
    )
    after = [line for line in lines[date + 1 : rights] if not re.match(r"\d{1,2}:\d\d", line)]
    fields["site"] = after[0] if after else ""
    fields["language"] = after[-1] if after else ""
    marked = [at for at, line in enumerate(lines) if line.startswith(_PARAGRAPH)]
    body = lines[marked[0] : marked[-1] + 1] if marked else lines[rights + 1 : -1]
    if not marked and len(body) > 1 and not re.search(r"[.!?…”\"')]$", body[-1]):
        body.pop()  # the publisher
    return build_article(fields, (line.lstrip(_PARAGRAPH + _TITLE) for line in body), name)


def read_factiva_xml(data: bytes, name: str) -> ItemReaders:
    """Read the articles of an answer of Factiva's service."""
    root, _ = parse_xml(data)
    found = root.xpath("//*[local-name()='article']")
    if not found:
        raise ImportingError(_UNSPLIT.format("Factiva"))
    yield from _number(found, _read_factiva_element, name)


def _read_factiva_element(article: etree._Element, name: str) -> ImportItem:
    def texts(path: str) -> list[str]:
        steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
        return [" ".join("".join(each.itertext()).split()) for each in article.xpath(f"./{steps}")]

    named = {
        "title": "headline", "byline": "byline", "published": "publicationDate",
        "site": "sourceName", "section": "sectionName", "language": "baseLanguage",
    }  # fmt: skip
    fields = {field: clean(" ".join(texts(path))) for field, path in named.items()}
    fields["length"] = " ".join((*texts("wordCount"), "words"))
    paragraphs = (*texts("leadParagraph/paragraph"), *texts("tailParagraphs/paragraph"))
    return build_article(fields, map(clean, paragraphs), name)


# Europresse


_EUROPRESSE_MARKS = {
    "DocPublicationName": _SITE, "DocHeader": _DATE, "TitreArticleVisu": _TITLE,
    "titreArticleVisu": _TITLE, "sm-margin-bottomNews": _BYLINE, "docAuthors": _BYLINE,
    "DocText": _TEXT, "publiC-lblNodoc": _LAST, "txtCertificat": _LAST,
}  # fmt: skip
_EUROPRESSE_END = re.compile(r"(?:©|Numéro de document|\(c\))", re.IGNORECASE)


def _read_europresse(markup: str, name: str) -> ImportItem:
    """Read an article, whose parts have classes; in older exports its text has none."""
    number = _EUROPRESSE_NUMBER.search(markup)
    marked = mark_classes(markup, _EUROPRESSE_MARKS)
    # paragraphs are marked too: a byline is above the first one
    marked = re.sub(rf"(?i)<p\b[^<>]*>(?![{_TITLE}-{_DATE}{_LAST}])", f"<p>{_PARAGRAPH}", marked)
    marked = re.sub(rf"{_PARAGRAPH}\s*(?=<)", f"{_PARAGRAPH} ", marked)
    lines = [line for line in visible_text(marked).split("\n") if line.strip(f"{_PARAGRAPH} ")]
    fields = Fields()

    def find(mark: str) -> list[str]:
        return [line[1:].strip(" ,") for line in lines if line.startswith(mark) and line[1:]]

    header = " ".join(line[1:] for line in lines if line.startswith(_DATE))
    fields["published"] = header
    if find_first_day(fields["published"]) is None and number is not None:
        fields["published"] = "-".join(number.groups())
    fields["site"] = re.split(r",? (?:no|n°)\b", " ".join(find(_SITE)[:1]))[0]
    fields["title"] = " ".join(find(_TITLE)[:1])
    fields["byline"] = " ".join(find(_BYLINE)[:1])
    section, comma, _ = header.partition(",")
    if comma and not re.search(r"\d", section) and section.lower() not in NAMES["weekdays"]:
        fields["section"] = section
    texts = [at for at, line in enumerate(lines) if line.startswith(_TEXT)]
    titles = [at for at, line in enumerate(lines) if line.startswith(_TITLE)]
    start = (texts or titles or [0])[0]
    body = [lines[start][1:], *lines[start + 1 :]] if texts else lines[start + 1 :]
    body = [*takewhile(lambda line: not _ends_europresse(line), body)]
    if not texts and body and not body[0].startswith(_PARAGRAPH) and _is_name(body[0]):
        fields["byline"] = fields["byline"] or body[0]
        body = body[1:]
    paragraphs = (line.lstrip(f"{_PARAGRAPH}{_TEXT}{_BYLINE} ") for line in body)
    return build_article(fields, paragraphs, name)


def _ends_europresse(line: str) -> bool:
    return line.startswith(_LAST) or bool(_EUROPRESSE_END.match(line.lstrip(f"{_PARAGRAPH} ")))


def _is_name(line: str) -> bool:
    return len(line.split()) <= 12 and not re.search(r"[.!?:…»”]$", line)
