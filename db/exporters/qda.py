"""Export to a REFI-QDA project (.qdpx, https://www.qdasoftware.org), as for QualCoder.

People, kinds of findings and the reader's tags are codes. Each note is a coded selection.
"""

import io
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from db.exporters.escaping import markup, one_line
from db.exporters.selection import Exported, Kept

_SPACE = uuid.UUID("6f6e7265-636f-5264-8000-000000000000")
_USERS = {"machine": "OnRecord", "reader": "Reader"}
_COLOURS = {"Names": "#6b8e23", "Said": "#c8702a", "Events": "#2a6fc8", "My notes": "#c8b02a"}


def refi_project(articles: Iterable[Exported], options: Kept, name: str) -> bytes:
    """Return the project file: the project description, and the texts as sources."""
    codes: dict[tuple[str, str], str] = {}
    sources: list[str] = []
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for article in articles:
            source = _id("source", str(article.row.id))
            packed.writestr(f"Sources/{source}.txt", article.document.text.encode())
            sources.append("".join(_source(article, options, source, codes)))
        packed.writestr("project.qde", "".join(_project(name, codes, sources)))
    return file.getvalue()


def _project(name: str, codes: dict[tuple[str, str], str], sources: list[str]) -> Iterator[str]:
    now = _moment(datetime.now(UTC))
    yield '<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" '
    yield f'name="{markup(one_line(name))}" origin="OnRecord" creationDateTime="{now}" '
    yield f'creatingUserGUID="{_id("user", "machine")}"><Users>'
    for user, user_name in _USERS.items():
        yield f'<User guid="{_id("user", user)}" name="{user_name}"/>'
    yield "</Users><CodeBook><Codes>"
    for group, colour in _COLOURS.items():
        inner = [(code, guid) for (kind, code), guid in codes.items() if kind == group]
        if not inner:
            continue
        yield f'<Code guid="{_id("code", group)}" name="{group}" isCodable="true" color="{colour}">'
        for code, guid in inner:
            if code:
                yield f'<Code guid="{guid}" name="{markup(code)}" isCodable="true" '
                yield f'color="{colour}"/>'
        yield "</Code>"
    yield "</Codes></CodeBook><Sources>"
    yield from sources
    yield "</Sources></Project>\n"


def _source(
    article: Exported, options: Kept, guid: str, codes: dict[tuple[str, str], str]
) -> Iterator[str]:
    moment = _moment(article.row.added)
    machine = _id("user", "machine")
    title = markup(f"{article.row.id} {one_line(article.title)}")
    yield f'<TextSource guid="{guid}" name="{title}" plainTextPath="internal://{guid}.txt" '
    yield f'creatingUser="{machine}" creationDateTime="{moment}">'
    about = [article.document.byline, article.document.site, article.document.source]
    if any(about):
        yield f"<Description>{markup(' · '.join(filter(None, about)))}</Description>"
    for start, end, group, code, words, user in _coded(article, options):
        selection = f"{guid}|{start}|{end}|{group}|{code}|{words}"
        own = f'guid="{_id("selection", selection)}"'
        yield f'<PlainTextSelection {own} name="{markup(one_line(words)[:100])}" '
        yield f'startPosition="{start}" endPosition="{end}" creatingUser="{_id("user", user)}" '
        yield f'creationDateTime="{moment}">'
        if words and user == "reader":
            yield f"<Description>{markup(words)}</Description>"
        target = codes.setdefault((group, code), _id("code", f"{group}|{code}"))
        target = target if code else _id("code", group)
        yield f'<Coding guid="{_id("coding", selection)}" creatingUser="{_id("user", user)}" '
        yield f'creationDateTime="{moment}"><CodeRef targetGUID="{target}"/></Coding>'
        yield "</PlainTextSelection>"
    yield "</TextSource>"


def _coded(article: Exported, options: Kept) -> Iterator[tuple[int, int, str, str, str, str]]:
    """Yield coded spans: start, end, code group, code, description and user."""
    if "names" in options.parts:
        for mention in article.analysis.mentions:
            if mention.entity is not None:
                name = one_line(article.person(mention.entity))
                yield mention.start, mention.end, "Names", name, "", "machine"
    for quotation in article.quotations:
        speaker = one_line(
            article.person(quotation.speaker)
            if quotation.speaker is not None
            else article.speaker(quotation)
        )
        for start, end in quotation.spans:
            yield start, end, "Said", speaker or "nobody named", "", "machine"
    for event in article.dated:
        yield (
            event.start,
            event.end,
            "Events",
            f"{event.first_day:%Y-%m}",
            event.headline,
            "machine",
        )
    for note in article.notes:
        for tag in note.tags or ("",):
            yield note.start, note.end, "My notes", one_line(tag), note.body, "reader"


def _id(kind: str, words: str) -> str:
    """Return an id that is the same in every export, so that exports can be merged."""
    return str(uuid.uuid5(_SPACE, f"{kind}|{words}"))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
