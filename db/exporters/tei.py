"""Export to TEI P5 (https://tei-c.org), with findings as elements of the text.

An article is a `TEI` element, and several are a `teiCorpus`. The `standOff` element of an article
lists its people, organizations and places, to which `who` and `ref` point.

Findings may overlap, and elements may not. A finding that crosses another finding, or the end of a
paragraph, is written as several elements, linked by `prev` and `next`.
"""

import datetime
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from urllib.parse import quote

from analysis import Entity, Event, Mention, Quotation, Span, TimeExpression
from analysis.date_format import period_ends
from analysis.events.event_dates import expression_days
from analysis.models import FindingOrigin, Label
from analysis.partial_dates import PartialDate
from analysis.tokenizer import sentence_spans
from db.article_properties import FLAGS
from db.exporters.escapes import escape_markup, flatten_lines, safe_link
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle, ExportOptions
from db.exporters.tei_elements import Attributes, TeiElement, nest_elements, opening_tag, start_tag
from db.models import Note
from db.origins import name_origin
from db.wire_records import describe_status

_NAMESPACE = 'xmlns="http://www.tei-c.org/ns/1.0"'
_NAME_TAGS: dict[Label, str] = {
    "PERSON": "persName", "ORG": "orgName", "GPE": "placeName", "LOC": "placeName",
    "FAC": "placeName", "UNNAMED": "persName", "GROUP": "persName", "BODY": "orgName",
    "OUTLET": "orgName",
}  # fmt: skip
_CATEGORIES = {
    "direct": "The words are quoted.",
    "indirect": "The words are reported.",
    "mixed": "The words are partly quoted and partly reported.",
    "topic": "The words name what the speaker spoke about.",
    "continuation": "The words probably continue the statement before them.",
    "negated": "The speaker denied it, or did not say it.",
}
_ABOUT = (
    "The attribute cert is the confidence of a finding. A finding that crosses another finding, or "
    "the end of a paragraph, has several elements, linked by prev and next. The first has no prev."
)
_WRITTEN = re.compile(r"\b(?:wr[io]te|written|tweet|post(?:s|ed)?\b|e-?mail|blog)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?$")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d$")
_LENGTH = re.compile(r"PT?[\d.]+[DHMSWY][\dDHMSTWY.]*$")
_BEFORE, _AFTER = ("BEFORE", "ON_OR_BEFORE"), ("AFTER", "ON_OR_AFTER")


def write_tei(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield the document, article by article; report findings without a place."""
    remaining = iter(articles)
    first = list(islice(remaining, 2))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    is_corpus = len(first) != 1
    if is_corpus:
        yield (
            f"<teiCorpus {_NAMESPACE}>\n<teiHeader><fileDesc>"
            f"<titleStmt><title>{_text(export.name)}</title></titleStmt>"
            "<publicationStmt><p>Exported by OnRecord.</p></publicationStmt>"
            "<sourceDesc><p>Articles of a private library.</p></sourceDesc>"
            "</fileDesc></teiHeader>\n"
        )
    unplaced = 0
    for article in chain(first, remaining):
        writer = _Writer(article, export.options)
        yield from writer.elements("" if is_corpus else f" {_NAMESPACE}")
        unplaced += writer.unplaced
    if is_corpus and not first:  # a corpus has at least one text
        yield f"<TEI>{_EMPTY}</TEI>\n"
    if is_corpus:
        yield "</teiCorpus>\n"
    if unplaced:
        export.report(
            f"{unplaced:,} findings have no words in the exported text and are left out of it"
        )


_EMPTY = (
    "<teiHeader><fileDesc><titleStmt><title>No articles</title></titleStmt>"
    "<publicationStmt><p>Exported by OnRecord.</p></publicationStmt>"
    "<sourceDesc><p>No articles were selected.</p></sourceDesc></fileDesc></teiHeader>"
    "<text><body><p/></body></text>"
)


class _Writer:
    """Writes one article; `unplaced` counts the findings without words in the text."""

    def __init__(self, article: ExportedArticle, options: ExportOptions) -> None:
        self._article, self._options = article, options
        self._prefix = f"a{article.row.id}"
        self._referenced: set[int] = {entity.id for entity in article.entities}
        self._mentions = {
            (mention.start, mention.end): mention.entity
            for mention in article.analysis.mentions
            if mention.entity is not None
        }
        self.unplaced = 0

    def elements(self, namespace: str) -> Iterator[str]:
        """Yield the `TEI` element of the article."""
        elements = list(self._findings())
        blocks = self._blocks(elements)
        for element in elements:
            element.pieces = list(self._pieces(element.spans, blocks))
            self.unplaced += self._has_whole_text and not element.pieces
        language = escape_markup(self._article.document.language)
        yield f'<TEI{namespace} xml:id="{self._prefix}" xml:lang="{language}">\n'
        yield from self._header()
        yield from self._lists({element.id for element in elements if element.pieces})
        yield f'<text xml:id="{self._id("text")}"><body>\n'
        is_excerpt = "text" not in self._options.parts
        body = list(self._body(elements, blocks))
        yield '<gap reason="not exported"/>\n'.join(body) if is_excerpt else "".join(body)
        yield f"{'' if body else '<p/>'}</body></text></TEI>\n"

    def _id(self, name: str) -> str:
        return f"{self._prefix}.{name}"

    def _entity_id(self, entity: int) -> str:
        self._referenced.add(entity)
        return self._id(f"name{entity}")

    # the header

    def _header(self) -> Iterator[str]:
        document = self._article.document
        title = _text(self._article.title)
        author = f"<author>{_text(document.byline)}</author>" if document.byline else ""
        publisher = f"<publisher>{_text(document.site)}</publisher>" if document.site else ""
        cert = ' cert="low"' if document.published_from == "guessed" else ""
        dates = "".join(
            f'<date type="{kind}" when="{day}"{remark}>{day}</date>'
            for kind, day, remark in (
                ("published", document.published, cert),
                ("updated", document.updated, ""),
            )
            if day is not None
        )
        source = (
            f'<ref target="{escape_markup(_uri(safe_link(document.source)))}">'
            f"{_text(document.source)}</ref>"
            if safe_link(document.source)
            else f'<idno type="source">{_text(document.source)}</idno>'
            if document.source
            else ""
        )
        stated = describe_status(self._article.row.wire_status, self._article.row.wire_note)
        status = f'<note type="status">{_text(stated)}</note>' if stated else ""
        if self._article.row.embargo:
            until = self._article.row.embargo.isoformat()
            status += f'<note type="embargo"><date when="{until}">{until}</date></note>'
        section = f'<title level="s" type="section">{_text(document.section)}</title>'
        yield f"<teiHeader>\n<fileDesc><titleStmt><title>{title}</title>{author}"
        for user, name in (("machine", "OnRecord"), ("reader", "The reader")):
            yield f'<respStmt xml:id="{self._id(user)}"><resp>findings</resp>'
            yield f"<name>{name}</name></respStmt>"
        words = self._article.row.words
        yield f'</titleStmt>\n<extent><measure unit="word" quantity="{words}">{words} words'
        yield "</measure></extent>\n<publicationStmt>"
        yield f"{publisher}{dates}" if publisher else "<p>The publisher is unknown.</p>"
        yield f'</publicationStmt>\n<sourceDesc><bibl><title level="a">{title}</title>'
        yield f"{section if document.section else ''}{author}{publisher}{dates}{source}{status}"
        yield "</bibl></sourceDesc></fileDesc>\n"
        yield f"<encodingDesc><projectDesc><p>{_ABOUT}</p></projectDesc><classDecl><taxonomy>"
        for category, description in _CATEGORIES.items():
            yield f'<category xml:id="{self._id(category)}"><catDesc>{description}</catDesc>'
            yield "</category>"
        yield "</taxonomy></classDecl></encodingDesc>\n"
        language = escape_markup(document.language)
        yield f'<profileDesc><langUsage><language ident="{language}">{language}</language>'
        yield "</langUsage>"
        row = self._article.row
        terms = "".join(f"<term>{_text(tag)}</term>" for tag in row.tags)
        facts = [("collection", name) for name in row.collections]
        facts += [(flag.name, flag.name) for flag in FLAGS if flag.find(row)]
        facts += [("state", row.state)] if row.state != "unread" else []
        terms += "".join(f'<term type="{kind}">{_text(value)}</term>' for kind, value in facts)
        if terms:
            yield f"<textClass><keywords>{terms}</keywords></textClass>"
        yield "</profileDesc>\n</teiHeader>\n"

    # lists of names, events and notes

    def _lists(self, placed: set[str]) -> Iterator[str]:
        lists = [*self._name_lists(), *self._event_list(placed), *self._notes(placed)]
        if lists:
            yield f"<standOff>\n{''.join(lists)}</standOff>\n"

    def _name_lists(self) -> Iterator[str]:
        for event in self._article.analysis.events if self._has_names else ():
            self._referenced.update(event.entities)
        for wanted, list_tag, tag, name_tag in (
            ("persName", "listPerson", "person", "persName"),
            ("orgName", "listOrg", "org", "orgName"),
            ("placeName", "listPlace", "place", "placeName"),
            ("", "listObject", "object", "objectName"),
        ):
            items = [
                self._entity_item(entity, tag, name_tag)
                for entity in self._article.analysis.entities
                if entity.id in self._referenced and _NAME_TAGS.get(entity.label, "") == wanted
            ]
            if items:
                yield f"<{list_tag}>\n{''.join(items)}</{list_tag}>\n"

    def _entity_item(self, entity: Entity, tag: str, name_tag: str) -> str:
        names = f"<{name_tag}>{_text(entity.name)}</{name_tag}>"
        for alias in entity.aliases if self._has_names else ():
            names += f'<{name_tag} type="alias">{_text(alias)}</{name_tag}>'
        # the same in all articles, so that texts of a corpus can be joined by it
        names += f'<idno type="identity">{_text(self._article.identity_name(entity.id))}</idno>'
        role = f'<note type="role">{_text(entity.role)}</note>' if entity.role else ""
        attributes = self._certainty(entity.confidence, entity.origin)
        if tag == "object":
            names = f"<objectIdentifier>{names}</objectIdentifier>"
        if tag in ("object", "place"):
            attributes = {"type": entity.label.lower(), **attributes}
        opening = opening_tag(tag, {"xml:id": self._entity_id(entity.id), **attributes})
        return f"{opening}{names}{role}</{tag}>\n"

    def _event_list(self, placed: set[str]) -> Iterator[str]:
        items = []
        for number, event in enumerate(self._article.analysis.events):
            attributes = {"xml:id": self._id(f"event{number}"), **_event_days(event)}
            if event.precision is not None:
                kind = "reported" if event.is_reported else "dated"
                kind = "state" if event.kind == "state" else kind
                kind = "guessed" if event.is_guessed else kind
                attributes["type"] = "upcoming" if event.upcoming else kind
                attributes["subtype"] = event.precision
            attributes |= self._certainty(event.confidence, event.origin)
            targets = [("words", target)] if (target := self._clause_id(number)) in placed else []
            if self._has_names:
                targets += [("name", self._entity_id(entity)) for entity in event.entities]
            pointers = "".join(f'<ptr type="{kind}" target="#{id}"/>' for kind, id in targets)
            label = f"<label>{_text(event.headline)}</label>"
            items.append(f"{opening_tag('event', attributes)}{label}{pointers}</event>\n")
        if items:
            yield f"<listEvent>\n{''.join(items)}</listEvent>\n"

    def _notes(self, placed: set[str]) -> Iterator[str]:
        for note in self._article.notes:
            words = self._note_id(note)
            target = words if words in placed else self._id("text")
            attributes = {"target": f"#{target}"}
            if not note.origin:
                attributes["resp"] = f"#{self._id('reader')}"
            if note.quotation is not None:
                attributes["corresp"] = f"#{self._quotation_id(note.quotation)}"
            facts = [("verdict", note.verdict), ("starred", "starred" if note.starred else "")]
            facts.append(("color", note.color))
            facts.append(("page", "" if note.page is None else str(note.page)))
            facts.append(("origin", name_origin(note.origin, note.author)))
            yield opening_tag("note", attributes)
            yield "".join(
                f"<p>{_text(line)}</p>" for line in note.body.splitlines() if line.strip()
            )
            yield "".join(f'<seg type="{kind}">{_text(fact)}</seg>' for kind, fact in facts if fact)
            yield "".join(f"<term>{_text(tag)}</term>" for tag in note.tags)
            for kind, moment in (("created", note.created), ("changed", note.changed)):
                yield f'<date type="{kind}" when="{moment.isoformat(timespec="seconds")}"/>'
            yield "</note>\n"

    # findings as elements of the text

    def _findings(self) -> Iterator[TeiElement]:
        """Yield the findings; of findings with equal spans, the outer one first."""
        analysis = self._article.analysis
        for note in self._article.notes:
            if note.start < note.end:
                resp = {"type": "note"}
                if not note.origin:
                    resp["resp"] = f"#{self._id('reader')}"
                yield TeiElement("seg", self._note_id(note), [(note.start, note.end)], resp)
        for number, event in enumerate(analysis.events):
            span = event.start, event.end
            yield TeiElement("seg", self._clause_id(number), [span], {"type": "event"})
        for number, quotation in enumerate(analysis.quotations):
            yield from self._quotation(number, quotation)
        if "events" in self._options.parts and self._has_whole_text:
            for number, time in enumerate(analysis.times):
                attributes = self._date(number, time)
                span = time.start, time.end
                yield TeiElement("date", self._id(f"date{number}"), [span], attributes, False)
        for number, mention in enumerate(analysis.mentions):
            tag, attributes = self._mention(mention)
            span = mention.start, mention.end
            yield TeiElement(tag, self._id(f"mention{number}"), [span], attributes, False)

    @property
    def _has_names(self) -> bool:
        return "names" in self._options.parts

    @property
    def _has_whole_text(self) -> bool:
        return "text" in self._options.parts

    def _quotation_id(self, number: int) -> str:
        return self._id(f"quotation{number}")

    def _clause_id(self, number: int) -> str:
        return self._id(f"event{number}.words")

    def _note_id(self, note: Note) -> str:
        return self._id(f"note{note.id}.words")

    def _quotation(self, number: int, quotation: Quotation) -> Iterator[TeiElement]:
        id, attributes = self._quotation_id(number), {}
        tag = "soCalled" if quotation.kind == "scare" else "quote"
        if quotation.speakers or quotation.source is not None:
            tag = "said"
            speakers = [self._entity_id(speaker) for speaker in quotation.speakers]
            if not speakers and quotation.source is not None:
                speakers = [f"{id}.source"]
                words = {"type": "source", "corresp": f"#{id}"}
                yield TeiElement("rs", speakers[0], [quotation.source], words)
            attributes["who"] = " ".join(f"#{speaker}" for speaker in speakers)
            cue = self._article.text_of(quotation.cue) if quotation.cue else ""
            attributes["aloud"] = "false" if _WRITTEN.search(cue) else "unknown"
            quoted = {"direct": "true", "indirect": "false"}
            attributes["direct"] = quoted.get(quotation.kind, "unknown")
        if quotation.addressee is not None and tag == "said":
            entity = self._mentions.get(quotation.addressee)
            target = f"{id}.addressee" if entity is None else self._entity_id(entity)
            attributes["toWhom"] = f"#{target}"
            if entity is None:
                words = {"type": "addressee", "corresp": f"#{id}"}
                yield TeiElement("rs", target, [quotation.addressee], words)
        if quotation.kind != "scare":
            kinds = [quotation.kind, *(["negated"] if quotation.negated else [])]
            attributes["ana"] = " ".join(f"#{self._id(kind)}" for kind in kinds)
        attributes |= self._certainty(quotation.confidence, quotation.origin)
        yield TeiElement(tag, id, quotation.spans, attributes)
        if quotation.cue is not None:
            words = {"type": "cue", "corresp": f"#{id}"}
            yield TeiElement("seg", f"{id}.cue", [quotation.cue], words, False)

    def _mention(self, mention: Mention) -> tuple[str, Attributes]:
        label = mention.label.lower()
        tag, attributes = "rs", {"type": str(mention.kind), "subtype": label}
        if mention.kind == "name":
            tag = _NAME_TAGS.get(mention.label, "name")
            attributes = {"type": label} if tag in ("name", "placeName") else {}
        if mention.entity is not None:
            attributes["ref"] = f"#{self._entity_id(mention.entity)}"
        return tag, attributes | self._certainty(mention.confidence, mention.origin)

    def _date(self, number: int, time: TimeExpression) -> Attributes:
        """Return the attributes of a time expression; `n` is its TIMEX3 value."""
        attributes = {"n": time.value}
        if time.type == "SET" or time.mod:
            attributes["type"] = time.mod.lower() if time.mod else "set"
        when = f"{time.value}:00" if _MINUTE.match(time.value) else time.value
        days = expression_days(self._article.document.text, self._article.analysis.times, number)
        if time.type == "DURATION" and _LENGTH.match(time.value):
            attributes["dur-iso"] = time.value
        elif days is not None and (_MINUTE.match(time.value) or _DAY.match(time.value)):
            limit = "notAfter" if time.mod in _BEFORE else "notBefore"
            attributes["when" if time.mod not in (*_BEFORE, *_AFTER) else limit] = when
        elif days is not None:
            attributes |= _period(*days, "from", "to")
        return attributes | self._certainty(time.confidence, time.origin)

    def _certainty(self, confidence: float, origin: FindingOrigin) -> Attributes:
        """Return the confidence of a finding by the machine, or the reader as its editor."""
        if origin != "machine":
            return {"resp": f"#{self._id('reader')}"}
        return {"cert": f"{confidence:.2f}"}

    # the text

    def _blocks(self, elements: Sequence[TeiElement]) -> list[Span]:
        """Return the paragraphs of the text, or the findings of an export without the text."""
        if self._has_whole_text:
            paragraphs: dict[int, Span] = {}
            for number, start, end in sentence_spans(self._article.document.text):
                paragraphs[number] = paragraphs.get(number, (start, end))[0], end
            return list(paragraphs.values())
        merged: list[Span] = []
        shown = (element.spans for element in elements if element.is_target)
        for start, end in sorted(chain.from_iterable(shown)):
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged

    def _pieces(self, spans: Iterable[Span], blocks: Sequence[Span]) -> Iterator[tuple[int, Span]]:
        """Yield the parts of spans in each block, without spaces at their ends."""
        text = self._article.document.text
        for first, last in spans:
            index = bisect_right(blocks, first, key=itemgetter(1))
            for number, block in enumerate(blocks[index:], index):
                start, end = max(first, block[0]), min(last, block[1])
                if start >= end:
                    break
                words = text[start:end]
                start += len(words) - len(words.lstrip())
                if words := words.strip():
                    yield number, (start, start + len(words))

    def _body(self, elements: Sequence[TeiElement], blocks: Sequence[Span]) -> Iterator[str]:
        """Yield the paragraphs; elements that would cross are closed and opened again."""
        of_block: list[list[tuple[Span, int]]] = [[] for _ in blocks]
        for order, element in enumerate(elements):
            for number, piece in element.pieces:
                of_block[number].append((piece, order))
        nested = [
            list(nest_elements(block, pieces, elements))
            for block, pieces in zip(blocks, of_block, strict=True)
        ]
        planned = Counter(order for steps in nested for _, opened, _ in steps for order in opened)
        for steps in nested:
            words = []
            for closed, opened, (start, end) in steps:
                words += [f"</{elements[order].tag}>" for order in closed]
                words += [start_tag(elements[order], planned[order]) for order in opened]
                words.append(escape_markup(self._article.document.text[start:end]))
            yield f"<p>{''.join(words)}</p>\n"


def _event_days(event: Event) -> Attributes:
    if event.first_day is None:
        return {}
    if event.is_reported:  # it happened on that day or before it
        return {"notAfter": event.first_day.isoformat()}
    last = event.last_day or event.first_day
    is_exact = event.precision in ("day", "time", "week")
    # some time in a month or year, not all of it
    names = ("from", "to") if is_exact else ("notBefore", "notAfter")
    return _period(event.first_day, last, event.precision, *names)


def _period(
    first: datetime.date, last: datetime.date, precision: str | None, begin: str, end: str
) -> Attributes:
    """Return the attributes of a period, as exact as it is known."""
    start, until = map(PartialDate.isoformat, period_ends(first, last, precision))
    return {"when": start} if start == until else {begin: start, end: until}


def _uri(address: str) -> str:
    """Return an address as a valid URI: signs and letters that it may not have are encoded."""
    main, sign, fragment = address.partition("#")
    encoded = [quote(part, safe="%/:=&?~+!$,;'@()*") for part in (main, fragment)]
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", f"{encoded[0]}{sign}{encoded[1]}")


def _text(words: str) -> str:
    return escape_markup(flatten_lines(words))
