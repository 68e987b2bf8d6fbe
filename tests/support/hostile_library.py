"""Texts that mean to harm: what every door and every export has to bear."""

import datetime
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

from analysis import Analysis, Entity, Event, Mention, Quotation, Span, TimeExpression
from analysis.partial_dates import to_partial_date
from db import Document, Store
from db.corrections import RenameEntity, SetLabel
from db.importers import Highlight, ImportItem
from db.maintenance.integrity import accept_changes
from tests.support.findings import stated

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("https://evil.example","x")'
ESCAPES = "\x1b]0;owned\x07\u202egnp.exe"
TEX = "\\input{/etc/passwd} $x_1$ %&#~^{}"
LINKS = "[x](javascript:alert(1)) ![y](http://evil.example/y.png) [[People]] ^id ==m== `c` | > #tag"
CALENDAR = "x\nEND:VEVENT\nBEGIN:VALARM;,\\"
YAML = '---\nonrecord: no\n"quoted": [a, b]\n---'
NASTY = "\n".join(
    (MARKUP, FORMULA, ESCAPES, TEX, LINKS, CALENDAR, YAML, "\ud800 \x00 \uffff 👩‍👩‍👧 e\u0301")
)


def hostile_article() -> tuple[ImportItem, Analysis]:
    """An article each of whose fields is hostile."""
    from analysis import clean

    text = clean(NASTY)
    day = datetime.date(2021, 3, 3)
    entities = (
        Entity(0, MARKUP, "PERSON", (FORMULA,), TEX, 0.9, stated(text)),
        Entity(1, clean(ESCAPES), "ORG"),
    )
    found = Analysis(
        text, day, entities,
        (Mention(0, len(MARKUP), "PERSON", "name", 0), Mention(0, len(text), "ORG", "name", 1)),
        (Quotation(((0, 40), (50, len(text))), "direct", (40, 45), (45, 50), 0, None, True, 0.9,
                   stated(clean(NASTY))),),
        (TimeExpression(0, 8, "DATE", "2021-03-05"),),
        (Event(0, len(text), 0, clean(NASTY), day, datetime.date.max, "day", True, (0, 1)),),
    )  # fmt: skip
    document = Document(
        text, clean(MARKUP + FORMULA), clean(FORMULA), clean(LINKS), "javascript:alert(1)",
        to_partial_date(day), "metadata", "en", "", clean(TEX),
    )  # fmt: skip
    notes = (
        Highlight(text[:30], clean(NASTY), (clean(MARKUP), clean(FORMULA))),
        Highlight(text, clean(FORMULA)),
    )
    return ImportItem(document, (clean(YAML), clean(MARKUP)), True, "read", 3, notes), found


def add_hostile_article(store: Store) -> int:
    """Store the hostile article."""
    return store.imports.add(*hostile_article()).article


# What spreadsheets, browsers, templates, XML, YAML, TeX, Markdown and calendars would obey.
WORD = (
    "=1+1 \"two\", 'three'; four\tfive </script> ]]> {{ \\n \\ 6% &amp; & 👩‍👩‍👧 שלום مرحبا "
    "e\u0301 Z\u0335 हिन्दी [[seven]] ![y](z) --- $a_1^2$ # #tag ~ | *b* _c_ `d` <i> @e {f"
)
LINES = (
    "1. one", "2) two", "  - three", "# four", "---", "", "    five", "\t=6", "> seven", "```",
    "===",
    '"eight', "END:VEVENT", "+ nine", "@ten", "\\n",
)  # fmt: skip
SITE = "https://news.example/a_b?c=%22d%22&e=1#f~g"


def word(name: str) -> str:
    """The hostile word of a field; it ends with the name of the field."""
    return f"{WORD} {name}"


def lines(name: str) -> str:
    """The hostile word on several lines, each of which means something to Markdown or YAML."""
    return "\n".join((word(name), *LINES, f"The end of {name}"))


@dataclass
class Writing:
    """A text that is put together from stretches."""

    text: str = ""
    spans: dict[str, Span] = field(default_factory=dict)

    def put(self, words: str, name: str = "") -> None:
        """Write words; those with a name are found again by it."""
        start = len(self.text)
        self.text += words
        if name:
            self.spans[name] = start, len(self.text)


MOMENT = "2021-03-04T05:06:07.000000+00:00"
_DAY = datetime.date(2021, 3, 3)


def hostile_report() -> tuple[ImportItem, Analysis]:
    """An article with a hostile word in every field, which ends with the field's name."""
    writing = Writing()
    writing.put("The harbour report\n")
    writing.put(f"{lines('text')}\nAnother line that is longer than what notes keep around.\n")
    writing.put(f"“{word('saying')}”", "saying")
    writing.put(" ")
    writing.put(word("cue"), "cue")
    writing.put(" ")
    writing.put(word("speaker"), "speaker")
    writing.put(".\n")
    writing.put(f"“{word('again')}\n{word('piece')}”", "again")
    writing.put(" came from ")
    writing.put(word("source words"), "unnamed")
    writing.put(".\n")
    writing.put(f"The port closes {word('clause')} ", "clause")
    writing.put("on Friday", "time")
    writing.put(" at ")
    writing.put(word("spot"), "spot")
    writing.put(" beside ")
    writing.put(word("mistaken"), "mistaken")
    writing.put(".\n")
    writing.put(f"Mark this: {word('exact')}\n{word('exact too')}", "note")
    writing.put(
        "\nBetween both stands a line that is long enough.\nNobody marked this last line.\n"
    )
    at, text = writing.spans, writing.text
    friday = datetime.date(2021, 3, 5)
    entities = (
        Entity(0, word("speaker"), "PERSON", (word("alias"), word("alias too")), word("role"), 0.9,
               stated(word("entity reason"))),
        Entity(1, word("spot"), "GPE", reason=stated("a place")),
        Entity(2, word("mistaken"), "ORG", reason=stated("found")),
    )  # fmt: skip
    found = Analysis(
        text, _DAY, entities,
        (
            Mention(*at["speaker"], "PERSON", "name", 0, 0.9, stated(word("mention reason"))),
            Mention(*at["spot"], "GPE", "name", 1),
            Mention(*at["mistaken"], "ORG", "name", 2, 0.5),
        ),
        (
            Quotation((at["saying"],), "direct", at["cue"], at["speaker"], 0, None, True, 0.9,
                      stated(word("quotation reason"))),
            Quotation((at["again"],), "indirect", None, at["unnamed"]),
        ),
        (TimeExpression(*at["time"], "DATE", "2021-03-05", reason=stated(word("time reason"))),),
        (
            Event(*at["clause"], 0, word("happening"), friday, friday + datetime.timedelta(2),
                  "day", True, (0, 1), 0.9, stated(word("event reason"))),
        ),
    )  # fmt: skip
    document = Document(
        text, word("title"), word("byline"), word("site"), word("source"), to_partial_date(_DAY),
        "metadata", "en", "", word("section"), datetime.date(2021, 3, 4),
    )  # fmt: skip
    notes = (
        Highlight(text[slice(*at["note"])], lines("body"), (word("note tag"), "plain tag"),
                  start=at["note"][0], end=at["note"][1], verdict="disputed", starred=True),
        Highlight(text[slice(*at["saying"])], word("body of the saying"), start=at["saying"][0],
                  end=at["saying"][1]),
    )  # fmt: skip
    return ImportItem(document, (word("tag"), "second tag"), True, "reading", 3, notes), found


def harmless_report() -> tuple[ImportItem, Analysis]:
    """An article with an address and two authors, in which the same speaker is named."""
    writing = Writing()
    writing.put(word("speaker"), "speaker")
    writing.put(" spoke in ")
    writing.put("May 2021", "time")
    writing.put(". ")
    writing.put("“So be it”", "saying")
    writing.put(".\n")
    at, text = writing.spans, writing.text
    found = Analysis(
        text, _DAY, (Entity(0, word("speaker"), "PERSON"),),
        (Mention(*at["speaker"], "PERSON", "name", 0),),
        (Quotation((at["saying"],), "mixed", None, None, 0),),
        (TimeExpression(*at["time"], "DATE", "2021-05"),),
        (Event(*at["speaker"], 0, "A speech", datetime.date(2021, 5, 1),
               datetime.date(2021, 5, 31), "month", True, (0,)),),
    )  # fmt: skip
    document = Document(
        text, "A plain title", "Ida Quill and Tom Marsh", "Coastwire", SITE, to_partial_date(_DAY)
    )
    return ImportItem(document), found


def add_hostile_library(store: Store) -> None:
    """Store both reports, a correction and a standing rule, all at one fixed moment."""
    for incoming, found in (hostile_report(), harmless_report()):
        store.imports.add(incoming, found)
    text = store.articles.text(1)
    start = text.index(word("mistaken"))
    store.corrections.add(
        1, start, start + len(word("mistaken")), RenameEntity(word("corrected"), "ORG")
    )
    store.corrections.add_rule(word("ruled"), SetLabel("ORG"))
    with closing(sqlite3.connect(store.path)) as sqlite, sqlite:
        sqlite.execute("UPDATE article SET added = ?", (MOMENT,))
        sqlite.execute("UPDATE note SET created = ?, changed = ?", (MOMENT, MOMENT))
        sqlite.execute("UPDATE correction SET created = ?", (MOMENT,))
        sqlite.execute("UPDATE correction_rule SET created = ?", (MOMENT,))
    accept_changes(store.path)
