"""The screens that the pictures show, each by the keys that lead to it from the library."""

from pathlib import Path
from typing import NamedTuple

from analysis import analyze
from db import Store
from db.importers import read
from tui.tour import sample_document

ARTICLES = Path(__file__).parent / "articles"
SIZES = {"narrow": (60, 20), "usual": (100, 30), "wide": (200, 50)}
THEMES = {"night": "onrecord-night", "day": "onrecord-day", "contrast": "onrecord-contrast"}


class Picture(NamedTuple):
    """A screen to show: its name, what is to be seen on it, and the keys pressed to get there.

    Keys pressed one right after the other stand in one string, parted by spaces; words to type
    stand behind an equals sign. An `empty` one is of a store without articles.
    """

    name: str
    title: str
    keys: tuple[str, ...] = ()
    empty: bool = False

    def file(self, size: str, theme: str) -> str:
        """The name of its file at a size in a theme."""
        return f"{self.name}-{size}-{theme}.svg"


PICTURES = (
    Picture("welcome", "An empty library with instructions", empty=True),
    Picture("library", "The library, with a preview of the article"),
    Picture("reader", "The reader: an article beside its quotations", ("enter", "] q", "] q")),
    Picture("names", "The names of an article and their positions in the text",
            ("enter", "p n", "j", "j")),
    Picture("timeline", "The timeline of an article", ("enter", "p t")),
    Picture("labels", "Labels to jump to", ("enter", "semicolon")),
    Picture("note", "Writing a note on a quotation, with tags and a verdict",
            ("enter", "] q", "] q", "i", "=Whose answer? Ask the ministry.", "tab", "=subsidy",
             "f4")),
    Picture("notes", "The notes of an article",
            ("enter", "] q", "] q", "i", "=Whose answer? Ask the ministry.", "tab", "=subsidy",
             "f4", "ctrl+s", "] q", "t c", "] q", "h", "p o")),
    Picture("speaker", "Correcting the speaker", ("enter", "] q", "] q", "] q", "c s")),
    Picture("voice", "The quotations of one speaker", ("enter", "] q", "] q", "d")),
    Picture("words", "The word statistics of an article", ("enter", "W")),
    Picture("pairs", "Collocations of words and names", ("o", "o", "G", "enter", "W", "tab")),
    Picture("concordance", "A word in context, in all articles",
            ("enter", "W", "slash", "=port", "enter", "w")),
    Picture("plot", "The positions of names in the text",
            ("enter", "W", "a", "j", "a", "j", "a", "tab", "tab", "tab")),
    Picture("measures", "Length, reading time and readability",
            ("enter", "W", "tab", "tab", "tab", "tab")),
    Picture("search", "Search in articles, quotations and notes", ("s", "=ships", "enter")),
    Picture("people", "People and organizations in all articles", ("P",)),
    Picture("person", "One person in all articles", ("enter", "] q", "] q", "P")),
    Picture("proposals", "Merge candidates", ("P", "p")),
    Picture("events", "Past and announced events in all articles", ("C",)),
    Picture("sayings", "Repeated quotations", ("S",)),
    Picture("saying", "The occurrences of one quotation", ("S", "j", "enter")),
    Picture("help", "The keys that work here", ("enter", "question_mark")),
    Picture("palette", "The command palette", ("enter", "ctrl+p", "=quot")),
    Picture("legend", "The legend", ("enter", "M")),
    Picture("tour", "The guided tour", ("enter", "f2")),
    Picture("colors", "Choosing a theme", ("ctrl+t",)),
    Picture("jobs", "Jobs: added articles",
            ("a", "=tests/tui/pictures/articles", "enter", "J"), empty=True),
)  # fmt: skip
"""Every screen; a new one is a line more."""


def fill(path: Path, *, articles: bool = True) -> None:
    """Make a store for the pictures: the sample article above others that were written for them."""
    with Store(path) as store:
        documents = [read(file) for file in sorted(ARTICLES.iterdir())] if articles else []
        documents += [sample_document()] if articles else []
        for document in documents:
            store.articles.add(document, analyze(document.text, document.published))


def page() -> str:
    """The page of the docs that shows all pictures."""
    lines = [
        "# Pictures",
        "",
        "Every screen at 60, 100 and 200 columns, in the themes night, day and high contrast. The",
        "app draws them from its sample article and a few other articles written for it.",
        "`python -m tests.tui.pictures` draws them again.",
    ]
    for picture in PICTURES:
        lines += ["", f"## {picture.title}", ""]
        lines += [f"![{picture.title}](pictures/{picture.file('usual', 'night')})", ""]
        lines += [
            f"{theme}: "
            + ", ".join(f"[{size}](pictures/{picture.file(size, theme)})" for size in SIZES)
            + ("" if theme == list(THEMES)[-1] else "  ")
            for theme in THEMES
        ]
    return "\n".join(lines) + "\n"
