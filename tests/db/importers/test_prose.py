"""Plain text is an article only if it looks like writing."""

import base64
import inspect
import json
import textwrap

import pytest

from db.importers import prose, read_all_bytes
from db.importers.models import ImportProblem
from db.importers.prose import describe_non_prose

ARTICLE = (
    "The harbor of Lissen will close for two days, the port authority said on Monday. "
    "“We have no choice,” said its director, Ana Reis. Ferries will leave from the old pier.\n\n"
    "About 400 people signed a letter against the plan, which the council discussed in March.\n"
)
POEM = "The tide goes out,\nthe boats lie down,\n  and no one\ncounts the gulls.\n\nI did.\n"
FIXTURES = """League Two, Round 9

Sat Oct 12
  12.30  Lissen Town        2-1  Port United
  15.00  Harbor Rovers      0-0  AFC Quay
Sun Oct 13
  14.00  Old Pier FC        3-2  Dock Albion
  16.15  Gull City          1-4  Ferry Wanderers
"""
TRANSCRIPT = """MODERATOR: Good evening.
REIS: Good evening.
MODERATOR: Will the pier close?
REIS: No.
MODERATOR: When?
REIS: I said no.
"""
CHAT = """<ana> is anyone at the pier?
<paul> yes, and it is closed
[19:04] <ana> thank you
[19:05] <paul> no problem, see you there
"""
HEADLINES = """Pier closed after storm
Council votes on harbor plan
Ferries return to Lissen
"""
SCHEDULE = """8:08 pm - The first boats leave.
8:11 pm - The mayor says that no one is missing.
8:44 pm - Two more boats have arrived at the pier.
"""
MARKDOWN = """# The pier

* It closed on Monday.
* It opens on Friday.

> “We have no choice,” she said.

See https://example.org/pier for more.
"""
TECHNICAL = (
    "Install the program with this command, and start it:\n\n    pip install onrecord\n\n"
    "It opens the library. A file such as notes.txt can be added with the key `a`, and the app "
    "shows how many articles it has. If nothing happens, look at the messages first.\n"
)
LANGUAGES = {
    "Indonesian": "Pelabuhan itu akan ditutup selama dua hari, kata direktur pada hari Senin.\n",
    "Finnish": "Satama suljetaan kahdeksi päiväksi, johtaja kertoi maanantaina lehdelle.\n",
    "Chinese": "港务局星期一表示，港口将关闭两天。局长说：“我们别无选择。”\n",
    "Japanese": "港は二日間閉鎖されると、港湾局が月曜日に発表した。\n",
    "Thai": "ท่าเรือจะปิดสองวัน ผู้อำนวยการกล่าวเมื่อวันจันทร์\n",
    "Hindi": "बंदरगाह दो दिन बंद रहेगा, निदेशक ने सोमवार को कहा।\n",
    "Arabic": "قالت هيئة الميناء يوم الاثنين إن الميناء سيغلق لمدة يومين.\n",
    "Russian": "Порт закроют на два дня, сообщила в понедельник администрация.\n",
}

RESULTS = "The races of Port Luna ended on Sunday after two days of rain.\n" + "".join(
    f"{rank} Ana Reis {5040 - rank} {rank % 4} 1 17\n" for rank in range(1, 7)
)
WRITINGS = {
    "results below a sentence": RESULTS,
    "an article": ARTICLE,
    "an article in lines of 40 characters": textwrap.fill(ARTICLE, 40),
    "an article in one line": " ".join(ARTICLE.split()),
    "an address and an article": "https://example.org/2024/03/pier?id=44&from=rss\n" + ARTICLE,
    "a poem": POEM,
    "fixtures": FIXTURES,
    "a transcript": TRANSCRIPT,
    "a chat": CHAT,
    "headlines": HEADLINES,
    "a live report": SCHEDULE,
    "Markdown": MARKDOWN,
    "a guide with a command": TECHNICAL,
    "a word": "Ferries\n",
    "a name and a number": "Ana Reis, 44\n",
    "a short note": "call A. Reis (pier) re: tide\n",
    "names": "\n".join(f"Ana Reis {letter}." for letter in "ABCDEFGHIJ"),
    **LANGUAGES,
}

CODE_IN_C = """/* The tide tables of the harbor.
   This file is free software. */
#include <stdio.h>
int main(void) {
    for (int day = 0; day < 7; day++) {
        printf("%d\\n", tide(day));
    }
    return 0;
}
"""
SCRIPT = """#!/bin/sh
# Copy the texts of the day.
set -e
for file in "$@"; do
    cp "$file" /tmp/texts/
    echo "copied $file"
done
"""
SETTINGS = """[harbor]
name = Lissen
depth=12
# The tide in meters.
#tide=3
ferries = on
[pier]
open = false
"""
STYLES = "body { margin: 0; }\n.pier, .boat > a { color: #333; }\nh1 { font-size: 2em; }\n" * 3
SQL = """CREATE TABLE boat (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO boat VALUES (1, 'Gull');
INSERT INTO boat VALUES (2, 'Tern');
SELECT name FROM boat WHERE id = 2;
"""
PATCH = """diff --git a/pier.py b/pier.py
index 3f1..9a2 100644
--- a/pier.py
+++ b/pier.py
@@ -1,4 +1,4 @@
-    tide = 3
+    tide = 4
     boats = load(tide)
"""
LATEX = r"""\documentclass{article}
\usepackage{harbor}
\begin{document}
\section{The pier}
The pier is closed.
\end{document}
"""
LOG = "".join(
    f"2024-03-0{day} 10:00:0{day} INFO harbor.tide: checked {day} boats\n" for day in range(1, 9)
)
TRACE = """Traceback (most recent call last):
  File "/srv/harbor/pier.py", line 44, in <module>
    main()
  File "/srv/harbor/pier.py", line 12, in main
    raise TideError(level)
harbor.TideError: 4
"""
TAGGED = """TI  - The tides of the harbor of Lissen and what they mean for its ferries.
AU  - Reis, A.
PY  - 2019
AB  - This paper describes the tides. It suggests that the pier is too low.
"""
FIELDS = """Boat: Gull
Length: 12 m
Built: 1974
Harbor: Lissen
Owner: A. Reis
License: 4471
Engine: 40 hp
State: sold
Flag: none
Berth: 12
"""
BASE64 = base64.encodebytes(bytes(range(256)) * 6).decode()
HEX = "".join(
    f"{at:08x}  " + " ".join(["7f", "45", "4c", "46"] * 4) + "\n" for at in range(0, 99, 16)
)
TABLE = "Gull;12;1974\nTern;9;1980\nSkua;14;1991\nAuk;7;2002\nEider;11;1969\n"
NUMBERS = "\n".join(str(number * 1.5) for number in range(40))
PATHS = "\n".join(f"harbor/pier/boat_{number}.py" for number in range(30))
WORDS = "\n".join(f"gull{'abcdefghij'[number % 10]}" for number in range(300))
STOP_WORDS = "\n".join(["и", "у", "на", "да", "За", "град", "Филм", "је"])
ADDRESSES = "https://coastwire.example/a\nhttps://coastwire.example/b https://harbor.example\n"
MARC = (
    "00714nam a2200205 a 4500\x1e  \x1fa0123\x1e10\x1faReis, Ana.\x1e10\x1faTides of Lissen\x1e\x1d"
)

NO_WRITINGS = {
    "C": (CODE_IN_C, "is program code"),
    "Python": (inspect.getsource(prose), "is program code"),
    "a shell script": (SCRIPT, "is program code"),
    "settings": (SETTINGS, "is program code or settings"),
    "styles": (STYLES, "is program code"),
    "SQL": (SQL, "is a script or a dump of a database"),
    "a patch": (PATCH, "is a list of changes"),
    "LaTeX": (LATEX, "is a source of LaTeX"),
    "a log": (LOG, "is a log"),
    "a traceback": (TRACE, "is program code"),
    "JSON": (json.dumps({"boats": [{"name": "Gull", "m": 12}] * 9}, indent=1), "is program code"),
    "records with tags": (TAGGED, "is a list of key-value records"),
    "fields": (FIELDS, "is a list of fields"),
    "base64": (BASE64, "is encoded data"),
    "a hex dump": (HEX, "is encoded data"),
    "a table": (TABLE, "is a table without headings"),
    "numbers": (NUMBERS, "is a list of numbers"),
    "paths": (PATHS, "is program code or settings"),
    "a dictionary": (WORDS, "is a list of words"),
    "stop words in another script": (STOP_WORDS, "is a list of words"),
    "names of packages": ("[nets]\ngullnet>=3.1\nport-lissen\n", "is a list of words"),
    "a name of a program": ("gullnet_core<4,>=3.1", "is the name of a file or a program"),
    "addresses": (ADDRESSES, "is a list of addresses"),
    "a binary catalog record": (MARC, "has control characters"),
}


@pytest.mark.parametrize("text", WRITINGS.values(), ids=WRITINGS)
def test_writing_is_accepted(text: str) -> None:
    assert not describe_non_prose(text)


@pytest.mark.parametrize(("text", "message"), NO_WRITINGS.values(), ids=NO_WRITINGS)
def test_text_that_is_no_writing_is_refused_by_its_name(text: str, message: str) -> None:
    assert message in describe_non_prose(text)
    assert "; " in describe_non_prose(text)  # what to do


def test_numbers_beside_a_quarter_of_sentences_are_part_of_an_article() -> None:
    sentence = "The port counted the boats on Monday and found that only five of them have left."
    rows = ["12.30  1204  33 9.15"] * 12
    assert len(sentence) == 4 * len(rows[0])
    assert describe_non_prose("\n".join((sentence, *rows))) == ""
    assert "list of numbers" in describe_non_prose("\n".join((sentence, *rows, rows[0])))


def test_an_article_with_an_example_of_code_is_accepted() -> None:
    assert not describe_non_prose(ARTICLE * 3 + CODE_IN_C)


def test_a_text_of_code_is_not_imported() -> None:
    [problem] = read_all_bytes(CODE_IN_C.encode(), "harbor.txt")
    assert isinstance(problem, ImportProblem)
    assert "program code" in problem.message


@pytest.mark.parametrize(
    "piece", ["/*", '"""', "<!--", "{;", "a=", "(", "[[", "x.", "- ", "1 ", "::"]
)
def test_hostile_repetition_is_judged(piece: str) -> None:
    for text in (piece * 200_000, f"{piece}\n" * 100_000):
        describe_non_prose(text)


OPENINGS = {
    "a history": (
        f"commit {'0a1b' * 10}\nAuthor: Ida Quill <ida@port.example>\n\n"
        "    The gulls are counted at noon, as the harbor office asked.\n",
        "a list of changes to a program",
    ),
    "a short history": (
        "0a1b2c3 pier: count the gulls at noon\n1b2c3d4 pier: close it in a storm\n"
        "2c3d4e5 docs: say who counts the gulls\n",
        "a list of changes to a program",
    ),
    "a changelog of a package": (
        "gulls (2.1-3) unstable; urgency=low\n\n  * Count the gulls at noon, as the office says.\n",
        "a list of changes to a program",
    ),
    "a mailed change": (
        f"From {'0a1b' * 10} Mon Sep 17 00:00:00 2001\nFrom: Ida Quill <ida@port.example>\n"
        "Date: Mon, 3 May 2021 10:00:00 +0000\nSubject: [PATCH] pier\n\nThe gulls are counted.\n",
        "a list of changes to files",
    ),
    "a changed text": (
        "diff --git a/pier.md b/pier.md\n--- a/pier.md\n+++ b/pier.md\n@@ -1 +1 @@\n"
        "-The pier is closed on Mondays, the office said.\n+The pier is open, the office said.\n",
        "a list of changes to files",
    ),
    "a folder": (
        "total 8\n-rw-r--r-- 1 ida port 12 May  3 10:00 pier.txt\n"
        "drwxr-xr-x 2 ida port 40 May  3 10:00 gulls\n",
        "a list of files",
    ),
    "a help": (
        "Usage: gulls [OPTION]... PIER\nCount the gulls on a pier, and say how many there are.\n\n"
        "The options can be written in any order, after the name of the pier.\n",
        "the help of a program",
    ),
    "a head of fields": (
        "Package: gulls\nInstalled-Size: 40\nMaintainer: Ida Quill <ida@port.example>\n"
        "Description: counts gulls\n\nThe gulls are counted at noon, as the office says.\n",
        "a list of fields",
    ),
    "lyrics with times": ("[ti:The pier]\n[ar:Ida Quill]\n[00:12.00]The tide\n", "subtitles"),
    "a table with borders": ("+----+---+\n| a  | b |\n+----+---+\n| 1  | 2 |\n", "a table"),
    "a sequence": (f">gull 1\n{'ACGT' * 15}\n{'TGCA' * 15}\n", "data of an instrument"),
    "weather of an airport": ("METAR ABCD 031020Z 24012KT 9999 14/08 Q1016\n", "data of an"),
    "a part of a calendar": ("BEGIN:VEVENT\nSUMMARY:The gulls\nEND:VEVENT\n", "a calendar"),
    "words of another script": ("\n".join(["чайка", "причал", "ветер", "лодка"] * 12), "words"),
    "words of a script without spaces": (
        "\n".join(["นกนางนวล", "ท่าเรือ", "ลม", "เรือ"] * 12),
        "words",
    ),
    "words with capitals": ("\n".join(["Möwe", "wir", "Wind", "hier"] * 12), "words"),
}


@pytest.mark.parametrize(("text", "message"), OPENINGS.values(), ids=OPENINGS)
def test_texts_that_programs_write_are_refused_although_they_have_sentences(
    text: str, message: str
) -> None:
    (problem,) = read_all_bytes(text.encode(), "saved.txt")
    assert isinstance(problem, ImportProblem)
    assert message in problem.message


DIALOGUE = "Jean-Luc: Bonsoir.\nMarie-Anne: Bonsoir à tous.\nIda: The gulls are loud tonight.\n"


LABELS = f"By-line: Ida Quill\nDate-line: Lissen\nHead-line: Harbor closes\n\n{ARTICLE}"


@pytest.mark.parametrize(
    "text", [LABELS, DIALOGUE, DIALOGUE * 20, "\n".join(["海鸥很吵的夜晚"] * 50)]
)
def test_speakers_and_lines_of_a_poem_are_writing(text: str) -> None:
    assert describe_non_prose(text) == ""
