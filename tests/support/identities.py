"""Articles made of a few names, for tests of identities."""

import datetime

from analysis import Analysis, Entity, Mention, Quotation
from analysis.partial_dates import to_partial_date
from db import Document, Store
from db.identities.models import IdentityRow
from db.models import IdentityType


def entity(
    number: int, name: str, label: str = "PERSON", role: str | None = None, *aliases: str
) -> Entity:
    return Entity(number, name, label, aliases, role)  # type: ignore[arg-type]


def make_article(
    title: str, *entities: Entity, pronoun: str = "", day: str | None = "2026-03-04"
) -> tuple[Document, Analysis]:
    """An article that names each once and quotes people; `pronoun` stands five times for each."""
    text = f"{title}.\n"
    mentions, quotations = [], []
    for entity in entities:
        start = len(text)
        text += entity.name
        mentions.append(Mention(start, len(text), entity.label, "name", entity.id))
        if entity.label == "PERSON":
            text += " said: "
            begin = len(text)
            text += f"“{title} is news.”"
            quotations.append(Quotation(((begin, len(text)),), "direct", speaker=entity.id))
            for _ in range(5 if pronoun else 0):
                text += " And "
                mentions.append(
                    Mention(len(text), len(text) + len(pronoun), "PERSON", "pronoun", entity.id)
                )
                text += f"{pronoun} left."
        text += "\n"
    published = datetime.date.fromisoformat(day) if day else None
    analysis = Analysis(text, published, entities, tuple(mentions), tuple(quotations))
    document = Document(text, title, site="Coastwire", published=to_partial_date(published))
    return document, analysis


def add_people(
    store: Store, title: str, *entities: Entity, pronoun: str = "", day: str | None = "2026-03-04"
) -> int:
    """Store such an article."""
    return store.articles.add(*make_article(title, *entities, pronoun=pronoun, day=day)).article


def list_people(
    store: Store, words: str = "", sort: IdentityType = "all"
) -> list[tuple[str, int, int]]:
    """Everybody's name, articles and quotations, by name."""
    rows = store.identities.rows(words, sort=sort, order="name")
    return [(row.name, row.articles, row.quotations) for row in rows]


def who(store: Store, name: str, label: str = "PERSON") -> IdentityRow:
    """The only one of this name."""
    (found,) = [
        row
        for row in store.identities.rows(name, sort="all")
        if (row.name, row.label) == (name, label)
    ]
    return found
