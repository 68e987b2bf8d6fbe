"""Texts that mean to harm: what every door and every export has to bear."""

import datetime

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression
from db import Document, Store
from db.importing import Highlight, Incoming

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


def hostile_article() -> Incoming:
    """An article each of whose fields is hostile."""
    from analysis import clean

    text = clean(NASTY)
    day = datetime.date(2021, 3, 3)
    entities = (
        Entity(0, MARKUP, "PERSON", (FORMULA,), TEX, 0.9, text),
        Entity(1, clean(ESCAPES), "ORG"),
    )
    found = Analysis(
        text, day, entities,
        (Mention(0, len(MARKUP), "PERSON", "name", 0), Mention(0, len(text), "ORG", "name", 1)),
        (Quotation(((0, 40), (50, len(text))), "direct", (40, 45), (45, 50), 0, None, True, 0.9,
                   clean(NASTY)),),
        (TimeExpression(0, 8, "DATE", "2021-03-05"),),
        (Event(0, len(text), 0, clean(NASTY), day, datetime.date.max, "day", True, (0, 1)),),
    )  # fmt: skip
    document = Document(
        text, clean(MARKUP + FORMULA), clean(FORMULA), clean(LINKS), "javascript:alert(1)", day,
        "metadata", "en", "", clean(TEX),
    )  # fmt: skip
    notes = (
        Highlight(text[:30], clean(NASTY), (clean(MARKUP), clean(FORMULA))),
        Highlight(text, clean(FORMULA)),
    )
    return Incoming(document, (clean(YAML), clean(MARKUP)), True, "read", 3, notes, (), found)


def take_hostile(store: Store) -> int:
    """Store the hostile article."""
    incoming = hostile_article()
    return store.take(incoming, incoming.analysis).article
