"""Importer of plain text, all of which is kept; metadata in the first lines of any document.

Decoding of bytes: by byte order mark, UTF-8, declared encoding, or the likeliest one.

Detection of a text's language, by its most frequent function words.

Importer of subtitles (WebVTT, SubRip): a transcript of turns with their times and speakers.
"""

import codecs
import datetime
import html
import re
from contextlib import suppress
from dataclasses import replace

from analysis import clean
from db.errors import ImportingError
from db.importers.metadata import DateEvidence, find_published, parse_first_lines
from db.languages import parse_language
from db.models import Document, Origin
from db.text import one_line, without_password

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARED_XML = re.compile(rb"""<\?xml[^<>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_CHARACTER_SET = re.compile("ascii|utf-(?:8|16|32)|iso|cp|koi|mac|big5|gb|euc|shift|hz|johab|tis")
_SAMPLE = 200_000  # bytes that an encoding is guessed from
_ENGLISH = re.compile(rb"(?i)\b(?:the|and|of|to|in|that|said)\b")


def decode(data: bytes) -> str:
    """Decode text and normalize its line ends; raises ImportingError for binary data."""
    text = _decode(data).removeprefix("\ufeff")
    _refuse_controls(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        return _decode_wide(data)
    with suppress(UnicodeDecodeError):
        return data.decode()
    declared = _declared(data)
    if declared:
        with suppress(UnicodeDecodeError):
            return data.decode(declared)
    if _is_damaged_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode(_guess(data), "replace")


def _decode_wide(data: bytes) -> str:
    """Decode UTF-16 without a byte order mark: every other byte is zero; raise for binary data."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 4 and min(even, odd) < len(sample) // 100 + 1:
        return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    raise ImportingError("is not text but a binary file; save it as text or HTML first")


def _declared(data: bytes) -> str | None:
    head = data[:4096]
    match = _DECLARED.search(head) or _DECLARED_XML.search(head)
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name
    except LookupError:
        return None
    if not _CHARACTER_SET.match(name):
        return None  # Python also has codecs that pages should not choose, such as punycode
    # browsers read pages that declare Latin-1 as Windows-1252, which has the quotation marks
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _is_damaged_utf8(data: bytes) -> bool:
    """Return True if most non-ASCII characters are valid UTF-8: only a few bytes are damaged."""
    sample = data[:_SAMPLE].decode("utf-8", "replace")
    lost = sample.count("\ufffd")
    return sum(letter > "\x7f" for letter in sample) - lost > 2 * lost


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    undefined = any(byte in sample for byte in b"\x81\x8d\x8f\x90\x9d")
    if not undefined and len(_ENGLISH.findall(sample)) * 25 > len(sample.split()):
        return "cp1252"  # English text that is not UTF-8 is from Windows
    from charset_normalizer import from_bytes  # takes 20 ms: imported only if needed

    best = from_bytes(sample).best()
    if best is None:
        raise ImportingError("is in no known encoding; save it as UTF-8 first")
    return best.encoding


def _refuse_controls(text: str) -> None:
    sample = text[:_SAMPLE]
    controls = sum(letter < " " and letter not in "\t\n\r\f\v\x1b" for letter in sample)
    if controls > 10 and controls * 20 > len(sample):
        raise ImportingError("is not text but a binary file; save it as text or HTML first")


_WORDS = 2_000  # of a text that are examined
_COMMON = {
    "en": "the of and to in that is was for on with as it his he by at from are be have not said",
    "de": "der die und das nicht von den mit ist sich auf dem ein eine für im als auch dass werden",
    "fr": "le les et des est une dans que qui pour pas sur au du par avec sont ce il plus cette",
    "es": "el los las que del una por con para es se no al lo como su más pero fue este",
    "it": "il che della di per una con non sono gli del si nel alla più dei anche le ha è",
    "pt": "que não uma os com para dos como mais por foi ao das se na no em também pela é",
    "nl": "de het een van en niet dat zijn op met voor is aan door ook naar bij werd maar heeft",
    "sv": "och att det som en på är av för med den till inte har om ett han var från men",
    "da": "og at det er en på af for med den til ikke har som der et han var fra men",
    "pl": "w na i z że się nie do to jest o jak przez po od dla za ale są był",
    "tr": "ve bir bu için ile olarak da de çok daha olan gibi kadar sonra ancak her ne",
}
_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)


def detect_language(text: str) -> str:
    """Return an ISO 639-1 code, "und" if unknown; a short text without function words is "en"."""
    sample = text[: _WORDS * 8]
    latin = len(re.findall("[A-Za-z\u00c0-\u024f]", sample))
    letters = sum(map(str.isalpha, sample))
    if letters - latin > latin:
        return next((code for code, script in _SCRIPTS if script.search(sample)), "und")
    words = re.findall(r"[^\W\d_]+", sample.lower())[:_WORDS]
    counts = {code: sum(map(common.__contains__, words)) for code, common in _SETS.items()}
    language = max(counts, key=counts.__getitem__)
    count = counts[language]
    if not count:
        return "en" if len(words) < 20 else "und"
    if len(words) >= 20 and count * 12 < len(words):
        return "und"
    return "en" if counts["en"] == count else language


_FEW_WORDS = 20  # too few to detect the language reliably


def read_plain(text: str, name: str) -> Document:
    """Read the document of a plain text; its address, headline and dateline are left in."""
    return build_document(clean(text), name)


_TIMES = re.compile(
    r"(?:(\d{1,3}):)?(\d\d):(\d\d)[.,]\d{3}[ \t]+-->[ \t]+(?:(\d{1,3}):)?(\d\d):(\d\d)[.,]\d{3}"
)
_TURN = re.compile(r"\[\d\d:\d\d:\d\d\] ")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,100})>")
_CUE_TAG = re.compile(r"</?[a-z0-9][^<>]{0,200}>", re.IGNORECASE)
_PAUSE = 4  # seconds without a cue, after which a paragraph begins
_LONG_PARAGRAPH = 600  # characters, after which a paragraph begins at the next sentence


def read_transcript(text: str, name: str) -> Document:
    """Read the turns of subtitles; raises ImportingError for a file without cues.

    A turn begins with its time, which the analysis of transcripts skips: `[00:01:04] Ana Reis: No.`
    """
    turns: list[tuple[str, list[str]]] = []
    times: list[int] = []
    ended, previous = 0, ""
    for block in re.split(r"\n(?:[ \t]*\n)+", text):
        lines = block.strip("\n").split("\n")
        at = next((at for at, line in enumerate(lines[:2]) if _TIMES.match(line.strip())), -1)
        cue = _TIMES.match(lines[at].strip()) if at >= 0 else None
        if cue is None:
            continue  # the heading of the file, a note or a style
        start, end = (
            int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
            for hours, minutes, seconds in (cue.group(1, 2, 3), cue.group(4, 5, 6))
        )
        for line in lines[at + 1 :]:
            voice = _VOICE.search(line)
            words = html.unescape(_CUE_TAG.sub("", line)).strip().removeprefix(">>").strip()
            if not words or words == previous:  # captions that scroll repeat lines
                continue
            previous = words
            speaker = " ".join(voice[1].split()) if voice else ""
            length = sum(map(len, turns[-1][1])) if turns else 0
            is_full = length > _LONG_PARAGRAPH and turns[-1][1][-1].endswith((".", "!", "?"))
            if not turns or turns[-1][0] != speaker or start - ended >= _PAUSE or is_full:
                turns.append((speaker, []))
                times.append(start)
            turns[-1][1].append(words)
        ended = end
    if not turns:
        raise ImportingError("has no subtitles; get the file again")
    paragraphs = (
        f"[{time // 3600:02}:{time // 60 % 60:02}:{time % 60:02}] "
        f"{speaker}{': ' if speaker else ''}{' '.join(words)}"
        for time, (speaker, words) in zip(times, turns, strict=True)
    )
    return build_document(clean("\n\n".join(paragraphs) + "\n"), name)


def build_document(
    text: str,
    source: str,
    *,
    title: str = "",
    byline: str = "",
    site: str = "",
    published: datetime.date | None = None,
    remark: str = "",
    section: str = "",
    updated: datetime.date | None = None,
    language: str = "",
) -> Document:
    """Build a document of cleaned text, without the metadata in its first lines."""
    origins: dict[str, Origin] = {}
    given = {"title": title, "byline": byline, "site": site, "section": section}
    facts = {field: one_line(value) for field, value in given.items()}
    for field in facts:
        if facts[field]:
            origins[field] = "metadata"
    if not facts["site"] and (host := one_line(_host(source))):
        facts["site"], origins["site"] = host, "address"
    if source:
        origins["source"] = "metadata" if _host(source) else "file name"
    if updated is not None:
        origins["updated"] = "metadata"
    detected = detect_language(text) if text else "und"
    declared = parse_language(language)
    origins["language"] = "words"
    # templates declare English for pages in any language: enough words are more reliable
    if declared and (detected == "und" or len(text.split()) < _FEW_WORDS):
        detected, origins["language"] = declared, "metadata"
    return Document(
        text,
        facts["title"],
        facts["byline"],
        facts["site"],
        one_line(source),
        published,
        "metadata" if published else "unknown",
        detected,
        remark,
        facts["section"],
        updated,
        tuple(sorted(origins.items())),
    )


def add_first_lines(document: Document) -> Document:
    """Return a document with the metadata in its first lines, where it has no other metadata.

    A transcript with times has no such lines.
    """
    if _TURN.match(document.text):
        return document
    opening = parse_first_lines(document.text, evidence=_evidence(document))
    facts = {"title": document.title, "byline": document.byline, "site": document.site}
    origins = dict(document.origins)
    source = document.source
    if opening.address and not _host(source):
        source, origins["source"] = one_line(without_password(opening.address)), "first lines"
        if not facts["site"] and (host := _host(source)):
            facts["site"], origins["site"] = host, "address"
    elif origins.get("site") == "address" and opening.agency:
        facts["site"] = ""  # an agency is more exact than the host of an address
    for field, read in (
        ("title", opening.title), ("byline", opening.byline), ("site", opening.agency)
    ):  # fmt: skip
        if not facts[field] and (value := one_line(read)):
            facts[field], origins[field] = value, "first lines"
    published, came_from = document.published, document.published_from
    if published is None and opening.published is not None:
        published, came_from = opening.published, opening.published_from
    return replace(
        document, source=source, title=facts["title"], byline=facts["byline"], site=facts["site"],
        published=published, published_from=came_from, origins=tuple(sorted(origins.items())),
    )  # fmt: skip


def confirm_published(
    document: Document, saved: datetime.date | None, address: str = ""
) -> Document:
    """Return a document whose publication date was guessed with the date by more evidence.

    `saved` is the day on which its file was last changed, `address` that of its page.
    """
    if document.published_from != "guessed":
        return document
    evidence = _evidence(document, saved, address)
    published, came_from = find_published(document.text, evidence=evidence)
    return replace(document, published=published, published_from=came_from)


def _evidence(
    document: Document, saved: datetime.date | None = None, address: str = ""
) -> DateEvidence:
    return DateEvidence(f"{address} {document.source}", saved, document.updated)


def _host(source: str) -> str:
    """Return the host of an address, "" if it is not an address."""
    match = re.match(r"https?://(?:www\.)?([^/?#:@\s]+)", source)
    return match[1].lower() if match else ""
