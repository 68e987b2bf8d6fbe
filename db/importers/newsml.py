"""Importer of NewsML-G2 and of NewsML 1: items of text, messages with several, and packages."""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from db.errors import ImportingError
from db.importers.encodings import decode
from db.importers.models import ImportItem, ItemReaders
from db.importers.nitf import DAMAGED_REMARK, add_nitf, without_title
from db.importers.wire_items import WireFields, build_wire_item
from db.importers.xml_trees import (
    Element,
    block_text,
    children,
    descendants,
    find,
    find_all,
    line_of,
    local_name,
    opening_heading,
    parse_fragment,
    parse_xml,
    split_paragraphs,
)

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_WITHOUT_TEXT = {
    "conceptItem": "a list of concepts", "knowledgeItem": "a list of concepts",
    "planningItem": "a plan of coverage", "catalogItem": "a catalog",
}  # fmt: skip
_BESIDE = frozenset({"notepad", "slugline", "publicationDate", "closingline", "np-nonpublic"})
_MARKUP = re.compile(r"</?(?:p|div|br|h\d|table|ul|body|html|strong|em|a|span)\b[^<>]*>", re.I)
_ACCOUNT = re.compile(r"\S+")  # a name of one word is that of an account, or initials
_MOST_NAMED = 5  # remote items that a message names
_NOTE_ROLES = re.compile(r"(?i)notepad|closing|contact|picture|private|link")


def read_newsml_g2(data: bytes, name: str) -> ItemReaders:
    """Read the items of a message, or the item that is the file."""
    root, is_damaged = parse_xml(data)
    items = [root] if local_name(root) in _ITEMS else list(descendants(root, *_ITEMS))
    items = [item for item in items if _is_outermost(item)]
    if not items:
        raise ImportingError("is a message of NewsML without items; get it again")
    texts = [item for item in items if local_name(item) == "newsItem"]
    known = {str(item.get("guid", "")) for item in items}
    remarks = [DAMAGED_REMARK] if is_damaged else []
    for package in items:
        if local_name(package) == "packageItem":
            remote = _remote_items(package, known)
            if remote and texts:
                remarks.append(f"its package also names {_count(remote)}: {_list(remote)}")
            elif remote or not texts:
                yield partial(_refuse_package, package, remote)
        elif local_name(package) in _WITHOUT_TEXT:
            kind = _WITHOUT_TEXT[local_name(package)]
            yield partial(_refuse, f"is {kind} of NewsML, without text; choose another file")
    for number, item in enumerate(texts, 1):
        label = f"{name}#{number}" if len(texts) > 1 else name
        yield partial(_read_item, item, label, remarks if number == 1 else remarks[:is_damaged])


def _is_outermost(item: Element) -> bool:
    return next(item.iterancestors(*(f"{{*}}{name}" for name in _ITEMS)), None) is None


def _refuse(message: str) -> ImportItem:
    raise ImportingError(message)


def _refuse_package(package: Element, remote: list[str]) -> ImportItem:
    title = line_of(next(descendants(package, "headline"), None))
    named = f" “{title[:80]}”" if title else ""
    if not remote:
        raise ImportingError(f"is an empty package{named}; choose another file")
    raise ImportingError(
        f"is a package{named} of {_count(remote)}; add their files: {_list(remote)}"
    )


def _remote_items(package: Element, known: set[str]) -> list[str]:
    """Return the names of the items of a package that are not in the file."""
    found: dict[str, str] = {}
    for reference in descendants(package, "itemRef"):
        address = str(reference.get("residref") or reference.get("href") or "")
        if address and address not in known:
            title = line_of(find(reference, "headline")) or line_of(find(reference, "title"))
            found.setdefault(address, f"“{title[:80]}” ({address})" if title else address)
    return list(found.values())


def _count(remote: list[str]) -> str:
    """Return the number of remote items."""
    return f"{len(remote):,} item{'s' if len(remote) > 1 else ''} that the file does not have"


def _list(remote: list[str]) -> str:
    """Return the names of the first remote items, and the number of the others."""
    more = len(remote) - _MOST_NAMED
    return ", ".join([*remote[:_MOST_NAMED], *([f"and {more:,} more"] if more > 0 else ())])


def _read_item(item: Element, name: str, remarks: list[str]) -> ImportItem:
    """Read an item of NewsML-G2."""
    fields = WireFields(remarks=list(remarks), id=str(item.get("guid", "")))
    fields.version = str(item.get("version", ""))
    meta, content = find(item, "itemMeta"), find(item, "contentMeta")
    if meta is not None:
        _add_item_meta(meta, fields)
    if content is not None:
        _add_content_meta(content, fields)
    holder = find(item, "rightsInfo", "copyrightHolder")
    if holder is not None:
        fields.credits.append(line_of(find(holder, "name")) or str(holder.get("literal", "")))
    language = item.get("{http://www.w3.org/XML/1998/namespace}lang") or item.get("lang")
    fields.language = fields.language or str(language or "")
    for content_set in find_all(item, "contentSet"):
        _add_contents(content_set, fields)
    if not fields.created:
        fields.created = _child_line(content, "contentCreated") if fields.kind == "text" else ""
    return build_wire_item(fields, name)


def _child_line(element: Element | None, *path: str) -> str:
    return "" if element is None else line_of(find(element, *path))


def _code(element: Element | None) -> str:
    """Return the last part of a code such as `stat:usable`."""
    return "" if element is None else str(element.get("qcode", "")).rpartition(":")[2]


def _add_item_meta(meta: Element, fields: WireFields) -> None:
    kind = _code(find(meta, "itemClass"))
    fields.kind = kind if kind and kind != "composite" else "text"
    provider = find(meta, "provider")
    if provider is not None:
        fields.site = line_of(find(provider, "name"))
        fields.credits.append(str(provider.get("literal", "")) or _code(provider))
    fields.revised = _child_line(meta, "versionCreated")
    fields.created = _child_line(meta, "firstCreated")
    fields.embargo = _child_line(meta, "embargoed")
    signals = [find(meta, "pubStatus"), *find_all(meta, "signal")]
    fields.statuses += [str(signal.get("qcode", "")) for signal in signals if signal is not None]
    notes = [
        line_of(note)
        for note in find_all(meta, "edNote")
        if not _NOTE_ROLES.search(str(note.get("role", "")))
    ]
    fields.note = next(filter(None, notes), "")


def _add_content_meta(meta: Element, fields: WireFields) -> None:
    headlines = [
        headline
        for headline in find_all(meta, "headline")
        if line_of(headline) and "sub" not in str(headline.get("role", "")).lower()
    ]
    headlines.sort(key=lambda headline: str(headline.get("rank", "0")))
    fields.title = line_of(headlines[0]) if headlines else ""
    fields.slug = _child_line(meta, "slugline")
    bylines = [line_of(byline) for byline in find_all(meta, "by")]
    fields.byline = ", ".join(filter(None, bylines))
    if not fields.byline:
        names = [line_of(find(creator, "name")) for creator in find_all(meta, "creator")]
        fields.byline = ", ".join(name for name in names if name and not _ACCOUNT.fullmatch(name))
    fields.dateline = _child_line(meta, "dateline")
    credit = _child_line(meta, "creditline").rstrip(" –—-")
    fields.site = fields.site or credit
    fields.credits.append(credit)
    fields.section = _section(meta)
    language = find(meta, "language")
    fields.language = "" if language is None else str(language.get("tag", ""))
    captions = [
        line_of(description)
        for description in find_all(meta, "description")
        if "caption" in str(description.get("role", "")).lower()
    ]
    fields.caption = max(captions, key=len, default="") or _child_line(meta, "description")


_CATEGORY = re.compile("categor|department|desk|cptype:cat")
_SUBJECT = re.compile("medtop|subj|abstract")


def _section(meta: Element) -> str:
    """Return the category or the department of an item, else its first subject."""
    subjects = [
        (f"{subject.get('type', '')} {subject.get('qcode', '')}".lower(), _name(subject))
        for subject in find_all(meta, "subject")
    ]
    subjects = [(kind, name) for kind, name in subjects if name]
    usual = (
        name for kind, name in subjects if re.search("categor|department|desk|cptype:cat", kind)
    )
    first = (name for kind, name in subjects if re.search("medtop|subj|abstract", kind))
    return next(usual, "") or next(first, "")


def _name(subject: Element) -> str:
    return next(filter(None, map(line_of, find_all(subject, "name"))), "")


def _add_contents(content_set: Element, fields: WireFields) -> None:
    """Add the longest of the renditions of a text."""
    texts: list[str] = []
    for content in content_set:
        kind = local_name(content)
        if kind == "inlineXML":
            texts.append(_inline_xml(content, fields))
        elif kind == "inlineData":
            texts.append(_inline_data(content, fields))
        elif kind == "remoteContent" and fields.kind == "text":
            address = str(content.get("href", ""))
            is_page = re.match("text/|application/xhtml", str(content.get("contenttype", "")))
            if is_page and address.startswith(("http://", "https://")):
                fields.address = fields.address or address
    fields.text = max(texts, key=len, default="")


def _inline_xml(content: Element, fields: WireFields) -> str:
    root = next((child for child in content if local_name(child)), None)
    if root is None:
        return _text_of_data(line_of(content), fields)
    return _text_of_tree(root, fields)


def _text_of_tree(root: Element, fields: WireFields) -> str:
    """Return the text of a tree of NITF, XHTML or blocks; add the fields that it has."""
    nitf = root if local_name(root) == "nitf" else next(descendants(root, "nitf"), None)
    if nitf is not None:
        inner = WireFields(title=fields.title, byline=fields.byline)
        add_nitf(nitf, inner)
        fields.title, fields.byline = inner.title, fields.byline or inner.byline
        fields.site, fields.section = fields.site or inner.site, fields.section or inner.section
        fields.credits += inner.credits
        fields.created = fields.created or inner.created
        fields.left_out += inner.left_out
        return inner.text
    body = root if local_name(root) == "body" else next(descendants(root, "body"), root)
    fields.title = fields.title or opening_heading(body)
    roots = [body]
    if len(body) and fields.title:
        top = [child for child in body if local_name(child) == "header"]
        if any(
            line_of(heading) == fields.title for part in top for heading in descendants(part, "h1")
        ):
            for part in top:  # which repeats the metadata
                body.remove(part)
    captions = sum(bool(line_of(caption)) for caption in descendants(body, "figcaption"))
    notes = sum(
        bool(_BESIDE & set(str(part.get("class", "")).split()) and "note" in str(part.get("class")))
        for part in body.iter("{*}section", "section", "{*}div", "div")
    )
    fields.left_out.update({"caption": captions, "note to editors": notes})
    fields.left_out = +fields.left_out
    return without_title(block_text(roots, left_out=_BESIDE), fields.title)


def _inline_data(content: Element, fields: WireFields) -> str:
    text = "".join(str(part) for part in content.itertext())
    if str(content.get("encoding", "")).lower().endswith("base64"):
        text = decode_base64(text)
    return _text_of_data(text, fields)


def decode_base64(text: str) -> str:
    """Decode a text in base64; raises ImportingError for another one."""
    try:
        return decode(base64.b64decode(text, validate=False))
    except (binascii.Error, ValueError):
        raise ImportingError("has damaged data in base64; get the file again") from None


def _text_of_data(text: str, fields: WireFields) -> str:
    if _MARKUP.search(text):
        return _text_of_tree(parse_fragment(text), fields)
    return "\n\n".join(split_paragraphs(text))


# NewsML 1


def read_newsml_1(data: bytes, name: str) -> ItemReaders:
    """Read the items of a file of NewsML 1.0 to 1.2."""
    root, is_damaged = parse_xml(data)
    items = list(descendants(root, "NewsItem"))
    items = [item for item in items if next(item.iterancestors("{*}NewsItem"), None) is None]
    if not items:
        raise ImportingError("is NewsML without items; get it again")
    envelope = _child_line(root, "NewsEnvelope", "DateAndTime")
    remarks = [DAMAGED_REMARK] if is_damaged else []
    stories = [(item, list(_find_stories(item))) for item in items]
    count = sum(len(parts) for _, parts in stories)
    number = 0
    for item, parts in stories:
        common = _read_common(item, envelope, remarks, is_whole=parts == [item])
        for story in parts:
            number += 1
            label = f"{name}#{number}" if count > 1 else name
            yield partial(_read_story, story, common, label)


def _find_stories(item: Element) -> Iterator[Element]:
    """Yield the components of an item that are articles: the whole, or those with own headlines."""
    components = children(item, "NewsComponent")
    if not components:
        yield item
        return
    headed = [
        component
        for component in descendants(item, "NewsComponent")
        if line_of(find(component, "NewsLines", "HeadLine")) and _texts_of(component)
    ]
    has_headline = set(headed)
    inner = [
        component
        for component in headed
        if not any(part in has_headline for part in descendants(component, "NewsComponent"))
    ]
    yield from inner if len(inner) > 1 else [item]


_CAPTION_ROLE = re.compile(r"(?i)caption|legend|bildtext|légende")
_TITLE_ROLE = re.compile(r"(?i)(?:head(?:line)?|title|titel|titre|hl1)\Z")


def _role(component: Element) -> str:
    role = find(component, "Role")
    return "" if role is None else str(role.get("FormalName", ""))


def _role_of(content: Element, story: Element, roles: dict[Element, str]) -> str:
    """Return the role of the nearest component around a content item that has one."""
    for component in content.iterancestors("{*}NewsComponent"):
        if component not in roles:
            roles[component] = _role(component)
        if roles[component] or component is story:
            return roles[component]
    return ""


def _formal(element: Element, *path: str) -> str:
    found = find(element, *path)
    return "" if found is None else str(found.get("FormalName", ""))


def _texts_of(component: Element) -> list[Element]:
    """Return the content items of a component that have text in the file."""
    return [
        content
        for content in descendants(component, "ContentItem")
        if _is_text(content) and line_of(find(content, "DataContent"))
    ]


def _is_text(content: Element) -> bool:
    medium = _formal(content, "MediaType").lower()
    return medium in ("", "text", "complexdata") or "text" in medium


def _read_common(item: Element, envelope: str, remarks: list[str], *, is_whole: bool) -> WireFields:
    """Return the fields that the stories of an item have in common."""
    fields = WireFields(remarks=list(remarks))
    _add_identification(item, fields, is_whole=is_whole)
    management = find(item, "NewsManagement")
    if management is not None:
        _add_management(management, fields)
    fields.created = fields.created or envelope
    fields.site, fields.language = _read_metadata(item)
    fields.site = fields.site or _child_line(item, "Identification", "NewsIdentifier", "ProviderId")
    subject = next(descendants(item, "SubjectCode"), None)
    name = "" if subject is None else str(subject.get("FormalName", ""))
    fields.section = "" if name.isdecimal() else name
    return fields


def _read_story(story: Element, common: WireFields, name: str) -> ImportItem:
    """Read an item of NewsML 1, or one of its components that is an article."""
    fields = replace(
        common, statuses=list(common.statuses), remarks=list(common.remarks),
        credits=list(common.credits), left_out=Counter(),
    )  # fmt: skip
    lines = next(descendants(story, "NewsLines"), None)
    if lines is not None:
        _add_news_lines(lines, fields)
    site, language = _read_metadata(story)
    fields.site, fields.language = site or fields.site, language or fields.language
    texts: list[str] = []
    roles: dict[Element, str] = {}
    for content in _texts_of(story):
        role = _role_of(content, story, roles)
        data = find(content, "DataContent")
        assert data is not None
        text = _text_of_content(content, data, fields, role)
        if _CAPTION_ROLE.search(role):
            fields.caption = fields.caption or text
            fields.left_out["caption"] += 1
        elif _TITLE_ROLE.match(role) and len(text) <= _LONGEST_TITLE:
            fields.title = fields.title or text
        elif text:
            texts.append(text)
    fields.text = "\n\n".join(dict.fromkeys(texts))
    media = [_formal(part, "MediaType").lower() for part in descendants(story, "ContentItem")]
    if not fields.text:
        fields.kind = next((kind for kind in media if kind and kind != "text"), "text")
        fields.left_out.pop("caption", None)
    remote = [str(reference.get("NewsItem", "")) for reference in descendants(story, "NewsItemRef")]
    if any(remote):
        named = [id for id in remote if id]
        fields.remarks.append(f"it also names {_count(named)}: {_list(named)}")
    return build_wire_item(fields, name)


_LONGEST_TITLE = 300  # characters


def _add_identification(item: Element, fields: WireFields, *, is_whole: bool) -> None:
    identifier = find(item, "Identification", "NewsIdentifier")
    if identifier is None:
        return
    parts = [_child_line(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    public = _child_line(identifier, "PublicIdentifier")
    revision = _child_line(identifier, "RevisionId")
    # the public identifier ends with the revision, and would be another id for each
    fields.id = f"urn:newsml:{':'.join(parts)}" if all(parts) else public
    if not is_whole:
        fields.id = ""  # the parts of an item have no id of their own
    fields.version = revision
    fields.slug = _child_line(item, "Identification", "NameLabel")


def _add_management(management: Element, fields: WireFields) -> None:
    fields.created = _child_line(management, "FirstCreated")
    fields.revised = _child_line(management, "ThisRevisionCreated")
    status = _formal(management, "Status")
    fields.statuses += [status, _formal(management, "Instruction")]
    fields.embargo = _child_line(management, "StatusWillChange", "DateAndTime")
    if status.lower() == "embargoed" and not fields.embargo:
        fields.statuses.append("withheld")
    elif status.lower() != "embargoed":
        fields.embargo = ""
    fields.note = _child_line(management, "Comment") or _child_line(
        management, "Instruction", "Comment"
    )


def _add_news_lines(lines: Element, fields: WireFields) -> None:
    fields.title = _child_line(lines, "HeadLine") or _child_line(lines, "SubHeadLine")
    fields.byline = _child_line(lines, "ByLine")
    fields.dateline = _child_line(lines, "DateLine")
    fields.slug = _child_line(lines, "SlugLine") or fields.slug
    fields.credits.append(_child_line(lines, "CreditLine"))


def _read_metadata(root: Element) -> tuple[str, str]:
    """Return the provider, else the source, and the language of an item or a component."""
    providers = (
        _formal(provider, "Party")
        for name in ("Provider", "Source")
        for provider in descendants(root, name)
    )
    language = next(descendants(root, "Language"), None)
    code = "" if language is None else str(language.get("FormalName", ""))
    return next(filter(None, providers), ""), code


def _text_of_content(content: Element, data: Element, fields: WireFields, role: str) -> str:
    """Return the text of a content item; a caption adds no fields."""
    into = WireFields(title=fields.title, byline=fields.byline) if role else fields
    encoding = find(content, "Encoding")
    if encoding is not None and "base64" in str(encoding.get("Notation", "")).lower():
        return _text_of_data(decode_base64(line_of(data)), into)
    if any(local_name(child) for child in data):
        nitf = next(descendants(data, "nitf"), None)
        return _text_of_tree(nitf if nitf is not None else data, into)
    return _text_of_data("".join(str(part) for part in data.itertext()), into)
