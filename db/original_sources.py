"""Read the originals that quotations are compared with: files, folders, articles and searches."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from analysis import Analysis
from analysis.structs import replace
from analysis.verification import Original, Passage
from db.importers import ImportProblem, read_all
from db.importers.file_names import count_unreadable, expand_name
from db.models import Document
from db.repositories.originals import separate_passages
from db.store import Store

_WORD = re.compile(r"[^\W_]+")
_PATH = re.compile(r"[/\\]|\.[A-Za-z0-9]{1,5}$")
_MOST_TEXT = 20_000_000  # characters of a file in which lines are counted


class SourceReading(Struct, frozen=True):
    """The originals that were read, the files that could not be, and those left out.

    `problems` has the name and the reason of each file that could not be read. `skipped` are the
    numbers of files of a folder without a reader, by their endings. `drafts` is the number of
    originals that were left out, since they are the draft.
    """

    originals: tuple[Original, ...]
    problems: tuple[tuple[str, str], ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()
    drafts: int = 0


class DraftIdentity(Struct, frozen=True):
    """The texts, the files and the articles of the drafts, which are no originals of their own."""

    texts: frozenset[str]
    paths: frozenset[Path]
    articles: frozenset[int]


def read_sources(
    given: Sequence[str],
    drafts: DraftIdentity,
    open_articles: Callable[[], Store],
    report: Callable[[str], object] = lambda _: None,
) -> SourceReading:
    """Read the originals that are given as files, folders, globs, ids of articles or searches.

    `report` receives the name of each file before it is read. Raises ValueError for a name of a
    file that does not exist and for an invalid search, NotFound for an unknown article.
    """
    originals: list[Original] = []
    problems: list[tuple[str, str]] = []
    skipped: Counter[str] = Counter()
    left_out = 0
    for name in given:
        path = Path(name).expanduser()
        if name.isdecimal() and not path.exists():
            originals += load_originals(open_articles(), [int(name)])
        elif path.exists() or any(sign in name for sign in "*[") or _PATH.search(name):
            skipped += count_unreadable(name)
            files = expand_name(name)
            if not files and not path.is_dir():
                raise ValueError(f"{name}: no file has this name")
            for file in files:
                if file.resolve() in drafts.paths:
                    left_out += 1
                    continue
                report(str(file))
                for item in read_all(file):
                    if isinstance(item, ImportProblem):
                        problems.append((str(file), item.message))
                    elif item.document.text:
                        originals.append(_to_original(str(file), item.document))
        else:
            originals += load_originals(open_articles(), _search(open_articles(), name))
    chosen = [
        original
        for original in originals
        if original.text not in drafts.texts and original.article not in drafts.articles
    ]
    left_out += len(originals) - len(chosen)
    return SourceReading(tuple(chosen), tuple(problems), tuple(sorted(skipped.items())), left_out)


def _to_original(key: str, document: Document) -> Original:
    return Original(key, document.title, document.text)


def _search(store: Store, query: str) -> list[int]:
    """Return the articles that a search finds; raises ValueError for an invalid one."""
    found = store.search.execute(query, "date", 1_000_000, kinds=("article",))
    if found.error is not None:
        raise ValueError(found.error.format_with(query))
    return [hit.article for hit in found.hits]


def load_originals(store: Store, articles: Iterable[int]) -> list[Original]:
    """Load stored articles, with the speakers of their direct quotations; raises NotFound."""
    return [
        Original(
            str(stored.article),
            stored.title,
            stored.text,
            stored.speaker,
            stored.article,
            tuple(Passage(*passage) for passage in stored.passages),
        )
        for stored in store.originals.load(articles)
    ]


def _list_passages(analysis: Analysis) -> tuple[Passage, ...]:
    """Return the direct quotations of named speakers in a text, in order and apart."""
    spans = (
        (start, end, entities[0].name)
        for quotation in analysis.quotations
        if quotation.kind == "direct"
        for entities in ([each for each in analysis.speakers_of(quotation) if each.is_named],)
        if entities
        for start, end in quotation.spans
    )
    return tuple(Passage(*passage) for passage in separate_passages(spans))


def attribute_quotations(original: Original, analyze: Callable[[str], Analysis]) -> Original:
    """Return an original with the speakers of the words that it quotes, by an analysis."""
    return replace(original, passages=_list_passages(analyze(original.text)))


def select_stored(store: Store, texts: Iterable[str], drafts: DraftIdentity) -> list[int]:
    """Return the articles to compare with: the originals of the store, else all of them.

    Of many articles, those are selected that have words of the quotations.
    """
    in_all = not store.originals.count()
    return store.originals.find(texts, drafts.articles, in_all=in_all)


class LineFinder:
    """Finds the lines of a file that has the words of a text, whose form may be another."""

    def __init__(self, path: Path | None, text: str) -> None:
        """Read the file at `path`, if it is a text; else lines are those of `text`."""
        self._text = text
        self._written = ""
        try:
            if path is not None and path.is_file() and path.stat().st_size < _MOST_TEXT:
                self._written = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            self._written = ""

    def find(self, offset: int, length: int = 60) -> int:
        """Return the line of the words at an offset of the text, from 1."""
        words = _WORD.findall(self._text[offset : offset + length])[:4]
        if self._written and words:
            pattern = re.compile(r"[\W\d_]+".join(map(re.escape, words)))
            before = sum(1 for _ in pattern.finditer(self._text, 0, offset + 1))
            found = [match.start() for match in pattern.finditer(self._written)]
            if found:
                at = found[min(before, len(found) - 1)]
                return self._written.count("\n", 0, at) + 1
        return self._text.count("\n", 0, offset) + 1
