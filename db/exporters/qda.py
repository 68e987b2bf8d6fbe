"""Export to a REFI-QDA project (.qdpx, https://www.qdasoftware.org), as for QualCoder.

The codes are people, kinds of findings and the reader's tags. Each note is a coded selection.
"""

import io
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from analysis import Event
from analysis.date_format import format_period_in_figures, period_ends
from analysis.event_relations import format_bound
from analysis.models import FindingOrigin
from db.article_properties import FLAGS
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle, ExportOptions
from db.models import Note, TagColor
from db.origins import name_origin
from db.repositories.tags import tag_key

_SPACE = uuid.UUID("6f6e7265-636f-5264-8000-000000000000")
_USERS = {"machine": "OnRecord", "reader": "Reader"}
_COLORS = {"Names": "#6b8e23", "Said": "#c8702a", "Events": "#2a6fc8", "My notes": "#c8b02a",
           "Highlights": "#c8b02a", "Verdicts": "#a8502a", "Stars": "#e0c341"}  # fmt: skip
_PREFIXES = {"Names": "", "Said": "said by ", "Events": "", "My notes": "tag ",
             "Highlights": "highlight ", "Verdicts": "verdict ", "Stars": ""}  # fmt: skip
_CODE_COLORS = {  # of highlights and tags
    "red": "#d9534f", "orange": "#e08e3c", "yellow": "#e0c341", "green": "#5cb85c",
    "teal": "#3aa6a0", "blue": "#4a86d9", "purple": "#8e6bbf", "gray": "#8a8a8a",
}  # fmt: skip
# a variable of dates holds days only: a month or a year is text
_VARIABLES = {
    "Published": "Date", "Published in": "Text", "Outlet": "Text", "Author": "Text",
    "Tags": "Text", "Collections": "Text",
    **{flag.name.capitalize(): "Text" for flag in FLAGS},
    "Reading": "Text",
}  # fmt: skip


def _certainty(event: Event) -> str:
    if event.is_guessed:
        return "probably "
    if event.kind == "state":
        return f"a state, {format_bound(event.reason)}"
    return "reported " if event.is_reported else ""


class _Codes:
    """The codes of a project, each with a name of its own.

    QualCoder drops a code whose name another code or category has, and all its codings. So the
    words "Ana Reis" of `Names` are the code "Ana Reis", and of `Said` the code "said by Ana Reis".
    """

    def __init__(self, tag_colors: Mapping[str, TagColor]) -> None:
        self._tag_colors = tag_colors
        self._names = {group.casefold() for group in _COLORS}
        self._codes: dict[tuple[str, str], tuple[str, str]] = {}  # each with its name and GUID

    def guid(self, group: str, words: str) -> str:
        """Return the GUID of a code, which is added if it is new."""
        code = self._codes.get((group, words))
        if code is None:
            # a group without an own sub-code for it, such as notes without tags
            name = f"{_PREFIXES[group]}{words}" if words else f"{group}, no tag"
            number, wanted = 2, name
            while name.casefold() in self._names:
                name, number = f"{wanted} ({number})", number + 1
            self._names.add(name.casefold())
            code = self._codes[group, words] = name, _id("code", f"{group}|{words}")
        return code[1]

    def elements(self) -> Iterator[str]:
        """Yield the code book; a project without codes has none."""
        if not self._codes:
            return
        yield "<CodeBook><Codes>"
        for group, color in _COLORS.items():
            inner = [
                (*code, self._color(group, words))
                for (kind, words), code in self._codes.items()
                if kind == group
            ]
            if not inner:
                continue
            # a group is no code itself: QualCoder would add one of the same name
            yield f'<Code guid="{_id("group", group)}" name="{group}" isCodable="false" '
            yield f'color="{color}">'
            for name, guid, own_color in sorted(inner):
                yield f'<Code guid="{guid}" name="{escape_markup(name)}" isCodable="true" '
                yield f'color="{own_color}"/>'
            yield "</Code>"
        yield "</Codes></CodeBook>"

    def _color(self, group: str, words: str) -> str:
        """Return the color of a tag or of a highlight, else that of the group."""
        own = words if group == "Highlights" else ""
        if group == "My notes":
            own = self._tag_colors.get(tag_key(words), "")
        return _CODE_COLORS.get(own, _COLORS[group])


def write_refi(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[bytes]:
    """Yield the project file: the project description, and the texts as sources.

    Two exports of one store are the same bytes: the time of the export is not in them.
    """
    codes = _Codes(export.store.tags.colors())
    sources: list[str] = []
    users: dict[str, str] = {}
    latest = datetime(1980, 1, 1, tzinfo=UTC)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for article in articles:
            source = _id("source", str(article.row.id))
            _pack(packed, f"Sources/{source}.txt", article.document.text)
            sources.append("".join(_source(article, export.options, source, codes)))
            imported = [note for note in article.notes if note.origin]
            users |= {_author(note): name_origin(note.origin, note.author) for note in imported}
            latest = max(latest, article.row.added, *(note.changed for note in article.notes))
        _pack(packed, "project.qde", "".join(_project(export.name, codes, sources, users, latest)))
    yield file.getvalue()


def _pack(packed: zipfile.ZipFile, name: str, content: str) -> None:
    """Add a file with a fixed date, which would else be the time of the export."""
    about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    about.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(about, content.encode())


def _project(
    name: str, codes: _Codes, sources: list[str], users: Mapping[str, str], latest: datetime
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" '
    yield f'name="{escape_markup(flatten_lines(name))}" origin="OnRecord" '
    yield f'creatingUserGUID="{_id("user", "machine")}" '
    yield f'creationDateTime="{_moment(latest)}"><Users>'
    for user, user_name in {**_USERS, **users}.items():
        yield f'<User guid="{_id("user", user)}" name="{escape_markup(flatten_lines(user_name))}"/>'
    yield "</Users>"
    yield from codes.elements()
    yield "<Variables>"
    for variable, kind in _VARIABLES.items():
        yield f'<Variable guid="{_id("variable", variable)}" name="{variable}" '
        yield f'typeOfVariable="{kind}"/>'
    yield "</Variables>"
    if sources:
        yield "<Sources>"
        yield from sources
        yield "</Sources>"
    yield "</Project>\n"


def _source(
    article: ExportedArticle, options: ExportOptions, guid: str, codes: _Codes
) -> Iterator[str]:
    document, moment = article.document, _moment(article.row.added)
    machine = _id("user", "machine")
    title = escape_markup(f"{article.row.id} {flatten_lines(article.title)}")
    yield f'<TextSource guid="{guid}" name="{title}" plainTextPath="internal://{guid}.txt" '
    yield f'creatingUser="{machine}" creationDateTime="{moment}">'
    if about := " · ".join(filter(None, (document.byline, document.site, document.source))):
        yield f"<Description>{escape_markup(about)}</Description>"
    # QualCoder stores one coding of a span with a code by a user, so notes on it are one
    coded: dict[tuple[int, int, str, str], list[str]] = {}
    for start, end, group, code, words, user in _coded(article, options):
        if start < end:
            coding = start, end, codes.guid(group, code), user
            coded.setdefault(coding, []).append(words)
    for (start, end, target, user), descriptions in coded.items():
        words = "\n\n".join(filter(None, dict.fromkeys(descriptions)))
        selection = f"{guid}|{start}|{end}|{target}|{user}"
        own = f'guid="{_id("selection", selection)}"'
        yield f'<PlainTextSelection {own} name="{escape_markup(flatten_lines(words)[:100])}" '
        yield f'startPosition="{start}" endPosition="{end}" creatingUser="{_id("user", user)}" '
        yield f'creationDateTime="{moment}">'
        if words and user != "machine":
            yield f"<Description>{escape_markup(words)}</Description>"
        yield f'<Coding guid="{_id("coding", selection)}" creatingUser="{_id("user", user)}" '
        yield f'creationDateTime="{moment}"><CodeRef targetGUID="{target}"/></Coding>'
        yield "</PlainTextSelection>"
    values = {
        "Published": str(document.published_day or ""),
        "Published in": "" if document.published_day else str(document.published or ""),
        "Outlet": flatten_lines(document.site),
        "Author": flatten_lines(document.byline),
        "Tags": flatten_lines("; ".join(article.row.tags)),
        "Collections": flatten_lines("; ".join(article.row.collections)),
        **{flag.name.capitalize(): "yes" if flag.find(article.row) else "" for flag in FLAGS},
        "Reading": article.row.state if article.row.state != "unread" else "",
    }
    for variable, value in values.items():
        if value:
            tag = f"{_VARIABLES[variable]}Value"
            yield f'<VariableValue><VariableRef targetGUID="{_id("variable", variable)}"/>'
            yield f"<{tag}>{escape_markup(value)}</{tag}></VariableValue>"
    yield "</TextSource>"


def _coded(
    article: ExportedArticle, options: ExportOptions
) -> Iterator[tuple[int, int, str, str, str, str]]:
    """Yield coded spans: start, end, code group, code, description and user."""
    if "names" in options.parts:
        for mention in article.analysis.mentions:
            if mention.entity is not None:
                name = flatten_lines(article.identity_name(mention.entity))
                yield mention.start, mention.end, "Names", name, "", _user(mention.origin)
    for quotation in article.quotations:
        names = [article.identity_name(speaker) for speaker in quotation.speakers]
        for name in names or [article.speaker(quotation).name or "no speaker"]:
            for start, end in quotation.spans:
                yield start, end, "Said", flatten_lines(name), "", _user(quotation.origin)
    for event in article.dated_events:
        yield (
            event.start,
            event.end,
            "Events",
            f"{_certainty(event)}{_month(event)}",
            event.headline,
            _user(event.origin),
        )
    for note in article.notes:
        is_colored = note.color != "yellow"
        for tag in note.tags or (() if is_colored else ("",)):
            yield note.start, note.end, "My notes", flatten_lines(tag), note.body, _author(note)
        if is_colored:
            yield note.start, note.end, "Highlights", note.color, note.body, _author(note)
        if note.verdict:
            yield note.start, note.end, "Verdicts", note.verdict, "", _author(note)
        if note.starred:
            yield note.start, note.end, "Stars", "starred", "", _author(note)


def _author(note: Note) -> str:
    """Return the user whose a note is: the reader, or the author and the file that it is from."""
    origin = name_origin(note.origin, note.author)
    return f"from {origin}" if origin else "reader"


def _user(origin: FindingOrigin) -> str:
    return "machine" if origin == "machine" else "reader"


def _month(event: Event) -> str:
    """Return the month of an event with a day, which is its code; else its period."""
    assert event.first_day is not None
    first, last = event.first_day, event.last_day or event.first_day
    start, _ = period_ends(first, last, event.precision)
    if start.day is not None:
        return f"{first.year:04}-{first.month:02}"
    return format_period_in_figures(first, last, event.precision)


def _id(kind: str, words: str) -> str:
    """Return an id that is the same in every export, so that exports can be merged."""
    return str(uuid.uuid5(_SPACE, f"{kind}|{words}"))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
