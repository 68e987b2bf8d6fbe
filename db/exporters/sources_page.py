"""Audits of sources, and counts of who is quoted, as an HTML page."""

from collections.abc import Iterator, Sequence

from analysis.date_format import format_published
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.page import page_foot, page_head
from db.sourcing.audit import ArticleAudit
from db.sourcing.groups import Property, StatementGroup
from db.sourcing.statements import SourcedStatement

_FOOT = (
    "Types and reasons are those of a program, which may be wrong; read the articles before you "
    "rely on them."
)


def audit_page(audits: Sequence[ArticleAudit]) -> Iterator[str]:
    """Yield the page of the audits of articles; each number opens the statements behind it."""
    yield page_head("Sources", "sources.css")
    yield '<header class="page"><h1>Sources</h1></header>\n<main>\n'
    for audit in audits:
        yield from _audit(audit)
    yield "</main>\n"
    yield page_foot(_FOOT)


def groups_page(
    groups: Sequence[StatementGroup], by: Property, articles: int, *, names_people: bool
) -> Iterator[str]:
    """Yield the page of counts by a property; without `names_people`, it lists no statements."""
    yield page_head(f"Who is quoted, by {by}", "sources.css")
    yield f'<header class="page"><h1>Who is quoted, by {escape_markup(by)}</h1>'
    total = sum(len(group.statements) for group in groups)
    yield f"<p>{total:,} statements of {articles:,} articles</p></header>\n<main><table><thead><tr>"
    for name in (by, "Statements", "Words", "Direct", "Sources", "Articles", ""):
        yield f'<th scope="col">{escape_markup(name)}</th>'
    yield "</tr></thead><tbody>"
    most = max((len(group.statements) for group in groups), default=1)
    for group in groups:
        count = len(group.statements)
        opened = [f"{number:,}" for number in (count, group.sources, group.articles)]
        if names_people:
            opened = [show(group.statements) for show in (_opened, _open_sources, _open_articles)]
        yield (
            f'<tr><th scope="row">{_plain(group.label)}</th><td>{opened[0]}</td>'
            f'<td class="number">{group.words:,}</td>'
            f'<td class="number">{group.direct / count:.0%}</td>'
            f"<td>{opened[1]}</td><td>{opened[2]}</td>"
            f'<td class="bars">{_bar(count / most)}</td></tr>'
        )
    yield "</tbody></table></main>\n"
    yield page_foot(_FOOT)


def _audit(audit: ArticleAudit) -> Iterator[str]:
    published = format_published(audit.published, "given") if audit.published else ""
    facts = " · ".join(filter(None, (audit.site, published)))
    yield f'<section id="article-{audit.article}"><h2>{_plain(audit.title or "untitled")}</h2>'
    yield f"<p>{escape_markup(facts)}</p>"
    yield "<table><thead><tr>"
    for name in ("Source", "Statements", "Words", "Share", ""):
        yield f'<th scope="col">{name}</th>'
    yield "</tr></thead><tbody>"
    for each in audit.sources:
        yield (
            f'<tr><th scope="row">{_plain(each.source or "no source")} '
            f'<span class="type">{escape_markup(each.type or "")}</span></th>'
            f"<td>{_opened(each.statements)}</td>"
            f'<td class="number">{each.words:,}</td><td class="number">{each.share:.0%}</td>'
            f'<td class="bars">{_bar(each.share)}</td></tr>'
        )
    yield "</tbody></table><table><tbody>"
    for kind, _, share in audit.count_types():
        behind = [each for each in audit.statements if each.type == kind]
        yield (
            f'<tr><th scope="row">{escape_markup(kind or "no source")}</th>'
            f'<td>{_opened(behind)}</td><td class="number">{share:.0%} of the words</td>'
            f'<td class="bars">{_bar(share)}</td></tr>'
        )
    yield "</tbody></table>"
    if audit.first_named is not None:
        yield (
            f"<p>The first person with a name is {_plain(audit.first_named.source)}, in paragraph "
            f"{audit.first_named_paragraph}, {audit.first_named_share:.0%} into the text.</p>"
        )
    yield from _statements("Unnamed people", audit.unnamed, with_reason=True)
    yield from _statements("Claims of one source without a name", audit.single)
    if audit.disclosures:
        yield f"<h3>Disclosures: {len(audit.disclosures):,}</h3><ol>"
        for found in audit.disclosures:
            about = f" <small>{_plain(found.about)}</small>" if found.about else ""
            yield f"<li><b>{found.disclosure.kind}</b>: {_plain(found.words)}{about}</li>"
        yield "</ol>"
    if audit.unheard:
        yield f"<h3>Named, but not heard: {len(audit.unheard):,}</h3><ol>"
        for side in audit.unheard:
            opened = _open_list([_plain(words) for words in side.passages], " mentions")
            yield f"<li>{_plain(side.name)} {opened}</li>"
        yield "</ol>"
    yield "</section>\n"


def _statements(
    heading: str, statements: Sequence[SourcedStatement], *, with_reason: bool = False
) -> Iterator[str]:
    if not statements:
        return
    yield f"<h3>{heading}: {len(statements):,}</h3><ol>"
    for each in statements:
        reason = f" <small>[{_plain(each.anonymity or 'no reason given')}]</small>"
        yield f"<li>{_item(each)}{reason if with_reason else ''}</li>"
    yield "</ol>"


def _opened(statements: Sequence[SourcedStatement]) -> str:
    return _open_list([_item(each) for each in statements])


def _open_list(items: Sequence[str], noun: str = "") -> str:
    """Return the number of items, which opens their list."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<details><summary>{len(items):,}{noun}</summary><ol>{listed}</ol></details>"


def _open_sources(statements: Sequence[SourcedStatement]) -> str:
    names = {each.key: each.source for each in statements if each.key}
    return _open_list([_plain(name) for name in names.values()])


def _open_articles(statements: Sequence[SourcedStatement]) -> str:
    titles = {each.article: each.title or "untitled" for each in statements}
    return _open_list([_plain(title) for title in titles.values()])


def _item(statement: SourcedStatement) -> str:
    basis = "" if statement.basis == "unknown" else statement.basis
    how = ", ".join(filter(None, (basis, _plain(statement.channel))))
    return (
        f"<b>{_plain(statement.source or 'no source')}</b>: {_plain(statement.content)}"
        f"{f' <small>{how}</small>' if how else ''}"
    )


def _bar(share: float) -> str:
    return f'<span class="bar" style="width:{max(round(100 * share), 1)}%"></span>'


def _plain(text: str) -> str:
    return escape_markup(flatten_lines(text))
