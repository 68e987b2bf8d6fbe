"""The choices of a speaker for articles that are marked as originals."""

from collections import Counter
from collections.abc import Sequence

from db import Store
from db.original_marks import OriginalMark
from tui.dialogs.picker import Choice
from tui.strings.article_text import ArticleText

_MOST = 12  # names


def list_original_choices(
    store: Store, articles: Sequence[int]
) -> list[Choice[OriginalMark | None]]:
    """Return the marks that articles may get; None removes the mark. Raises StoreError."""
    marks = store.originals.list_marks(articles)
    event = next(iter(marks.values())).event if len(set(marks.values())) == 1 else ""
    several = OriginalMark("", event)
    choices: list[Choice[OriginalMark | None]] = [
        Choice(ArticleText.SEVERAL_SPEAKERS, ArticleText.SEVERAL_DETAIL, several)
    ]
    if marks:
        removal = Choice[OriginalMark | None](
            ArticleText.UNMARK_ORIGINAL, ArticleText.UNMARK_DETAIL, None
        )
        choices.insert(0, removal)
    for name, detail in _list_names(store, articles).items():
        choices.append(Choice(name, detail, OriginalMark(name, event).normalize()))
    return choices


def _list_names(store: Store, articles: Sequence[int]) -> dict[str, str]:
    """Return the authors and speakers of articles with a remark, the most frequent first."""
    statements: Counter[str] = Counter()
    names: dict[str, str] = {}
    for article in articles[:_MOST]:
        loaded = store.articles.get(article)
        if loaded.row.byline:
            names[loaded.row.byline] = ArticleText.BYLINE_OF
        entities = loaded.analysis.entities
        for quotation in loaded.analysis.quotations:
            if quotation.speaker is not None and quotation.is_statement:
                statements[entities[quotation.speaker].name] += 1
    for name, number in statements.most_common(_MOST):
        names[name] = ArticleText.STATEMENTS_OF.format(number=number)
    return names
