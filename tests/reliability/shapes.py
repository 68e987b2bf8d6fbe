"""Files of a given size whose shape costs some parsers much more time or memory than their size."""

import json
from collections.abc import Callable, Iterator

from analysis import Analysis, Entity, Mention
from db.serialization import dump_findings
from tests.support import import_samples
from tests.support.printed_pages import CHROME, PrintedPage, make_pdf
from tests.support.word_files import word_file

Shape = tuple[str, Callable[[int], bytes]]


def _workbook_rows(number: int) -> list[list[str | float]]:
    rows: list[list[str | float]] = [["title", "url"]]
    for _ in range(number):
        rows.append(["a", "https://a.example"])
    return rows


def _repeat(unit: str, before: str = "", after: str = "", last: str = "") -> Callable[[int], bytes]:
    """Return a maker of files of a size: `unit` repeated between `before` and `after`."""

    def make(size: int) -> bytes:
        times = max(size - len(before) - len(after) - len(last), 0) // len(unit) + 1
        return (before + unit * times + last + after).encode()

    return make


def _fill(make: Callable[[str], bytes], unit: str) -> Callable[[int], bytes]:
    """Return a maker of files around a content of a size."""
    return lambda size: make(unit * (size // len(unit) + 1))


def _marked_pdf(size: int) -> bytes:
    """Return a page of lines with highlights, each over many lines."""
    page = PrintedPage()
    for number in range(min(size // 300, 5_000) + 1):
        page.write("He said so.", 20, 780 - number * 0.15, 0.1)
        page.annotate("Highlight", 0, 700 - number * 0.1, 600, 780, "/Contents (Ask.)")
    return make_pdf([page])


def _printed_menus(size: int) -> bytes:
    """Return the print of a page with many links."""
    page = PrintedPage()
    for number in range(size // 300 + 1):
        page.write("He said so. ", 20, 780 - number % 2_000 * 0.35, 0.3, link=True)
    return make_pdf([page], CHROME)


def _pdf_columns(size: int) -> bytes:
    """Return a page of cells whose gaps are at changing places."""
    page = PrintedPage()
    for number in range(size // 400 + 1):
        for cell in range(6):
            left = 10 + 90 * cell + number * 7 % 40
            page.write("he said so", left, 780 - number % 3_000 * 0.25, 0.2)
    return make_pdf([page])


def _pdf_pages(size: int) -> bytes:
    """Return pages with the same header."""
    page = PrintedPage()
    page.write("The Coastwire", 20, 770)
    return make_pdf([page] * min(size // 300 + 1, 2_000))


def _commented_word(size: int) -> bytes:
    """Return a Word file in which each run of text has a comment on all of them."""
    count = size // 300 + 1
    starts = "".join(f'<w:commentRangeStart w:id="{number}"/>' for number in range(count))
    ends = "".join(f'<w:commentRangeEnd w:id="{number}"/>' for number in range(count))
    words = "<w:r><w:t>He said so.</w:t></w:r>" * count
    comments = "".join(
        f'<w:comment w:id="{number}"><w:p><w:r><w:t>Ask.</w:t></w:r></w:p></w:comment>'
        for number in range(count)
    )
    return word_file(f"<w:p>{starts}{words}{ends}</w:p>", comments=comments)


def _nest(first: str, last: str, inside: str) -> Callable[[int], bytes]:
    """Return a maker of elements nested in each other, all of them closed."""

    def make(size: int) -> bytes:
        depth = size // (len(first) + len(last)) + 1
        return f"<html><body>{first * depth}{inside}{last * depth}</body></html>".encode()

    return make


def _numbered(form: str, before: str = "") -> Callable[[int], bytes]:
    """Return a maker of files of lines with a number each."""

    def make(size: int) -> bytes:
        lines, length = [before], len(before)
        while length < size:
            lines.append(form.format(len(lines)))
            length += len(lines[-1])
        return "".join(lines).encode()

    return make


def _record(size: int) -> bytes:
    """Return an export with as many entities and mentions as fit into a size."""
    number = size // 160 + 1
    text = "Ida went. " * number
    analysis = Analysis(
        text, None,
        tuple(Entity(at, "Ida", "PERSON", ("Ida",), "Ida") for at in range(number)),
        tuple(Mention(10 * at, 10 * at + 3, "PERSON", "name", at) for at in range(number)),
    )  # fmt: skip
    machine = json.loads(dump_findings(analysis))
    return json.dumps({"onrecord": 1, "text": text, "machine": machine}).encode()


def _annotations(size: int) -> bytes:
    """Return a collection of Web Annotations, each on a page of its own."""
    selector = {"type": "TextQuoteSelector", "exact": "Ida went."}
    items = [
        {
            "type": "Annotation",
            "target": {"source": f"https://a.example/{at}", "selector": selector},
        }
        for at in range(size // 130 + 1)
    ]
    context = "http://www.w3.org/ns/anno.jsonld"
    return json.dumps({"@context": context, "type": "AnnotationPage", "items": items}).encode()


_TEXT = f"<p>{import_samples.FIRST}</p>"
_MESSAGE = "Subject: x\nDate: Wed, 3 Mar 2021 08:00:00 +0000\nFrom: a@a.example\n"
_BODY = f"\n\n{import_samples.FIRST}\n"

_FACTIVA = '<div class="article enArticle">'

SHAPES: dict[str, Shape] = {
    # the detection of types
    "comments before a page": ("a", _repeat("<!---->", last="<p>x")),
    "comments before a page, .html": ("a.html", _repeat("<!---->", last="<p>x")),
    "declarations before a feed": ("a.xml", _repeat("<!>")),
    "spaces before a page": ("a", _repeat(" ", "<?xml?>", "<p>x")),
    "header lines": ("a", _repeat("a:b\n ", "From: a\nTo: b\nDate: c\n")),
    "objects without a name": ("a", _repeat('{"}\n')),
    "blank lines between objects": ("a", _repeat("\n", '{"a": 1}', "x")),
    # pages
    "nested tables": ("a.html", _nest("<table><tr><td>", "</td></tr></table>", _TEXT)),
    "tables never closed": ("a.html", _repeat("<table><tr><td>", after=_TEXT)),
    "cells never closed": ("a.html", _repeat("<td><p>a<p>b", "<table><tr>", _TEXT)),
    "nested blocks": ("a.html", _nest("<div>", "</div>", _TEXT)),
    "nested lists": ("a.html", _nest("<ul><li>", "</li></ul>", _TEXT)),
    "nested emphasis": ("a.html", _repeat("<b><i>", after=_TEXT)),
    "nested quotations": ("a.html", _nest("<blockquote><p>a", "</blockquote>", _TEXT)),
    "headings never closed": ("a.html", _repeat("<h2>a", after=_TEXT)),
    "headings without a paragraph": ("a.html", _repeat("<h2>a</h2><p>b", after=_TEXT)),
    "links": ("a.html", _repeat("<a href='/a'>Read more about it</a> ", after=_TEXT)),
    "headings that are links": ("a.html", _repeat("<h2><a href='/a'>More</a></h2>", after=_TEXT)),
    "line breaks": ("a.html", _repeat("<br>", "<p>a", _TEXT)),
    "paragraphs": ("a.html", _repeat(f"<p>{import_samples.SECOND}</p>")),
    "one long word": ("a.html", _repeat("a", "<p>", "</p>")),
    "one long line": ("a.html", _repeat("He said so on Friday. ", "<p>", "</p>")),
    "meta elements": ("a.html", _numbered("<meta name='k{0}' content='v'>", f"<html>{_TEXT}")),
    "a meta element without values": ("a.html", _repeat(f"<meta {'a' * 3_900}>", after=_TEXT)),
    "linked data never closed": (
        "a.html", _repeat("<script type=application/ld+json>", after=_TEXT),
    ),
    "linked data types": (
        "a.html", _repeat(" type=application/ld+json", "<script", f"<p>{_TEXT}"),
    ),
    "scripts": ("a.html", _repeat("<script>a()</script>", after=_TEXT)),
    "comments never closed": ("a.html", _repeat("<!--", _TEXT)),
    "tags never closed": ("a.html", _repeat("<p a='", _TEXT)),
    "open angles": ("a.html", _repeat("<", _TEXT)),
    "attributes": ("a.html", _numbered(" a{0}='b'", f"<html>{_TEXT}<p")),
    "character references": ("a.html", _repeat("&#9731;&amp;&copy", "<p>", _TEXT)),
    "a reference of digits": ("a.html", _repeat("9", f"{_TEXT}<p>a&#", ";b</p>")),
    "references of zeros": ("a.html", _repeat("&#0000000000000000000", "<p>", _TEXT)),
    "nested comments": ("a.html", _nest("<div class='comments'><p>a b c d e", "</div>", _TEXT)),
    "names of classes": ("a.html", _numbered("<p class='commentNo{0} a'>b c d", f"<html>{_TEXT}")),
    "links alone": ("a.html", _repeat("<p><a href='/a'>READ: SHIPS</a></p>", after=_TEXT)),
    "quoted posts": ("a.html", _repeat("<div><blockquote class='x-tweet'>a", after=_TEXT)),
    "embedded pictures": ("a.html", _repeat("data:image/png;base64", "<p>", _TEXT)),
    # mail
    "a list of senders": ("a.eml", _repeat("a <a@a.example>, ", "From: ", f"\nTo: b{_BODY}")),
    "nested comments in a sender": ("a.eml", _repeat("(", "From: ", f"\nTo: b{_BODY}")),
    "quoted senders": ("a.eml", _repeat('"\\', "From: ", f"\nTo: b{_BODY}")),
    "parameters of a type": (
        "a.eml", _repeat("; a=b", f"{_MESSAGE}Content-Type: text/plain", _BODY),
    ),
    "encoded words": ("a.eml", _repeat("=?utf-8?q?a?= ", "From: a\nSubject: ", f"\nTo: b{_BODY}")),
    "encoded words, folded": (
        "a.eml", _repeat("=?utf-8?q?a?=\n ", "From: a\nSubject: ", f"b\nTo: b{_BODY}"),
    ),
    "headers": ("a.eml", _repeat("Received: a\n", _MESSAGE, _BODY)),
    "parts": (
        "a.eml",
        _repeat("--b\n\n\n", f"{_MESSAGE}Content-Type: multipart/mixed; boundary=b\n\n",
                f"--b\n{_BODY}"),
    ),
    "nested parts": (
        "a.eml",
        _numbered("Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n", _MESSAGE),
    ),
    "a date of digits": ("a.eml", _repeat("9", "From: a\nDate: ", f"\nTo: b{_BODY}")),
    "messages": ("a.mbox", _repeat(f"From a\n{_MESSAGE}{_BODY}\n")),
    "messages without a text": ("a.mbox", _repeat("From a\n\n")),
    "quoted lines": ("a.mbox", _repeat(">", f"From a\n{_MESSAGE}\n", f"From {_BODY}")),
    "parts of a web archive": (
        "a.mhtml",
        _repeat("--b\n\n\n", f"{_MESSAGE}Content-Type: multipart/related; boundary=b\n\n",
                f"--b\nContent-Type: text/html\n\n{_TEXT}"),
    ),
    # text
    "capital letters": ("a.txt", _repeat("A", after=f"\n{import_samples.TEXT}")),
    "names and dashes": ("a.txt", _repeat("Ab A. – ")),
    "a line of dates": ("a.txt", _repeat("March 3, 2021 | ")),
    "short lines": ("a.txt", _repeat("By A\n")),
    "letters in an old encoding": ("a.txt", lambda size: b"\xe9t\xe9 a\x81" * (size // 6 + 1)),
    # Markdown
    "open brackets": ("a.md", _repeat("[")),
    "link beginnings": ("a.md", _repeat("![a](<b ")),
    "emphasis": ("a.md", _repeat("*a _b ")),
    "emphasis and brackets": ("a.md", _repeat("**a [b] ")),
    "backticks": ("a.md", lambda size: b" ".join(
        b"`" * number for number in range(1, int((2 * size) ** 0.5) + 1)
    )),
    "nested quotes": ("a.md", _repeat("> ", after="a")),
    "nested items": ("a.md", _repeat("- ", after="a")),
    "items": ("a.md", _repeat("- a\n")),
    "definitions": ("a.md", _numbered("[a{0}]: b\n")),
    "a table": ("a.md", _repeat("| a | b |\n", "| a | b |\n|---|---|\n")),
    "markup": ("a.md", _repeat("<a <!-- <?b ")),
    "front matter": ("a.md", _repeat("a: b\n", "---\n")),
    "marked passages": ("a.md", _repeat("==a =")),
    "brackets of front matter": ("a.md", _repeat("[", "---\na: ", "\n---\nThey went.")),
    "items of front matter": ("a.md", _repeat("- ", "---\na: b\n", "\n---\nThey went.")),
    # references, posts and subtitles
    "lines of an abstract": ("a.ris", _repeat("a b\n", "TY  - NEWS\nTI  - a\nAB  - b\n")),
    "braces of LaTeX": ("a.bib", _repeat("{", "@misc{a, title={b}, note={")),
    "accents of LaTeX": ("a.bib", _repeat("\\'{", "@misc{a, title={b", "}}")),
    "entries of BibTeX": ("a.bib", _repeat("@a{", "@misc{a, title={b}}")),
    "names of BibTeX": ("a.bib", _repeat("a and ", "@misc{a, title={b}, author={", "}}")),
    "posts that answer each other": ("a.json", lambda size: json.dumps([
        {"id_str": str(at), "full_text": "They went.", "created_at": "2021-03-03",
         "in_reply_to_status_id_str": str(at - 1)} for at in range(size // 110 + 1)
    ]).encode()),
    "objects in objects": ("a.json", _repeat('{"a":', after="1")),
    "lines of a caption": ("a.srt", _repeat(
        "a b\nc d\n", "1\n00:00:01,000 --> 00:00:02,000\n")),
    # feeds
    "entries": ("a.xml", _repeat(
        f"<item><title>a</title><description>{import_samples.FIRST}</description></item>",
        "<rss version='2.0'><channel>", "</channel></rss>",
    )),
    "entries never closed": ("a.xml", _repeat("<item><title>", "<rss version='2.0'><channel>")),
    "angles in a feed": ("a.xml", _repeat("<", "<rss version='2.0'><channel><item><title>")),
    "ampersands in a feed": ("a.xml", _repeat("&", "<rss version='2.0'><channel><item><title>")),
    "nested elements of a feed": ("a.xml", _repeat("<a>", "<rss version='2.0'><channel><item>")),
    "attributes of a feed": (
        "a.xml", _numbered(" a{0}='b'", "<rss version='2.0'><channel><item"),
    ),
    "entities of a feed": (
        "a.xml", _numbered("<!ENTITY a{0} 'b'>\n", "<?xml version='1.0'?><!DOCTYPE rss [\n"),
    ),
    "a document type": ("a.xml", _repeat("\n", "<?xml version='1.0'?>", "<!DOCTYPE rss><rss>")),
    "a date in a feed": (
        "a.xml",
        _repeat("1", "<rss version='2.0'><channel><item><title>a</title><pubDate>",
                "</pubDate></item></channel></rss>"),
    ),
    # lists
    "nested arrays": ("a.json", _repeat("[")),
    "nested objects": ("a.json", _repeat('{"a":', after="1" )),
    "an array of numbers": ("a.json", _repeat("1,", "[", "1]")),
    "a number": ("a.json", _repeat("9", '[{"text":', "}]")),
    "articles": ("a.jsonl", _repeat(json.dumps(import_samples.ARTICLE) + "\n")),
    "lines that are no JSON": ("a.jsonl", _repeat("{\n")),
    "findings": ("a.json", _record),
    "annotations": ("a.jsonld", _annotations),
    "quotation marks in a table": ("a.csv", _repeat('"', "title,text\n")),
    "rows without a text": ("a.csv", _repeat(",\n", "title,text\n")),
    "rows of a wide table": (
        "a.csv", lambda size: _repeat("text,")(size // 2) + _repeat("\na")(size // 2),
    ),
    "columns": ("a.csv", _repeat("text,", after="\na\n")),
    "highlights": ("a.csv", _repeat("a,b\n", "Highlight,Book Title\n")),
    "links of a reading list": ("a.html", _repeat(
        "<li><a href='https://a.example' tags='a'>b</a></li>\n", "<title>Pocket Export</title>\n",
    )),
    "attributes of a reading list": (
        "a.html",
        _repeat("a", "<title>Pocket Export</title><a href='https://a.example' ", ">b</a>"),
    ),
    # archives
    "a PDF page": ("a.pdf", _fill(import_samples.pdf, "He said so. ")),
    "highlights of a PDF": ("a.pdf", _marked_pdf),
    "menus of a printed page": ("a.pdf", _printed_menus),
    "columns of a PDF": ("a.pdf", _pdf_columns),
    "pages of a PDF": ("a.pdf", _pdf_pages),
    "comments of a Word file": ("a.docx", _commented_word),
    "paragraphs of a Word file": (
        "a.docx", lambda size: import_samples.docx((import_samples.FIRST,) * (size // 150 + 1)),
    ),
    "a long paragraph of a Word file": (
        "a.docx", _fill(lambda text: import_samples.docx((text,)), "He said so. "),
    ),
    "chapters of a book": ("a.epub", lambda size: import_samples.epub(
        {f"c{number}.xhtml": import_samples.BODY for number in range(size // 500 + 1)}
    )),
    "headings of a book": (
        "a.epub",
        _fill(lambda text: import_samples.epub({"a.xhtml": text + import_samples.BODY}), "<h1>a"),
    ),
    "entries of a ZIP file": ("a.docx", lambda size: import_samples.zipped(
        {f"{number}": "" for number in range(size // 100)} | {"word/document.xml": "<x/>"}
    )),
    "pages of an archive": ("a.warc", lambda size: import_samples.warc(
        {f"https://a.example/{number}": import_samples.PAGE for number in range(size // 1_500 + 1)}
    )),
    # exports of news databases, and rich text
    "numbers of documents": ("a.txt", _repeat("1 of 2 DOCUMENTS\n\nLENGTH: 3 words\n\n")),
    "ends of documents": ("a.txt", _repeat("Body\nEnd of Document\n", "Load-Date: May 1\n")),
    "digits before a number of documents": ("a.txt", _repeat("1", after=" of 2 DOCUMENTS")),
    "commas in a number of documents": ("a.txt", _repeat("1,", after=" of 2 DOCUMENTS")),
    "labels of one article": (
        "a.txt", _repeat("LENGTH: 3 words\n\n", "1 of 2 DOCUMENTS\n\n", "LOAD-DATE: x\n\nHe went."),
    ),
    "a long stated length": (
        "a.txt", _repeat("1", "1 of 2 DOCUMENTS\n\nLENGTH: ", f"\n\n{import_samples.FIRST}"),
    ),
    "dates of one article": (
        "a.txt",
        _repeat("March 1 ", "1 of 2 DOCUMENTS\n\n", "\n\nLENGTH: 3 words\n\nHe went."),
    ),
    "articles of Factiva": ("a.html", _repeat(_FACTIVA, "<title>Factiva</title>", _TEXT)),
    "classes of Factiva": (
        "a.html", _repeat(' class="index"', f"{_FACTIVA}<title>Factiva</title><td", f">{_TEXT}"),
    ),
    "indexes of Factiva": (
        "a.html", _repeat('<td class="index">', f"{_FACTIVA}<title>Factiva</title>", _TEXT),
    ),
    "articles of Europresse": ("a.html", _repeat('<p class="DocPublicationName">', after=_TEXT)),
    "a class of Europresse": (
        "a.html", _repeat("class=", '<p class="DocPublicationName"><p ', f">{_TEXT}"),
    ),
    "elements of Factiva": (
        "a.xml", _repeat("<article>", "<?xml version='1.0'?><PPSResponse>"),
    ),
    "rules of ProQuest": ("a.txt", _repeat(f"{'_' * 20}\n\nProQuest document ID: 1\n\n")),
    "groups of rich text": ("a.rtf", _repeat("{\\b ", "{\\rtf1 He went.")),
    "words of rich text": ("a.rtf", _repeat("\\b0", "{\\rtf1 He went.")),
    "bytes of rich text": ("a.rtf", _repeat("\\'e9", "{\\rtf1 He went.")),
    "one long word of rich text": ("a.rtf", _repeat("a", "{\\rtf1 He went.\\")),
    # references and subtitles
    "references": ("a.ris", _repeat("TY  - NEWS\nTI  - a\n")),
    "lines of a reference": ("a.ris", _repeat("TI  - a\nb\n", "TY  - NEWS\n")),
    "braces of a reference": ("a.bib", _repeat("{", "@a{b,title={c}, note=")),
    "words of a reference": ("a.bib", _repeat("a", "@a{b,title={c}, ")),
    "at signs": ("a.bib", _repeat("@a{", "@a{b,title={c}}")),
    "comments before a reference": ("a", _repeat("%\n", after="@a{b,title={c}}")),
    "subtitles": ("a.srt", _repeat("1\n00:00:01,000 --> 00:00:02,000\nHe went.\n\n")),
    "voices of subtitles": (
        "a.vtt", _repeat("<v ", "WEBVTT\n\n00:01.000 --> 00:02.000\nHe went."),
    ),
    "declarations before a root": ("a", _repeat("<!a>", "<?xml?>")),
    "keywords of a reference": ("a.enw", _repeat("a\n", "%0 News\n%T a\n%K b\n")),
    "records of EndNote": (
        "a.xml",
        _repeat("<record><titles><title>a</title></titles></record>",
                "<?xml version='1.0'?><xml><records>", "</records></xml>"),
    ),
    # wires of agencies
    "blocks of NITF": (
        "a.xml", _repeat("<block><p>a</p>", "<?xml version='1.0'?><nitf><body><body.content>"),
    ),
    "items of a message": (
        "a.xml",
        _repeat("<newsItem guid='a'><contentSet><inlineXML><p>word</p></inlineXML></contentSet>"
                "</newsItem>", "<?xml version='1.0'?><newsMessage><itemSet>",
                "</itemSet></newsMessage>"),
    ),
    "references of a package": (
        "a.xml",
        _numbered("<itemRef residref='urn:{}'/>",
                  "<?xml version='1.0'?><newsMessage><itemSet><packageItem><groupSet><group>"),
    ),
    "components of NewsML": (
        "a.xml",
        _repeat("<NewsComponent><NewsLines><HeadLine>a</HeadLine></NewsLines><ContentItem>"
                "<DataContent>b</DataContent></ContentItem>",
                "<?xml version='1.0'?><NewsML><NewsItem>"),
    ),
    "components beside each other": (
        "a.xml",
        _repeat("<NewsComponent><NewsLines><HeadLine>a</HeadLine></NewsLines><ContentItem>"
                "<DataContent>b</DataContent></ContentItem></NewsComponent>",
                "<?xml version='1.0'?><NewsML><NewsItem><NewsComponent>"),
    ),
    "entities of NITF": (
        "a.xml",
        _repeat("&a;", "<!DOCTYPE nitf [<!ENTITY a 'aaaaaaaa'>]><nitf><body><body.content><p>",
                "</p></body.content></body></nitf>"),
    ),
    "elements of an agency": (
        "a.xml",
        _repeat("<a><headline>b</headline><body>" + "word " * 20 + "</body><date>2021</date>"
                "<id>1</id></a>", "<?xml version='1.0'?><x>", "</x>"),
    ),
    "bodies of an agency in each other": (
        "a.xml",
        _repeat("<body><headline>b</headline><date>2021</date><id>1</id>",
                "<?xml version='1.0'?><x>"),
    ),
    "associations of ninjs": (
        "a.json",
        _repeat('{"guid":"a","type":"text","versioncreated":"2021","pubstatus":"usable",'
                '"associations":{"a":', "", "{}"),
    ),
    "items of ninjs": (
        "a.json",
        _repeat('{"guid":"a","versioncreated":"b","body_text":"word","headline":"c"},',
                '{"items":[', ']}', "{}"),
    ),
    "lines of ANPA": ("a.tst", _repeat("^a<\n", "\x16\x16\x01a1234\x1fb\n\x02")),
    "rows of ANPA": ("a.tst", _repeat("\t   a;b<\n", "\x16\x16\x01a1234\x1fb\n\x02^a<\n")),
    "spaces of ANPA": ("a.tst", _repeat(" ", "\x16\x16\x01a1234\x1fb\n\x02^a<\n", "a")),
    "messages of IPTC 7901": ("a", _repeat("\x01abc123 4 i 5 dpa 6\n\x02a =\n\nb\n\x03")),
    "starts of headers": ("a", _repeat("\x01", "\x01a\x02b")),
    "lines of IPTC 7901": ("a", _repeat("= \n", "\x01abc123 4 i 5 dpa 6\n\x02")),
    "codes of WordPress": (
        "a.xml",
        _repeat("[a b=", "<rss xmlns:wp='w' xmlns:content="
                "'http://purl.org/rss/1.0/modules/content/'><channel><item><wp:post_type>post"
                "</wp:post_type><content:encoded>word ",
                "</content:encoded></item></channel></rss>"),
    ),
    # bookmarks, workbooks and projects
    "folders of bookmarks": (
        "a.html",
        _repeat("<DL><H3>a</H3>", "<!DOCTYPE NETSCAPE-Bookmark-file-1>",
                "<A HREF='https://a.example'>b</A>"),
    ),
    "bookmarks never closed": (
        "a.html",
        _repeat("<A HREF=", "<!DOCTYPE NETSCAPE-Bookmark-file-1>",
                "<A HREF='https://a.example'>b</A>"),
    ),
    "folders of a browser": (
        "a", _repeat('{"children":[', '{"roots":{"a":', '{"url":"https://a.example"}'),
    ),
    "cells of a workbook": (
        "a.xlsx",
        lambda size: import_samples.xlsx({"a": _workbook_rows(size // 200 + 1)}),
    ),
    "codings of a project": (
        "a.qdpx",
        _fill(
            lambda codings: import_samples.zipped({
                "project.qde": "<Project><Sources><TextSource guid='s' name='a'><PlainTextContent>"
                f"{import_samples.FIRST}</PlainTextContent>{codings}</TextSource></Sources>"
                "</Project>"
            }),
            "<PlainTextSelection startPosition='0' endPosition='9'><Coding/></PlainTextSelection>",
        ),
    ),
    "pages of a database": (
        "a.sqlite3",
        lambda size: import_samples.database(
            "CREATE TABLE a (b);" + "INSERT INTO a VALUES ('c');" * (size // 30 + 1)
        ),
    ),
}  # fmt: skip
"""The name of each file and the maker of its content, by what it is."""


def make_files(size: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield each shape with its file name and its content of about `size` bytes."""
    for shape, (name, make) in SHAPES.items():
        yield shape, name, make(size)
