"""An article as the reader loads it: with its findings indexed."""

from collections.abc import Sequence

from msgspec import Struct

from analysis import Span
from db import Article
from db.models import ArticleFindings
from tui.widgets.edited_findings import edited_findings
from tui.widgets.finding_index import FindingIndex


class LoadedArticle(Struct):
    """An article with its indexed findings, and the matches of the search that found it."""

    article: Article
    findings: FindingIndex
    corrections: frozenset[int]
    matches: Sequence[Span] = ()


def index_findings(
    article: Article, found: ArticleFindings, matches: Sequence[Span] = ()
) -> LoadedArticle:
    """Index the findings of an article."""
    edited = edited_findings(found.analysis)
    findings = FindingIndex(found.analysis, found.notes, edited, found.article_counts)
    return LoadedArticle(article, findings, found.corrections, matches)
