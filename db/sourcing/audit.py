"""The audit of one article: its statements by source, and what a reader may miss in them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from analysis import Analysis
from analysis.corpus.text_reuse import find_content_stems
from analysis.models import SourceType, Span
from analysis.partial_dates import PartialDate
from analysis.sources import Disclosure
from db.models import ArticleRow
from db.sourcing.statements import SourcedStatement, list_statements_of

_LEAST_SHARE = 0.4  # of the content words of two statements that make one claim
_AROUND = 48  # characters shown on each side of a mention
_LEAST_MENTIONS = 3  # of a person or an organization that is a side
_WITHOUT_NAME: frozenset[SourceType] = frozenset({"unnamed", "group"})


class SourceShare(Struct, frozen=True):
    """A source of an article with its statements, and its share of the words of all."""

    source: str
    type: SourceType | None
    statements: tuple[SourcedStatement, ...]
    share: float

    @property
    def words(self) -> int:
        """The number of words of its statements."""
        return sum(statement.words for statement in self.statements)


class FoundDisclosure(Struct, frozen=True):
    """A disclosure with its words, and the name of the one that it is about, or ""."""

    disclosure: Disclosure
    words: str
    about: str


class UnheardSide(Struct, frozen=True):
    """A person or an organization that an article names often, without a statement of theirs.

    `spans` are its mentions by name, `passages` the words around each.
    """

    name: str
    spans: tuple[Span, ...]
    passages: tuple[str, ...]

    @property
    def mentions(self) -> int:
        """The number of mentions by name."""
        return len(self.spans)


class ArticleAudit(Struct, frozen=True):
    """The sourcing of one article.

    `first_named` is the first statement of a person with a name. `single` are the claims of sources
    without a name that no other source makes. `unheard` are the sides without a statement and
    without a disclosure about them.
    """

    article: int
    title: str
    site: str
    published: PartialDate | None
    statements: tuple[SourcedStatement, ...]
    sources: tuple[SourceShare, ...]
    first_named: SourcedStatement | None
    first_named_paragraph: int
    first_named_share: float
    single: tuple[SourcedStatement, ...]
    unnamed: tuple[SourcedStatement, ...]
    disclosures: tuple[FoundDisclosure, ...]
    unheard: tuple[UnheardSide, ...]

    @property
    def words(self) -> int:
        """The number of words of all statements."""
        return sum(statement.words for statement in self.statements)

    def count_types(self) -> list[tuple[SourceType | None, int, float]]:
        """Return each type of source with its statements and its share of words, largest first."""
        counts: Counter[SourceType | None] = Counter()
        words: Counter[SourceType | None] = Counter()
        for statement in self.statements:
            counts[statement.type] += 1
            words[statement.type] += statement.words
        total = max(self.words, 1)
        return [(kind, count, words[kind] / total) for kind, count in counts.most_common()]


def audit_article(
    row: ArticleRow,
    analysis: Analysis,
    identities: Mapping[int, str],
    disclosures: Sequence[Disclosure],
) -> ArticleAudit:
    """Audit the sourcing of an article by its findings and disclosures, corrected or not."""
    statements = tuple(list_statements_of(row, analysis, identities))
    first = next((each for each in statements if each.type == "person"), None)
    start = 0 if first is None else first.span[0]
    return ArticleAudit(
        row.id,
        row.title or row.opening,
        row.site,
        row.published,
        statements,
        share_sources(statements),
        first,
        0 if first is None else _paragraph_at(analysis.text, start),
        start / max(len(analysis.text), 1),
        _find_single(statements),
        tuple(each for each in statements if each.type == "unnamed"),
        tuple(
            FoundDisclosure(
                each,
                " ".join(analysis.text[each.start : each.end].split()),
                "" if each.entity is None else analysis.entities[each.entity].name,
            )
            for each in disclosures
        ),
        _find_unheard(analysis, {each.entity for each in disclosures}),
    )


def share_sources(statements: Sequence[SourcedStatement]) -> tuple[SourceShare, ...]:
    """Return the sources of statements, those with most words first."""
    found: dict[str, list[SourcedStatement]] = {}
    for statement in statements:
        found.setdefault(statement.key, []).append(statement)
    total = max(sum(statement.words for statement in statements), 1)
    shares = [
        SourceShare(
            group[0].source,
            Counter(each.type for each in group).most_common(1)[0][0],
            tuple(group),
            sum(each.words for each in group) / total,
        )
        for group in found.values()
    ]
    return tuple(sorted(shares, key=lambda each: (-each.share, each.source)))


def _paragraph_at(text: str, offset: int) -> int:
    """Return the number of the paragraph at an offset, from 1."""
    return sum(1 for line in text[:offset].split("\n")[:-1] if line.strip()) + 1


def _find_single(statements: Sequence[SourcedStatement]) -> tuple[SourcedStatement, ...]:
    """Return the statements of sources without a name that no near source makes too."""
    stems = [frozenset(find_content_stems(each.content)) for each in statements]
    index: defaultdict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(stems):
        for stem in found:
            index[stem].append(at)

    def is_repeated(at: int) -> bool:
        shared = Counter(near for stem in stems[at] for near in index[stem])
        return any(
            common >= _LEAST_SHARE * min(len(stems[at]), len(stems[near]))
            and statements[near].key != statements[at].key
            for near, common in shared.items()
        )

    return tuple(
        statement
        for at, statement in enumerate(statements)
        if statement.type in _WITHOUT_NAME and not is_repeated(at)
    )


def _quote_line(text: str, span: Span) -> str:
    """Return the words around a mention, within its line."""
    start = max(span[0] - _AROUND, text.rfind("\n", 0, span[0]) + 1)
    line_end = text.find("\n", span[1])
    end = min(span[1] + _AROUND, line_end if line_end >= 0 else len(text))
    return f"…{' '.join(text[start:end].split())}…"


def _find_unheard(analysis: Analysis, disclosed: set[int | None]) -> tuple[UnheardSide, ...]:
    """Return the people and organizations that are named often, and not heard.

    An organization is heard if a person with a role in it is.
    """
    speaking = {entity for each in analysis.quotations for entity in each.speakers}
    roles = " ".join(analysis.entities[each].role or "" for each in speaking)
    mentions: dict[int | None, list[Span]] = {}
    for each in analysis.mentions:
        if each.kind == "name":
            mentions.setdefault(each.entity, []).append((each.start, each.end))
    sides = [
        UnheardSide(
            entity.name,
            tuple(mentions[entity.id]),
            tuple(_quote_line(analysis.text, span) for span in mentions[entity.id]),
        )
        for entity in analysis.entities
        if entity.label in ("PERSON", "ORG")
        and len(mentions.get(entity.id, ())) >= _LEAST_MENTIONS
        and entity.id not in speaking
        and entity.id not in disclosed
        and not any(name in roles for name in (entity.name, *entity.aliases))
    ]
    return tuple(sorted(sides, key=lambda side: -side.mentions))
