"""Texts that would do harm to whoever draws, parses or exports them without care."""

import datetime
import itertools
import sqlite3
from pathlib import Path

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression, clean
from analysis.partial_dates import to_partial_date
from db import Document, Store
from tests.support.findings import stated

# What a terminal would obey: no part of these may reach one.
CONTROLS = (
    "\x1b]52;c;c3RvbGVu\x07",  # puts words into the clipboard
    "\x1b]8;;http://trap.example/\x1b\\here\x1b]8;;\x1b\\",  # a link that shows something else
    "\x1b]0;renamed\x07",  # names the window
    "\x1b[2J\x1b[3J\x1b[H",  # wipes the screen and what was above it
    "\x1b[5n\x1b[6n\x1b[c",  # asks the terminal, which answers as if typed
    '\x1bP$q"p\x1b\\',  # a device control string
    "\x1b_Ga=T,f=100;AAAA\x1b\\",  # a picture
    "\x1bc\x1b#8",  # resets and fills the screen
    "\x1b(0lqk\x1b(B",  # another character set
    "\x1b[?1049l\x1b[?25l\x1b[?1000h",  # leaves the app's screen, hides the cursor
    "\x9b31m\x9d52;c;c3RvbGVu\x9c",  # the same in single C1 codes
    "\x90q#0~\x9c",  # sixel
    "a\bb\rc\x0bd\x0ce\x7ff\x00g",
    "invoice\u202etxt.exe\u202c",  # reads backwards
    "\u2066one\u2069\u2067two\u2069\u061c\u200e\u200f",
    "before\u2028after\u2029end\x85x",
    "\ufeffmark",
)
# What markup parsers, measures of width and searches stumble over.
SHAPES = (
    "[sic] [/] [/b] [@click=app.quit]press[/] [link=http://trap.example]x[/link]",
    "[bold]{0} %s ${HOME} `id` $(id) {{7*7}}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>&#27;[31m&lt;b&gt;",
    '=HYPERLINK("http://trap.example","x")',
    "' OR 1=1; DROP TABLE note; --\"",
    "../../../etc/passwd\\..\\..",
    "e\u0301\u0301\u0301\u0301\u0301 Z\u0335\u0321\u0316 \u0488\u0489",
    "👩‍👩‍👧‍👦 🇺🇳 ✌🏿 ﷽ 한글 ｗｉｄｅ",
    "زيارة الرئيس שלום עולם",
    "zero\u200bwidth soft\u00adhyphen word\u2060joiner tag\U000e0041",
    "pаypal.com Ηouse",  # with Cyrillic and Greek letters in it
    "W" * 400,
    '“‘“‘“ ’”’ "\'"\'" «‹»›',
    "C++ a-b what's 50% NEAR/ AND OR NOT * ( ) \" :",
)
PAYLOADS = CONTROLS + SHAPES
_DAY = datetime.date(2026, 3, 12)


def hostile_texts() -> list[str]:
    """More than two hundred: each payload alone, twice, between words, in a name, in marks."""
    forms = ("{0}", "{0}{0}", "Before {0} after.", "Mr {0}", "“{0}”", "Line\n{0}\nline", "({0}) –")
    return [form.format(payload) for payload, form in itertools.product(PAYLOADS, forms)]


def add_hostile(store: Path, texts: list[str]) -> int:
    """Store an article made of hostile texts, in every part of it; gives its number.

    Its rows are then overwritten with what cleaning had taken out, as in a file made by others.
    """
    parts = [f"“{text}” said {text} on Friday in Port Luna." for text in texts]
    raw = "\n\n".join(parts)
    # as many characters as what is stored, so that offsets hold
    raw = raw.replace("\r\n", " \n").replace("\ud800", "?")
    text = clean(raw)
    mentions, quotations, times, events = [], [], [], []
    at = 0
    for number, (part, words) in enumerate(zip(parts, texts, strict=True)):
        quoted, name = at + len(words) + 2, at + len(words) + 8
        friday = name + len(words) + 4
        quotations.append(
            Quotation(((at, quoted),), "direct", (quoted + 1, quoted + 5),
                      (name, name + len(words)), number, reason=stated(words))
        )  # fmt: skip
        mentions.append(
            Mention(name, name + len(words), "PERSON", "name", number, 1.0, stated(words))
        )
        times.append(TimeExpression(friday, friday + 6, "DATE", "2026-03-13", reason=stated(words)))
        events.append(
            Event(at, at + len(part) - 1, number, words, _DAY, _DAY, "day", True, (number,), 1.0,
                  stated(words))
        )  # fmt: skip
        at += len(part) + 2
    entities = tuple(
        Entity(number, words, "PERSON", (words,), words, reason=stated(words))
        for number, words in enumerate(texts)
    )
    analysis = Analysis(
        text, _DAY, entities, tuple(mentions), tuple(quotations), tuple(times), tuple(events)
    )
    some = " ".join(texts)[:300]
    with Store(store) as opened:
        article = opened.articles.add(
            Document(text, some, some, some, some, to_partial_date(_DAY), "given"), analysis
        ).article
        opened.notes.add(article, 0, min(20, len(text)), "\n".join(texts), tags=texts)
        opened.articles.set_tags(article, texts)
    _overwrite(store, article, raw, some)
    return article


def _overwrite(store: Path, article: int, raw: str, some: str) -> None:
    with sqlite3.connect(store) as sqlite:
        sqlite.execute(
            "UPDATE article SET text = ?, title = ?, byline = ?, site = ?, source = ? WHERE id = ?",
            (raw, some, some, some, some, article),
        )
        sqlite.execute(
            "UPDATE note SET body = ?, exact = ? WHERE article = ?", (some, some, article)
        )
    sqlite.close()
