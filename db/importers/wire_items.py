"""Items of news agencies: the fields that their formats share, and their documents."""

import re
from collections import Counter
from dataclasses import dataclass, field

from analysis import clean
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.errors import ImportingError
from db.importers.bylines import is_agency, is_desk
from db.importers.documents import build_document
from db.importers.models import ImportItem
from db.importers.moments import parse_moment
from db.models import Origin
from db.text import one_line
from db.wire_records import WireRecord, WireStatus, to_utc

_STATUSES: dict[str, WireStatus] = {
    **dict.fromkeys(("canceled", "cancelled", "cancel", "kill", "killed", "deleted"), "killed"),
    **dict.fromkeys(("withheld", "withhold", "withdrawn", "embargo-withheld"), "withheld"),
    **dict.fromkeys(("correction", "corrected", "corrective", "berichtigung"), "corrected"),
}
_TAIL = re.compile(r"[^:/#]*\Z")
_MEDIA = frozenset({"picture", "image", "photo", "graphic", "audio", "video", "animation"})
_DASH = re.compile(r"[-–—_]\s*\Z")
_INTRODUCTION = re.compile(r"(?i)(?:by|von|par|por|di|door|af|av)[\s:]+(?=\S)")
SLUG_TITLE = "it has no headline: its title is the slugline"
_TOP = 400  # characters of a text in which its dateline is expected
_LONGEST_NOTE = 500  # characters
_STATED = re.compile(
    r"(?:(?P<kill>(?:MANDATORY |BULLETIN )?KILL|(?:STORY )?WITHDRAWN|WITHDRAWAL|ANNULLIERUNG|STORNO"
    r"|ANNULATION)|CORRECT(?:ED|ION|S)|REFILE|BERICHTIGUNG|KORREKTUR|KORRIGIERT"
    r"|RECTIFICATI(?:F|ON))(?:\s*\([^)]{0,40}\))?\s*[-–—:]"
)


@dataclass(slots=True)
class WireFields:
    """The fields of an item as its format states them; "" where it states none.

    `created`, `revised`, `issued` and `embargo` are times as written: of the first version, of the
    present version, of the issue if the format has one time only, and of the release. `kind` is the
    medium: text, picture, audio. `left_out` counts the parts beside the text that were dropped.
    """

    text: str = ""
    title: str = ""
    slug: str = ""
    byline: str = ""
    dateline: str = ""
    site: str = ""
    section: str = ""
    language: str = ""
    address: str = ""
    id: str = ""
    version: str = ""
    created: str = ""
    revised: str = ""
    embargo: str = ""
    statuses: list[str] = field(default_factory=list)
    note: str = ""
    kind: str = "text"
    caption: str = ""
    credits: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def build_wire_item(fields: WireFields, name: str) -> ImportItem:
    """Build the item of an article; raises ImportingError for one without text or caption.

    The caption of a picture is its text. An item without text is stored only if it stops another
    one, or if its address has the text.
    """
    text = with_dateline(clean(fields.text).strip(), clean(fields.dateline))
    status = _status([*fields.statuses, *_headline_statuses(fields)])
    remarks = list(fields.remarks)
    is_excerpt = False
    if fields.kind in _MEDIA:
        caption = clean(fields.caption).strip()
        text = caption if _has_words(caption) else text
        if _has_words(text):
            remarks.append(f"only the caption of this {_medium(fields.kind)} is stored")
            is_excerpt = True
    if not _has_words(text):
        text = ""
        if status not in ("killed", "withheld") and not _is_address(fields.address):
            raise ImportingError(_describe_missing_text(fields))
    title, title_from = one_line(fields.title), dict[str, Origin]()
    if not title and one_line(fields.slug):
        title, title_from = one_line(fields.slug), {"title": "slug"}
        remarks.append(SLUG_TITLE)
    if fields.left_out:
        parts = ", ".join(
            f"{count:,} {_plural(part, count)}" for part, count in sorted(fields.left_out.items())
        )
        remarks.append(f"left out: {parts}")
    created, revised = parse_moment(fields.created), parse_moment(fields.revised)
    published = created or revised
    item_id = one_line(fields.id)
    document = build_document(
        f"{text}\n" if text else "",
        fields.address or item_id or name,
        title=title or (f"Item {item_id}" if not text else ""),
        byline=plain_byline(fields.byline, (fields.site, *fields.credits)),
        site=fields.site or next(filter(None, fields.credits), ""),
        published=published.date() if published else _partial_date(fields.created),
        updated=revised.date() if created and revised and revised != created else None,
        section=fields.section,
        language=fields.language,
        remark="; ".join(remarks),
    )
    wire = None
    if item_id:
        embargo, issued = parse_moment(fields.embargo), revised or created
        wire = WireRecord(
            item_id,
            one_line(fields.version),
            issued and to_utc(issued),
            status,
            "" if status == "usable" else one_line(clean(fields.note))[:_LONGEST_NOTE],
            embargo and to_utc(embargo),
        )
    origins = {**dict(document.origins), **title_from}
    if item_id:
        origins["source"] = "metadata"
    document = replace(document, wire=wire, origins=tuple(sorted(origins.items())))
    return ImportItem(document, excerpt=is_excerpt)


def _describe_missing_text(fields: WireFields) -> str:
    """Return the refusal of an item without text."""
    title = one_line(fields.title or fields.slug or fields.id)
    named = f" “{title[:80]}”" if title else ""
    if fields.kind in _MEDIA:
        kind = _medium(fields.kind)
        return f"is the record of a {kind}{named} without caption; add the text that belongs to it"
    return f"is an item{named} without its text; get it again with its content"


def _medium(kind: str) -> str:
    """Return the name of a medium for messages."""
    return {"image": "picture", "photo": "picture", "audio": "sound"}.get(kind, kind)


def _plural(part: str, count: int) -> str:
    """Return the name of parts left out: `note to editors`, `notes to editors`."""
    first, space, rest = part.partition(" ")
    return f"{first}{'s' if count != 1 else ''}{space}{rest}"


def with_dateline(text: str, dateline: str) -> str:
    """Return a text that begins with its dateline, which some formats give apart from it."""
    dateline = " ".join(dateline.split())
    if not text or not dateline or not any(map(str.isalpha, dateline)) or _is_time(dateline):
        return text
    if _bare(dateline) in _bare(text[:_TOP]):
        return text
    if _DASH.search(dateline):
        first, _, rest = text.partition("\n")
        return f"{dateline} {first}" + (f"\n{rest}" if rest else "")
    return f"{dateline}\n\n{text}"


def _is_time(dateline: str) -> bool:
    """Return True for a time, which some agencies write in place of a dateline."""
    return re.match(r"\d{4}-\d\d-\d\d\b", dateline) is not None


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _headline_statuses(fields: WireFields) -> list[str]:
    """Return the status that the beginning of a headline states; add the note of a correction.

    `CORRECTED-Rivers rise` begins its text with `(In Jan. 3 story, corrects last paragraph)`.
    """
    match = _STATED.match(fields.title) or _STATED.match(fields.slug)
    if match is None:
        return []
    opening = fields.text.lstrip().partition("\n")[0]
    if not fields.note and opening.startswith("("):
        fields.note = opening.strip("()")
    return ["kill" if match["kill"] else "corrected"]


def _status(statuses: list[str]) -> WireStatus:
    """Return the strongest status of those that an item states, as words or as codes."""
    found = {
        _STATUSES.get(tail[0].strip().casefold(), "usable")
        for words in statuses
        if (tail := _TAIL.search(words.strip()))
    }
    order: tuple[WireStatus, ...] = ("killed", "withheld", "corrected")
    return next((status for status in order if status in found), "usable")


def _partial_date(words: str) -> PartialDate | None:
    """Parse a year or a month: `2022-03`; None for anything else."""
    try:
        return PartialDate.parse(words.strip())
    except ValueError:
        return None


def plain_byline(byline: str, outlets: tuple[str, ...] = ()) -> str:
    """Return the names of a byline, without "By" and without the outlet of its item."""
    names = _INTRODUCTION.sub("", one_line(byline), count=1) if byline else ""
    known = {_bare(outlet) for outlet in outlets if outlet}
    parts = [part.strip() for part in re.split(r"\s*[,;|]\s+", names)]
    named = [part for part in parts if _bare(part) and _bare(part) not in known]
    return ", ".join(part for part in named if not is_agency(part) and not is_desk(part))


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _is_address(address: str) -> bool:
    return address.startswith(("http://", "https://"))
