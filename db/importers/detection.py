"""Detection of file types, by their first bytes and by the ending of their name.

A format without a reader is refused by its name, so that nothing but prose is stored as prose.
"""

import gzip
import io
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Literal

from analysis.structs import decode_json
from db.errors import ImportingError
from db.importers.export_signs import refuse_export
from db.importers.mail_headers import has_headers

FileKind = Literal[
    "text", "markdown", "html", "pdf", "epub", "docx", "odt", "rtf", "mhtml", "mail", "mailbox",
    "feed", "warc", "json", "jsonl", "csv", "bookmarks", "factiva", "ris", "bibtex", "enex",
    "transcript", "refworks", "endnote", "medline", "reference xml", "workbook",
    "refi project", "database", "nitf", "newsml 1", "newsml-g2", "wire text",
    "posts", "ass", "ttml",
]  # fmt: skip

ENDINGS: dict[str, FileKind] = {
    ".txt": "text", ".text": "text", ".tst": "text",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".epub": "epub", ".docx": "docx", ".odt": "odt", ".rtf": "rtf",
    ".ris": "ris", ".bib": "bibtex", ".enex": "enex", ".vtt": "transcript", ".srt": "transcript",
    ".sbv": "transcript", ".ass": "ass", ".ssa": "ass", ".ttml": "ttml", ".dfxp": "ttml",
    ".enw": "endnote", ".nbib": "medline",
    ".xlsx": "workbook", ".qdpx": "refi project", ".qda": "database", ".sqlite3": "database",
    ".mhtml": "mhtml", ".mht": "mhtml",
    ".eml": "mail", ".mbox": "mailbox",
    ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".warc": "warc",
    ".json": "json", ".jsonld": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip

TAGGED_KINDS: tuple[FileKind, ...] = ("ris", "refworks", "endnote", "medline")
"""References with a tag on each line."""

_BINARY = 4_000  # bytes; one that is zero is in no text
_LONGEST_PROLOG = 2_000  # bytes of a comment or a declaration before the root element
_XML = re.compile(rb"\s*(?:<\?xml[^<>]*>\s*)?")
_SPACES = re.compile(rb"\s*")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
_NEXT_OBJECT = re.compile(rb"\s*\{")
# the control bytes of ANPA-1312 and IPTC 7901: start of the header, or of the text
_WIRE = re.compile(
    rb"(?:[\x00\x16\s]*\x01[^\x02\x03\x00]{1,2000}\x02|[\x00\x16\s]*\x02\s*[\^\w]"
    rb"|ZCZC[ \t\r\n]"
    # the same without control bytes: lines of ANPA in codes, and the header of IPTC 7901
    rb"|\s*(?:[^\n^]{1,120}\n){0,4}\^[^\n]{1,300}[<=][ \t\r]*\n\^[^\n]{1,300}[<=][ \t\r]*\n"
    rb"|\s*[a-z]{2,4}\d{3,4}[ \t]+\d[ \t]+[a-z]{1,3}[ \t]+\d{1,5}[ \t][^\n]{2,80}\n)"
)
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1')
_JSON = re.compile(rb"\s*[\[{]\s*[\"{\]}]")
_MHTML = re.compile(
    rb"(?i)\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related"
)
_DELIVERED = re.compile(rb"(?im)^(?:received|delivered-to|return-path|to):[ \t]*\S")
_BOOKMARKS = re.compile(
    rb"(?i)<title>\s*Pocket Export\s*</title>|<!DOCTYPE\s+NETSCAPE-Bookmark-file-1"
)
_SETTINGS = re.compile(
    rb'"(?:(?:dev|peer)?[dD]ependencies|scripts|compilerOptions|engines|jsonrpc|require|openapi'
    rb'|swagger|\$schema)"\s*:\s*[{\["]|"manifest_version"\s*:\s*\d'
)
_PICTURE = "a picture; save its text first"
_SOUND = "a sound or a video; add its subtitles or a transcript"
_COMPRESSED = "a compressed file; unpack it first"
_CATALOG = "a list of records of a library catalog; export them there as RIS or BibTeX"
_REPOSITORY = "a list of records of a repository; export them there as RIS, BibTeX or CSL-JSON"
_WEB_OF_SCIENCE = "a list of references of Web of Science; export them there as RIS or BibTeX"
_SCENARIST = "captions of Scenarist (SCC); convert them to SubRip (.srt) or WebVTT first"
_ARC = "a web archive in the old format ARC; convert it to WARC first"
_RDF = "a list of references in RDF; export them as CSL-JSON, RIS or BibTeX"
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "an old file of Word, Excel or Outlook; save it as .docx, .xlsx or .eml"),
    (b"\x89PNG", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE), (b"MM\x00*", _PICTURE), (b"\x1aE\xdf\xa3", _SOUND),
    (b"AT&TFORM", "a DjVu file; save its text first"),
    (b"%!PS", "a PostScript file; save it as PDF first"),
    (b"Rar!\x1a", _COMPRESSED), (b"7z\xbc\xaf", _COMPRESSED), (b"\xfd7zXZ", _COMPRESSED),
    (b"\x28\xb5\x2f\xfd", _COMPRESSED),
    (b"mozLz40\x00", "a compressed backup of Firefox; save the bookmarks there as JSON or HTML"),
    (b"\x7fELF", "a program, without articles"),
)  # fmt: skip
_BINARY_SIGNATURES = (  # with their offsets; a text could begin with these letters
    (0, b"ID3", _SOUND), (0, b"OggS", _SOUND), (0, b"fLaC", _SOUND), (0, b"RIFF", _SOUND),
    (4, b"ftyp", _SOUND), (0, b"BZh", _COMPRESSED), (257, b"ustar", _COMPRESSED),
    (0, b"bplist00", "a web archive of Safari or properties; save the page as HTML or PDF first"),
    (0, b"PAR1", "a Parquet table; save it as .csv or .jsonl"),
    (60, b"BOOKMOBI", "a Kindle book; convert it to .epub first"),
)  # fmt: skip


def known_ending(name: str) -> str:
    """Return the ending of a name in lower case, "" if it does not tell the kind of the file."""
    ending = PurePath(name).suffix.lower()
    return ending if ending in ENDINGS else ""


def is_feed(data: bytes) -> bool:
    """Return True for bytes of a JSON Feed, or that begin like an RSS or Atom feed."""
    head = data[:20_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{"):
        return bool(_JSON_FEED.search(data))
    return _xml_root(head) in _FEED_ROOTS or bool(_FEED.match(head))


def detect_kind(data: bytes, name: str) -> FileKind:
    """Detect the kind of a file's bytes; raises ImportingError if there is no reader for it."""
    for mark, advice in _SIGNATURES:
        if data.startswith(mark):
            raise ImportingError(f"is {advice}")
    for at, mark, advice in _BINARY_SIGNATURES if b"\0" in data[:_BINARY] else ():
        if data.startswith(mark, at):
            raise ImportingError(f"is {advice}")
    head = _wide_markup(data) or data[:20_000].removeprefix(b"\xef\xbb\xbf")
    ending = ENDINGS.get(known_ending(name))
    if head[:1_024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"SQLite format 3\x00"):
        return "database"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _WIRE.match(head):
        return "wire text"
    if ending in (None, "text", "markdown", "csv", "json"):
        refuse_export(data)
    if ending in (None, "text", "json") and (kind := _detect_tagged(head)):
        return kind
    unpacked = _unpacked(data) if data.startswith(b"\x1f\x8b") else data
    if unpacked.startswith(b"WARC/"):
        return "warc"
    if unpacked.startswith(b"filedesc:"):
        raise ImportingError(f"is {_ARC}")
    if data.startswith(b"\x1f\x8b"):
        raise ImportingError(f"is {_COMPRESSED}")
    if ending in (None, "text", "html", "feed"):
        if _BOOKMARKS.search(head[:2_000]):
            return "bookmarks"
        if _has_root(head, _end(_XML, head, 0), _PAGE, (b"<!--",), b"-->"):
            return "html"
        if _RDF_REFERENCES.search(head[:4_000]):
            raise ImportingError(f"is {_RDF}")
        if _has_root(head, _end(_SPACES, head, 0), _FEED, (b"<!", b"<?"), b">"):
            return "feed"
        if kind := _detect_xml(data, head, ending):
            return kind
    if ending in (None, "text") and _has_columns(head):
        return "csv"
    if refused := _OTHER_ENDINGS.get(PurePath(name).suffix.lower()):
        raise ImportingError(f"is {refused}")
    if ending in (None, "text") and has_headers(head):
        if head.startswith(b"From ") and data.count(b"\nFrom ") > 0:
            return "mailbox"
        is_page = ending is None and _MHTML.match(head) and not _DELIVERED.search(head)
        return "mhtml" if is_page else "mail"
    if ending in (None, "text", "json") and _JSON.match(head) and _SETTINGS.search(head):
        raise ImportingError("is a list of settings of a program")
    if ending is None and _JSON.match(head):
        return "jsonl" if _has_object_lines(data) else "json"
    if ending == "text" and _JSON.match(head) and (kind := _detect_json(data)):
        return kind
    return ending or "text"


_TAGGED: tuple[tuple[re.Pattern[bytes], FileKind], ...] = (
    (re.compile(rb"\s*TY  ?- ?[A-Z]|(?:[^\n]{0,200}\n){1,8}TY  - [A-Z]{3,8}\r?\n"), "ris"),
    (re.compile(rb"\s*RT [A-Z][^\n]*\n(?:SR|ID|A1|T1) "), "refworks"),
    (re.compile(rb"\s*%[0TA] [^\n]*\n%[A-Z0-9@!+&] "), "endnote"),
    (re.compile(rb"\s*(?:PMID|OWN ) *- ?\w[^\n]*\n[A-Z]{2,4} *- "), "medline"),
    (
        re.compile(rb"\s*(?:%[^\n]*\n\s*){0,20}@[A-Za-z]{2,20}\s*[{(]\s*[^\s{}(),=]{1,100}\s*,"),
        "bibtex",
    ),
    (re.compile(rb"\s*(?:window\.)?YTD\.\w{1,40}\.part\d{1,4}\s*=\s*\["), "posts"),
    (re.compile(rb"\s*\[Script Info\]|\s*;[^\n]{0,500}\n\s*\[Script Info\]"), "ass"),
    (
        re.compile(rb"\s*\d{1,2}:\d\d:\d\d\.\d{3},\d{1,2}:\d\d:\d\d\.\d{3}\r?\n"),
        "transcript",
    ),
    (re.compile(rb"WEBVTT(?:[ \t][^\n]*)?\r?\n"), "transcript"),
    (re.compile(rb"\s*\d{1,6}\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> "), "transcript"),
)
_OTHERS_TAGGED = (
    (
        re.compile(rb"From [0-9a-f]{40} [A-Z]"),
        "a list of changes to files (diff), not an article; add the changed text",
    ),
    (re.compile(rb"\.(?:\\\"|TH )"), "the source of a manual page; print it to a text first"),
    (
        re.compile(rb"BEGIN:V[A-Z]+\r?\n"),
        "a calendar or a list of addresses, without articles",
    ),
    (re.compile(rb"\d{5}[acdnp][a-z]{2}[ a-z][ a]22\d{5}[\w ]{3}45[\d ]{2}\d{12}"), _CATALOG),
    (
        re.compile(rb"\s*<\d{1,6}\. ?>\s*\n ?[A-Z]{2,5} *- "),
        "a list of references of Ovid; export them there as RIS",
    ),
    (
        re.compile(rb"\s*(?:FN (?:Clarivate|Thomson|ISI)|PT [A-Z]\r?\n(?:AU|BA|CA) )"),
        _WEB_OF_SCIENCE,
    ),
    (re.compile(rb"\s*Scenarist_SCC V\d"), _SCENARIST),
    (
        re.compile(rb"\s*[^\n]{1,500}\n- [^\n|]{5,300}\|[^\n]{3,300}\n[^=]{0,20000}\n={6,}\s"),
        "clippings of a Kindle; export the highlights from Readwise as CSV",
    ),
)
_OTHER_ENDINGS = {
    **dict.fromkeys((".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf"), "a list of settings"),
    **dict.fromkeys(
        (".py", ".js", ".ts", ".css", ".c", ".h", ".cpp", ".java", ".go", ".rs", ".sh", ".r", ".rb",
         ".php", ".pl", ".pm", ".lua", ".swift", ".kt", ".cs", ".vb", ".bat", ".ps1", ".vim", ".el",
         ".tcl", ".m4", ".mk", ".cmake", ".scss", ".jsx", ".tsx", ".asm"),
        "a source of a program",
    ),
    ".sql": "a dump of a database; export its texts as CSV",
    ".tex": "a source of LaTeX; add the PDF that it makes",
    ".log": "a log of a program",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".bmp", ".heic"), _PICTURE),
    **dict.fromkeys((".mp3", ".wav", ".mp4", ".mov", ".avi", ".m4a", ".ogg"), _SOUND),
    **dict.fromkeys((".mrc", ".marc", ".mods"), _CATALOG),
    ".ciw": _WEB_OF_SCIENCE,
    ".rdf": _RDF,
    ".arc": _ARC,
    ".scc": _SCENARIST,
}  # fmt: skip
_COLUMNS = frozenset((b"title", b"url", b"link", b"text", b"content", b"date", b"author"))
_XML_KINDS: dict[bytes, FileKind] = {
    b"PPSResponse": "factiva", b"ppsArticleResponse": "factiva", b"ppsarticleResultSet": "factiva",
    b"en-export": "enex", b"tt": "ttml", b"nitf": "nitf", b"NewsML": "newsml 1", **dict.fromkeys(
        (b"PubmedArticleSet", b"PubmedArticle", b"xml"),
        "reference xml",
    ),
    **dict.fromkeys(
        (b"newsMessage", b"newsItem", b"packageItem", b"conceptItem", b"knowledgeItem",
         b"planningItem", b"catalogItem"),
        "newsml-g2",
    ),
}  # fmt: skip
_OTHER_XML = {
    b"TEI": "a text in TEI; save its text, or add an export of OnRecord as JSONL",
    b"teiCorpus": "a corpus in TEI; save its texts, or add an export of OnRecord as JSONL",
    b"opml": "a list of feeds or an outline (OPML); add the addresses or the text in it",
    **dict.fromkeys((b"modsCollection", b"mods", b"mets", b"collection", b"record"), _CATALOG),
    **dict.fromkeys(
        (b"OAI-PMH", b"dc", b"resource", b"doi_records", b"doi_record", b"crossref_result"),
        _REPOSITORY,
    ),
}
_RDF_REFERENCES = re.compile(
    rb"<rdf:RDF\b[^<>]*(?:zotero\.org/namespaces/export#|purl\.org/ontology/bibo/|schema\.org/"
    rb"|purl\.org/net/biblio#)"
)
_FEED_ROOTS = (b"rss", b"feed", b"RDF", b"channel")
_PARTS_OF_PAGE = (b"body", b"main", b"article", b"section", b"div", b"p", b"h1", b"table", b"ul")
_DECLARATION = re.compile(rb"<\?xml\b|<!DOCTYPE\b", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_SUBSET_END = re.compile(rb"\]\s*>")


def _wide_markup(data: bytes) -> bytes:
    """Return the first characters of markup in UTF-16 as UTF-8; b"" for other files."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b""
    head = data[:40_000].decode("utf-16", "replace").lstrip("\ufeff")
    return head.encode() if head.lstrip().startswith("<") else b""


def _detect_tagged(head: bytes) -> FileKind | None:
    """Return the kind of a list or a transcript by its first lines; raises ImportingError."""
    for tag, advice in _OTHERS_TAGGED:
        if tag.match(head):
            raise ImportingError(f"is {advice}")
    return next((kind for tag, kind in _TAGGED if tag.match(head)), None)


def _detect_xml(data: bytes, head: bytes, ending: FileKind | None) -> FileKind | None:
    """Return the kind of an XML file by its root element; raises ImportingError if it has none."""
    root = _xml_root(head)
    if not root and ending != "html" and (found := _ROOT.match(head, _end(_SPACES, head, 0))):
        root = found[1] if found[1] in {*_XML_KINDS, *_OTHER_XML} else b""
    if not root and ending in (None, "text"):
        root = _whole_element(data, head)
        if root.lower() in _PARTS_OF_PAGE:
            return "html"
    if root in _FEED_ROOTS:
        return "feed"
    if root in _OTHER_XML:
        raise ImportingError(f"is {_OTHER_XML[root]}")
    if root in _XML_KINDS:
        return _XML_KINDS[root]
    if root.lower() == b"html":
        return "html"
    if root and ending != "html":
        name = root.decode("ascii", "replace")[:40]
        raise ImportingError(
            f"is XML of an unknown kind ({name}); save its text, or get it as NITF, NewsML or HTML"
        )
    return None


def _whole_element(data: bytes, head: bytes) -> bytes:
    """Return the name of the one element that a file without a declaration is; b"" for another."""
    root = _ROOT.match(head, _end(_SPACES, head, 0))
    if root is None or not re.search(rb"</(?:[\w.-]*:)?%s\s*>\s*\Z" % root[1], data[-1_000:]):
        return b""
    return root[1]


def _xml_root(head: bytes) -> bytes:
    """Return the local name of the root element after a declaration; b"" for other files."""
    at = _end(_SPACES, head, 0)
    if not _DECLARATION.match(head, at):
        return b""
    while head.startswith((b"<?", b"<!"), at):
        if head.startswith(b"<!--", at):
            end = head.find(b"-->", at) + 3
        elif b"[" in head[at : head.find(b">", at) + 1]:
            subset = _SUBSET_END.search(head, at)
            end = subset.end() if subset else 0
        else:
            end = head.find(b">", at) + 1
        if end <= at:
            return b""
        at = _end(_SPACES, head, end)
    root = _ROOT.match(head, at)
    return root[1] if root else b""


def _has_root(
    head: bytes, at: int, root: re.Pattern[bytes], openings: tuple[bytes, ...], closing: bytes
) -> bool:
    """Return True if only comments or declarations are before the root element of a file.

    They begin with one of `openings`, and end at any `closing`, which they can also contain. The
    time is linear: a regular expression would try all combinations of ends.
    """
    begins: list[int] = []
    search = at
    while not root.match(head, at):
        if head.startswith(openings, at):
            begins.append(at + len(openings[0]))
        end = -1
        while not any(begin <= end <= begin + _LONGEST_PROLOG for begin in begins[-2:]):
            end = head.find(closing, search)
            if not begins or end < 0 or end > begins[-1] + _LONGEST_PROLOG:
                return False
            search = end + 1
        at = _end(_SPACES, head, end + len(closing))
    return True


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    """Return the end of the match at a position; the pattern matches everywhere."""
    match = pattern.match(data, at)
    return match.end() if match else at


def _has_object_lines(data: bytes) -> bool:
    """Return True if the first line ends with an object, and another object follows."""
    end = data.find(b"\n")
    return end >= 0 and data[:end].rstrip().endswith(b"}") and bool(_NEXT_OBJECT.match(data, end))


def _has_columns(head: bytes) -> bool:
    """Return True if the first line names at least two columns of a table of articles."""
    first = head.partition(b"\n")[0].lower()
    separator = max((b",", b";", b"\t"), key=first.count)
    cells = {cell.strip(b' "\r') for cell in first.split(separator)}
    return len(cells & _COLUMNS) > 1


def _detect_json(data: bytes) -> FileKind | None:
    """Return the kind of JSON in a file that is called a text; None for prose in brackets."""
    lines = data.splitlines()
    try:
        decode_json(data)
    except ValueError:
        try:
            return "jsonl" if isinstance(decode_json(lines[0]), dict) and len(lines) > 1 else None
        except ValueError:
            return None
    return "json"


_ODT = b"application/vnd.oasis.opendocument.text"
_OTHERS_OPENDOCUMENT = {
    b"application/vnd.oasis.opendocument.spreadsheet":
        "a table of OpenDocument; save it as .csv or .xlsx",
    b"application/vnd.oasis.opendocument.presentation":
        "slides of OpenDocument; save their text first",
}  # fmt: skip
_OTHERS_ZIPPED = {
    "ppt/presentation.xml": "slides of PowerPoint; save their text first",
    "xl/workbook.bin": "a binary Excel workbook; save it as .xlsx",
}


def _zipped(data: bytes) -> FileKind:
    kind = b""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
        names = set(packed.namelist())
        if {"mimetype", "content.xml"} <= names:
            with packed.open("mimetype") as entry:
                kind = entry.read(100).strip()
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):
        raise ImportingError("is damaged; get the file again") from None
    if "META-INF/container.xml" in names:
        return "epub"
    if "project.qde" in names:
        return "refi project"
    if "xl/workbook.xml" in names:
        return "workbook"
    if "word/document.xml" in names:
        return "docx"
    if kind == _ODT:
        return "odt"
    for part, advice in _OTHERS_ZIPPED.items():
        if part in names:
            raise ImportingError(f"is {advice}")
    if kind in _OTHERS_OPENDOCUMENT:
        raise ImportingError(f"is {_OTHERS_OPENDOCUMENT[kind]}")
    raise ImportingError("is a ZIP file; unpack it and add its files")


def _unpacked(data: bytes) -> bytes:
    """Return the first bytes of a compressed file's content."""
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(data)).read(20)
    except (OSError, EOFError, zlib.error):
        return b""
