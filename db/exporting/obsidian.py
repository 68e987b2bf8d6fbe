"""A folder of linked notes for Obsidian: a page for each article and for each person.

Each paragraph of a text has a block id, so that what somebody said links to the place of it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis import Span
from db.exporting.escaping import file_name, link, markdown, one_line, yaml
from db.exporting.markdown import days, mark, noted, own_words
from db.exporting.selecting import Exported, Kept

_PARAGRAPH = re.compile(r"\S[^\n]*")
_PEOPLE = ("PERSON", "ORG", "NORP")


def obsidian_files(articles: Iterable[Exported], kept: Kept) -> Iterator[tuple[str, str]]:
    """The pages by their names in the folder."""
    said: dict[str, list[str]] = defaultdict(list)
    named: dict[str, set[str]] = defaultdict(set)
    about: dict[str, tuple[str, set[str], set[str]]] = {}
    pages = _Pages()
    for one in articles:
        name = _page_name(one)
        yield f"articles/{name}.md", "".join(_article(one, kept, pages))
        if "names" not in kept.parts:
            continue
        for entity in one.entities:
            if entity.label not in _PEOPLE:
                continue
            person = one.person(entity.id)
            label, names, roles = about.setdefault(person, (entity.label, set(), set()))
            names |= {entity.name, *entity.aliases} - {person}
            if entity.role:
                roles.add(entity.role)
            named[person].add(name)
        for quotation in one.quotations:
            if quotation.speaker is None:
                continue
            day = one.document.published
            said[one.person(quotation.speaker)].append(
                f"- {day.isoformat() + ' ' if day else ''}{markdown(one.content(quotation))} "
                f"[[articles/{name}{_place(one, kept, quotation.start)}|{_label(one.title)}]]"
                f"{mark(quotation.because)}\n"
            )
    for person in sorted(named):
        label, names, roles = about[person]
        yield (
            f"people/{pages.of(person)}.md",
            "".join(
                [
                    f"---\nonrecord: person\nlabel: {label}\naliases: [{_list({person, *names})}]\n"
                    f"roles: [{_list(roles)}]\n---\n\n# {markdown(person)}\n\n",
                    *(["## Said\n\n", *sorted(said[person]), "\n"] if said[person] else []),
                    "## Named in\n\n",
                    *(f"- [[articles/{name}]]\n" for name in sorted(named[person])),
                ]
            ),
        )


class _Pages:
    """The names of the pages of people, each of its own also where two people's look alike."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, person: str) -> str:
        if person not in self._names:
            self._names[person] = _unique(file_name(person, "person"), self._taken)
        return self._names[person]


def _article(one: Exported, kept: Kept, pages: _Pages) -> Iterator[str]:
    document = one.document
    yield f"---\nonrecord: {one.row.id}\ntitle: {yaml(one.title)}\n"
    for field, value in (
        ("author", document.byline), ("site", document.site), ("section", document.section),
        ("source", document.source), ("language", document.language),
    ):  # fmt: skip
        if value:
            yield f"{field}: {yaml(value)}\n"
    for field, day in (("published", document.published), ("updated", document.updated)):
        if day:
            yield f"{field}: {day.isoformat()}\n"
    yield f"tags: [{_list(set(one.row.tags))}]\n---\n\n# {markdown(one_line(one.title))}\n\n"
    address = link(document.source)
    if address:
        yield f"<{address}>\n\n"
    if "text" in kept.parts:
        marks = _joined((note.start, note.end) for note in one.notes if note.start < note.end)
        for number, match in enumerate(_PARAGRAPH.finditer(document.text), 1):
            words = _highlighted(match[0].rstrip(), match.start(), marks)
            yield f"{words} ^p{number}\n\n"
    if "quotations" in kept.parts and one.quotations:
        yield "## Quotations\n\n"
        for quotation in one.quotations:
            speaker = one.speaker(quotation) or "nobody named"
            told = (
                f"[[people/{pages.of(one.person(quotation.speaker))}|{_label(speaker)}]]"
                if quotation.speaker is not None
                and "names" in kept.parts
                and one.analysis.entities[quotation.speaker].label in _PEOPLE
                else markdown(speaker)
            )
            yield f"- {told}: {markdown(one.content(quotation))}"
            yield f"{_link(one, kept, quotation.start)}{mark(quotation.because)}\n"
        yield "\n"
    if "events" in kept.parts and one.dated:
        yield "## Timeline\n\n"
        for event in one.dated:
            yield f"- {days(event)} {markdown(one_line(event.headline))}{mark(event.because)}\n"
        yield "\n"
    if one.notes:
        yield "## My notes\n\n"
        for note in one.notes:
            yield f"{noted(note)}{_link(one, kept, note.start)}\n\n"
    yield from own_words(replace(one, notes=()), "#")


def _link(one: Exported, kept: Kept, offset: int) -> str:
    """A link to the paragraph that an offset is in, where the page has the text."""
    place = _place(one, kept, offset)
    return f" [[{place}|↑]]" if place else ""


def _place(one: Exported, kept: Kept, offset: int) -> str:
    """The end of a link to a paragraph; "" where the page has no text."""
    return f"#^{_block(one, offset)}" if "text" in kept.parts else ""


def _block(one: Exported, offset: int) -> str:
    """The id of the paragraph that an offset is in."""
    number = 1
    for at, match in enumerate(_PARAGRAPH.finditer(one.document.text), 1):
        if match.start() > offset:
            break
        number = at
    return f"p{number}"


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Stretches in order, those that meet as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _highlighted(paragraph: str, start: int, marks: list[Span]) -> str:
    """A paragraph with what notes are on between ==."""
    end = start + len(paragraph)
    pieces: list[str] = []
    at = start
    for first, last in marks:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        pieces += [markdown(paragraph[at - start : first - start]) if first > at else ""]
        pieces += [f"=={markdown(paragraph[first - start : last - start])}=="]
        at = last
    return "".join(pieces) + markdown(paragraph[at - start :])


def _page_name(one: Exported) -> str:
    return f"{one.row.id} {file_name(one.title, 'article')}"


def _label(words: str) -> str:
    """Words that may stand in a link."""
    return " ".join(re.sub(r"[\[\]|#^\\<>`*_=~$%]", " ", one_line(words)).split()) or "…"


def _list(words: set[str]) -> str:
    return ", ".join(yaml(word) for word in sorted(words))


def _unique(name: str, taken: set[str]) -> str:
    number, found = 2, name
    while found.casefold() in taken:
        found = f"{name} {number}"
        number += 1
    taken.add(found.casefold())
    return found
