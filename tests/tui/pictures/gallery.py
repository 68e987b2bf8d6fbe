"""The screens that the pictures show, each by the keys that lead to it from the library."""

from pathlib import Path
from typing import NamedTuple

from analysis import analyze
from db import Store
from db.importers import read
from tui.color_depth import ColorDepth
from tui.sample_article import sample_document

ARTICLES = Path(__file__).parent / "articles"
SIZES = {"narrow": (60, 20), "usual": (100, 30), "wide": (200, 50)}
THEMES = {"night": "onrecord-night", "day": "onrecord-day", "contrast": "onrecord-contrast"}


class Picture(NamedTuple):
    """A screen to show: its name, what it shows, and the keys pressed to get there.

    Keys pressed one right after the other are one string, separated by spaces; words to type
    follow an equals sign. An `empty` one is of a store without articles. The docs have the
    ones `in_docs`, each a size, a theme and perhaps a color depth other than "true".
    """

    name: str
    title: str
    keys: tuple[str, ...] = ()
    empty: bool = False
    in_docs: tuple[tuple[str, ...], ...] = ()

    def file(self, size: str, theme: str, depth: str = "true") -> str:
        """The name of its file at a size in a theme, in a color depth."""
        return f"{self.name}-{size}-{theme}{'' if depth == 'true' else f'-{depth}'}.svg"


_USUAL = (("usual", "night"),)
_DEPTHS: tuple[ColorDepth, ...] = ("true", "256", "16")
PICTURES = (
    Picture("welcome", "An empty library with instructions", empty=True, in_docs=_USUAL),
    Picture("library", "The library, with a preview of the article", in_docs=_USUAL),
    Picture("reader", "The reader: an article beside its quotations", ("enter", "] q", "] q"),
            in_docs=(*_USUAL, ("narrow", "night"), ("wide", "night"), ("usual", "day"),
                     ("usual", "contrast"))),
    Picture("names", "The names of an article and their positions in the text",
            ("enter", "p n", "j", "j"), in_docs=_USUAL),
    Picture("timeline", "The timeline of an article", ("enter", "p t")),
    Picture("labels", "Labels to jump to", ("enter", "semicolon")),
    Picture("note", "Writing a note on a quotation, with tags and a verdict",
            ("enter", "] q", "] q", "i", "=Whose answer? Ask the ministry.", "tab", "=subsidy",
             "f4"), in_docs=_USUAL),
    Picture("notes", "The notes of an article",
            ("enter", "] q", "] q", "i", "=Whose answer? Ask the ministry.", "tab", "=subsidy",
             "f4", "ctrl+s", "] q", "t c", "] q", "h", "p o")),
    Picture("highlights", "Highlights in four colors, the last of them at the cursor",
            ("enter", "] q", "] q", "h", "] q", "t g", "] q", "t b", "] q", "t r"),
            in_docs=(*((("narrow", theme, depth)) for depth in _DEPTHS for theme in THEMES),
                     ("narrow", "night", "none"))),
    Picture("all-notes", "The notes of all articles by their tags, and one in its context",
            ("enter", "] q", "] q", "i", "=Whose answer? Ask the ministry.", "tab",
             "=budget/subsidy", "f4", "ctrl+s", "] q", "t g", "] q", "t t", "=budget", "enter",
             "] q", "h", "t c", "q", "g n", "b", "j", "j"), in_docs=_USUAL),
    Picture("tags", "The tree of tags",
            ("enter", "] q", "t t", "=budget/subsidy, ferries", "enter", "] q", "t t", "=budget",
             "enter", "q", "g n", "T", "h", "=teal", "enter")),
    Picture("speaker", "Correcting the speaker", ("enter", "] q", "] q", "] q", "c s"),
            in_docs=_USUAL),
    Picture("one-speaker", "The quotations of one speaker", ("enter", "] q", "] q", "ampersand")),
    Picture("words", "The word statistics of an article", ("enter", "W"), in_docs=_USUAL),
    Picture("pairs", "Collocations of words and names", ("o", "o", "G", "enter", "W", "tab")),
    Picture("concordance", "A word in context, in all articles",
            ("enter", "W", "slash", "=port", "enter", "A")),
    Picture("plot", "The positions of names in the text",
            ("enter", "W", "a", "j", "a", "j", "a", "tab", "tab")),
    Picture("search", "Search in articles, quotations and notes", ("s", "=ships", "enter"),
            in_docs=_USUAL),
    Picture("people", "People and organizations in all articles", ("P",), in_docs=_USUAL),
    Picture("person", "One person in all articles", ("enter", "] q", "] q", "P"), in_docs=_USUAL),
    Picture("merge-candidates", "Merge candidates", ("P", "p"), in_docs=_USUAL),
    Picture("events", "Past and announced events in all articles", ("C",), in_docs=_USUAL),
    Picture("repeated-quotations", "Repeated quotations", ("S",), in_docs=_USUAL),
    Picture("occurrences", "The occurrences of one quotation", ("S", "j", "enter"), in_docs=_USUAL),
    Picture("help", "The keys that work here", ("enter", "question_mark"), in_docs=_USUAL),
    Picture("palette", "The command palette", ("enter", "ctrl+p", "=quot"), in_docs=_USUAL),
    Picture("legend", "The legend", ("enter", "M"), in_docs=_USUAL),
    Picture("tour", "The guided tour", ("enter", "f2"), in_docs=_USUAL),
    Picture("colors", "Choosing a theme", ("ctrl+t",)),
    Picture("jobs", "Jobs: added articles",
            ("a", "=tests/tui/pictures/articles", "enter", "J"), empty=True),
)  # fmt: skip
"""Every screen; a new one is a line more."""


def make_gallery_store(path: Path, *, articles: bool = True) -> None:
    """Make a store for the pictures: the sample article above others that were written for them."""
    with Store(path) as store:
        documents = [read(file) for file in sorted(ARTICLES.iterdir())] if articles else []
        documents += [sample_document()] if articles else []
        for document in documents:
            store.articles.add(document, analyze(document.text, document.published_day))
