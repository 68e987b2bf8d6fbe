"""Edits of every kind, undone and redone: each table is as it was before.

The store has three articles that name the same people. A dump has every table, except for the
entries of `UNCOMPARED`, `GROWING` and `RENEWED`.
"""

import datetime
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression, redate
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import Document, Store
from db.commit_counter import commit_counter_path
from db.corrections import (
    AddQuotation,
    Change,
    EntityRef,
    MergeEntities,
    ReassignMention,
    RemoveQuotation,
    RenameEntity,
    RuleChange,
    SetBounds,
    SetDate,
    SetKind,
    SetLabel,
    SetSpeaker,
)
from db.edits.models import EditKind, EditStep
from db.library_records import AuthorityEntry
from db.models import NOTE_COLORS, TAG_COLORS, VERDICTS
from db.original_marks import OriginalMark
from db.repositories.articles import MetadataChanges
from tests.support import correction_examples
from tests.support.findings import span, stated
from tests.support.thoroughness import count_examples

UNCOMPARED = {
    "commit_counter": "each change is counted, a step of undo too",
    "row_checksum": "it follows the other tables",
    "sqlite_sequence": "an id is not given twice",
    "edit": "the log records whether an edit is undone",
    "statement_source": "a query makes missing rows again from the findings",
}
GROWING = {
    "reason": "reasons of findings stay, as those of deleted articles do",
    "mention_type": "as above",
    "tag": "the name of a tag stays; tags are listed where something has them",
    "vocabulary": "a stored word stays searchable",
}
_LOOK = "a look at the results of a saved search is no edit"
RENEWED = {
    ("note", "changed"): "undoing an edit is an edit, and the latest one",
    ("saved_search", "opened"): _LOOK,
    ("saved_search", "seen"): _LOOK,
}
NOTHING_READ = {"position": 0, "state": "unread", "starred": 0, "bookmarks": "{}", "view": "{}"}
"""A row of a reading that says as much as none."""

MONDAY = (
    "“The bridge is older than anybody in this whole town,” Lena Marsh, a minister, said on "
    "Monday.\nOtto Brandl and Tom Marsh met the Ministry of Roads in Vesna. Marsh said the toll "
    "was fair.\n"
)
OPENING = (
    "Tom Marsh told Otto Brandl: “The bridge is older than anybody in this whole town.”\n"
    "The Ministry of Roads opens it in May. O. Brandl, its head, said he was glad. "
    "Lena Marsh came from Vesna.\n"
)


def monday() -> tuple[Document, Analysis]:
    """An article with a quotation that the next one has as well."""
    day = datetime.date(2024, 4, 9)

    def at(words: str) -> tuple[int, int]:
        return span(words, MONDAY)

    analysis = Analysis(
        MONDAY, day,
        (
            Entity(0, "Lena Marsh", "PERSON", (), "minister", 0.9, stated("named")),
            Entity(1, "Otto Brandl", "PERSON", reason=stated("named")),
            Entity(2, "Tom Marsh", "PERSON", ("Marsh",), reason=stated("named")),
            Entity(3, "Ministry of Roads", "ORG", reason=stated("named")),
            Entity(4, "Vesna", "GPE", reason=stated("named")),
        ),
        (
            Mention(*at("Lena Marsh"), "PERSON", "name", 0), Mention(*at("Otto Brandl"), "PERSON",
                                                                     "name", 1),
            Mention(*at("Tom Marsh"), "PERSON", "name", 2), Mention(*at("Ministry of Roads"), "ORG",
                                                                    "name", 3),
            Mention(*at("Vesna"), "GPE", "name", 4),
        ),
        (
            Quotation((at("“The bridge is older than anybody in this whole town,”"),), "direct",
                      at("said"), at("Lena Marsh"), 0, None, False, 0.9, stated("the clause")),
            Quotation((at("the toll was fair"),), "indirect", None, None, 2),
        ),
        (TimeExpression(*at("Monday"), "DATE", "2024-04-08", None, "<W1 {<said}"),),
    )  # fmt: skip
    document = Document(
        MONDAY, "Monday", "Ida Quill", "Coastwire", "monday.txt", to_partial_date(day), "given"
    )
    return document, redate(analysis, day)


def opening() -> tuple[Document, Analysis]:
    """An article in which another person says the same words."""
    day = datetime.date(2024, 4, 12)

    def at(words: str) -> tuple[int, int]:
        return span(words, OPENING)

    analysis = Analysis(
        OPENING, day,
        (
            Entity(0, "Tom Marsh", "PERSON", reason=stated("named")),
            Entity(1, "Otto Brandl", "PERSON", ("O. Brandl",), "head of the Ministry of Roads"),
            Entity(2, "Ministry of Roads", "ORG"),
            Entity(3, "Lena Marsh", "PERSON"),
            Entity(4, "Vesna", "GPE"),
        ),
        (
            Mention(*at("Tom Marsh"), "PERSON", "name", 0),
            Mention(*at("Otto Brandl"), "PERSON", "name", 1),
            Mention(*at("Ministry of Roads"), "ORG", "name", 2),
            Mention(*at("O. Brandl"), "PERSON", "name", 1),
            Mention(*at("he was"), "PERSON", "pronoun", 1),
            Mention(*at("Lena Marsh"), "PERSON", "name", 3),
            Mention(*at("Vesna"), "GPE", "name", 4),
        ),
        (
            Quotation((at("“The bridge is older than anybody in this whole town.”"),), "direct",
                      at("told"), at("Tom Marsh"), 0, None, False, 0.9, stated("the clause")),
            Quotation((at("he was glad"),), "indirect", None, at("O. Brandl"), 1),
        ),
        (TimeExpression(*at("May"), "DATE", "2024-05", None, ">~M05 {>opens}"),),
        (
            Event(*at("The Ministry of Roads opens it in May"), 0, "The Ministry opens it",
                  datetime.date(2024, 5, 1), datetime.date(2024, 5, 31), "month", True, (2,)),
        ),
    )  # fmt: skip
    document = Document(
        OPENING, "Opening", "", "Harbour Post", "opening.txt", to_partial_date(day), "given"
    )
    return document, redate(analysis, day)


def tolls() -> tuple[Document, Analysis]:
    """An article in which two people of one surname are taken for one."""
    analysis = correction_examples.analysis()
    may, monday = analysis.times
    times = replace(may, relative=">~M05 {>will double}"), replace(monday, relative="<W1 {<said}")
    return correction_examples.document(), redate(
        replace(analysis, times=times), correction_examples.PUBLISHED
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three articles, with notes, tags and proposals."""
    path = tmp_path_factory.mktemp("undo") / "filled.sqlite"
    with Store(path) as store:
        store.articles.add(*tolls())
        store.articles.add(*monday())
        store.articles.add(*opening())
        happy = span("“No one is happy about it,”", correction_examples.TEXT)
        store.notes.add(1, *happy, "No one?", tags=["bridge"], quotation=1)
        store.notes.add(1, *span("Castle", correction_examples.TEXT), "", starred=True)
        store.notes.add(2, *span("the toll was fair", MONDAY), "Was it?", quotation=1,
                       verdict="disputed")  # fmt: skip
        store.articles.set_tags(3, ["roads", "May"])
        store.reading_state.set_state(2, "reading")
        while store.identities.find_merge_candidates():
            pass
    return path


class Session:
    """Edits of a store, recorded in its log."""

    def __init__(self, store: Store) -> None:
        """Count the edits that changed something."""
        self.store = store
        self.made = 0

    def apply(self, kind: EditKind, make: Callable[[], object]) -> None:
        """Record an edit; one that the store refuses changes nothing."""
        with suppress(ValueError), self.store.edits.record(kind, origin="app") as recording:
            make()
        self.made += recording.edit is not None


Dump = dict[str, list[str]]


def dump_store(path: Path) -> Dump:
    """The rows of every table in order, as text; and a few searches in the indexes."""
    found: Dump = {}
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.row_factory = sqlite3.Row
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        tables = sqlite.execute(query).fetchall()
        indexes = [name for name, sql in tables if sql.startswith("CREATE VIRTUAL TABLE")]
        for name, _ in tables:
            shadow = any(name == index or name.startswith(f"{index}_") for index in indexes)
            if not shadow and name not in UNCOMPARED:
                rows = [dict(row) for row in sqlite.execute(f"SELECT * FROM {name}")]
                found[name] = sorted(str(row) for row in (_row(name, row) for row in rows) if row)
        for index in indexes:
            sqlite.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
            for word in ("marsh", "ministry", "bridge", "no one", "coastwire", "quill"):
                query = f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid"
                found[f"{index} {word}"] = [str(id) for (id,) in sqlite.execute(query, (word,))]
    return found


def _row(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The compared values of a row; none of a reading state that equals a missing one."""
    if table == "reading_state" and NOTHING_READ.items() <= row.items():
        return {}
    return {name: value for name, value in row.items() if (table, name) not in RENEWED}


def difference(before: Dump, after: Dump) -> dict[str, tuple[list[str], list[str]]]:
    """The missing rows, and the new ones of tables that do not only grow."""
    found = {}
    for table in before:
        gone = sorted({*before[table]} - {*after[table]})
        new = sorted({*after[table]} - {*before[table]})
        if gone or (new and table not in GROWING):
            found[table] = gone, new
    return found


# The changes: each takes two numbers that choose its object


def pick(options: Sequence[Any], number: int) -> Any:
    return options[number % len(options)]


def identity(session: Session, number: int) -> Any:
    rows = session.store.identities.rows(sort="all", order="name")
    return pick(sorted(rows, key=lambda row: row.id), number).id


def merge(session: Session, first: int, second: int) -> None:
    source, target = identity(session, first), identity(session, second)
    session.apply("merge", lambda: session.store.identities.merge(source, target))


def mark_distinct(session: Session, first: int, second: int) -> None:
    ids = identity(session, first), identity(session, second)
    if ids[0] != ids[1]:
        session.apply("distinct", lambda: session.store.identities.mark_distinct(*ids))


def import_authority_list(session: Session, first: int, second: int) -> None:
    names = ("Lena Marsh", "Tom Marsh", "Marsh", "Ana Lind")
    name, alias = pick(names, first), pick(names, second)
    entry = AuthorityEntry(name, aliases=(alias,) if alias != name else ())
    session.apply("authority", lambda: session.store.authority.add([entry], "list.csv"))


def split_articles(session: Session, first: int, second: int) -> None:
    identities, chosen = session.store.identities, identity(session, first)
    article = pick(identities.articles(chosen), second).article
    session.apply("split", lambda: identities.split_articles(chosen, [article]))


def split_name(session: Session, first: int, second: int) -> None:
    identities, chosen = session.store.identities, identity(session, first)
    name = pick(identities.get_identity(chosen).names, second)
    session.apply("split", lambda: identities.split_name(chosen, name.key))


def set_display_name(session: Session, first: int, second: int) -> None:
    identities, chosen = session.store.identities, identity(session, first)
    found = identities.get_identity(chosen)
    name = pick([*(name.words for name in found.names), *found.aliases], second)
    session.apply("name", lambda: identities.set_display_name(chosen, name))


LENA, TOM, PORT = EntityRef("Lena Marsh"), EntityRef("Tom Marsh"), EntityRef("Port Luna", "GPE")


SPOKEN = (
    SetSpeaker(None),
    SetSpeaker(LENA, "Marsh"),
    SetKind("scare"),
    SetKind("mixed"),
    RemoveQuotation(),
)


KNOWN_MEANT = (
    MergeEntities(TOM),
    MergeEntities(LENA),
    ReassignMention(TOM),
    ReassignMention(TOM, everywhere=True),
    ReassignMention(LENA),
)
NEW_MEANT = (
    ReassignMention(PORT),
    MergeEntities(PORT),
    RenameEntity("Helena Marsh"),
    RenameEntity("Roads Office", "ORG"),
    SetLabel("ORG"),
    SetLabel("PERSON"),
)


def correct(session: Session, article: int, at: tuple[int, int], change: Change) -> None:
    corrections = session.store.corrections
    session.apply("correction", lambda: corrections.add(article, *at, change))


def analysis_of(session: Session, number: int) -> tuple[int, Analysis]:
    article = number % 3 + 1
    return article, session.store.articles.get(article).analysis


def correct_quotation(session: Session, first: int, second: int) -> None:
    article, analysis = analysis_of(session, first)
    quotation = pick(analysis.quotations, second)
    change = pick((*SPOKEN, SetSpeaker(PORT)), first // 3)
    correct(session, article, (quotation.start, quotation.end), change)


def correct_bounds(session: Session, first: int, second: int) -> None:
    article, analysis = analysis_of(session, first)
    quotation = pick(analysis.quotations, second)
    change = SetBounds(quotation.start, quotation.end - 1 - first % 2)
    correct(session, article, (quotation.start, quotation.end), change)


def add_quotation(session: Session, first: int, second: int) -> None:
    article, analysis = analysis_of(session, first)
    start = second % (len(analysis.text) - 30)
    change = AddQuotation("direct", pick((None, LENA, TOM, PORT), first))
    correct(session, article, (start, start + 25), change)


def correct_name(session: Session, first: int, second: int) -> None:
    article, analysis = analysis_of(session, first)
    mention = pick(analysis.mentions, second)
    change = pick((*KNOWN_MEANT, *NEW_MEANT), first // 3)
    correct(session, article, (mention.start, mention.end), change)


def correct_date(session: Session, first: int, second: int) -> None:
    article, analysis = analysis_of(session, first)
    days = datetime.date(2024, 6, 1), datetime.date(2024, 6, 3)
    if analysis.events and second % 2:
        event = pick(analysis.events, second)
        correct(session, article, (event.start, event.end), SetDate("event", *days))
    else:
        time = pick(analysis.times, second)
        correct(session, article, (time.start, time.end), SetDate("time", *days))


def remove_correction(session: Session, first: int, _second: int) -> None:
    corrections = session.store.corrections
    made = [
        correction for article in (1, 2, 3) for correction in corrections.list_of_article(article)
    ]
    if made:
        entry = pick(made, first)
        session.apply("correction removal", lambda: corrections.revert(entry.id))


RULES: tuple[tuple[str, RuleChange], ...] = (
    ("Marsh", ReassignMention(LENA, everywhere=True)),
    ("madness", SetKind("direct")),
    ("The bridge is older than anybody in this whole town", RemoveQuotation()),
    ("marsh", ReassignMention(TOM, everywhere=True)),
)
NEW_RULES: tuple[tuple[str, RuleChange], ...] = (
    ("the Castle", ReassignMention(EntityRef("Government", "ORG"), everywhere=True)),
    ("Ministry of Roads", SetLabel("GPE")),
    ("Otto Brandl", ReassignMention(EntityRef("Otto Brandt"), everywhere=True)),
)


def reapply(session: Session, words: str) -> None:
    for article in session.store.corrections.articles_containing([words]):
        session.store.corrections.reapply_rules(article)


def add_rule(session: Session, first: int, second: int) -> None:
    words, change = pick((*RULES, *NEW_RULES), first)

    def make() -> None:
        session.store.corrections.add_rule(words, change)
        if second % 4 < 3:  # else the rule applies to later articles only
            reapply(session, words)

    session.apply("rule", make)


def delete_rule(session: Session, first: int, _second: int) -> None:
    corrections = session.store.corrections
    if rules := corrections.list_rules():
        rule = pick(rules, first)

        def make() -> None:
            corrections.delete_rule(rule.id)
            reapply(session, rule.words)

        session.apply("rule deletion", make)


def add_note(session: Session, first: int, second: int) -> None:
    store, (article, analysis) = session.store, analysis_of(session, first)
    if not analysis.quotations:
        return
    number = second % len(analysis.quotations)
    quotation = analysis.quotations[number]
    session.apply(
        "notes",
        lambda: store.notes.add(
            article, quotation.start, quotation.end, "My note", tags=["Roads", "mine"],
            quotation=number,
        ),
    )  # fmt: skip


def find_note(session: Session, number: int) -> Any:
    return pick(session.store.notes.list() or [None], number)


def edit_note(session: Session, first: int, second: int) -> None:
    note, store = find_note(session, first), session.store
    if note is None:
        return
    body, length = pick(("", "Another view", "No one"), second), len(store.articles.text(1))
    end = min(note.end + second % 5, length)
    makes: list[Callable[[], object]] = [
        lambda: store.notes.edit(note.id, body=body, tags=["Bridge", "view"], starred=True),
        lambda: store.notes.edit(note.id, verdict="checked", body=body),
        lambda: store.notes.move(note.id, max(0, note.start - second % 9), end),
    ]
    session.apply("note", pick(makes, first + second))


def delete_note(session: Session, first: int, _second: int) -> None:
    note, store = find_note(session, first), session.store
    if note is not None:
        session.apply("note deletion", lambda: store.notes.delete(note.id))


def tag_article(session: Session, first: int, second: int) -> None:
    article, tags = first % 3 + 1, pick((["roads"], ["Roads", "new"], []), second)
    session.apply("tags", lambda: session.store.articles.set_tags(article, tags))


def edit_tags(session: Session, first: int, second: int) -> None:
    """Rename, merge, delete or color a tag."""
    edits = session.store.tag_edits
    tag = pick([name for name, _ in session.store.tags.list()] or [""], first)
    others = [name for name, _ in session.store.tags.list() if name != tag]
    if not tag or not others:
        return
    makes: list[Callable[[], object]] = [
        lambda: edits.rename(tag, "places/bridges", merge=True),
        lambda: edits.rename(tag, f"{tag}/below", merge=True),
        lambda: edits.merge([tag], pick(others, second)),
        lambda: edits.delete([tag]),
        lambda: edits.color([tag], pick(TAG_COLORS, second)),
    ]
    session.apply("tag tree", pick(makes, second))


def edit_several_notes(session: Session, first: int, second: int) -> None:
    store = session.store
    notes = [note.id for note in store.notes.list()][first % 2 :]
    makes: list[Callable[[], object]] = [
        lambda: store.notes.tag(notes, ["Roads", "places/north"], ["mine"]),
        lambda: store.notes.edit(notes, color=pick(NOTE_COLORS, first), starred=True),
        lambda: store.notes.edit(notes, verdict=pick(VERDICTS, first)),
        lambda: store.notes.delete(notes),
    ]
    session.apply("note fields", pick(makes, second))


def move_to_trash(session: Session, first: int, second: int) -> None:
    """Move one or two articles to the trash and restore them: two edits."""
    articles = [first % 3 + 1, *([second % 3 + 1] if second % 3 != first % 3 else [])]
    session.apply("trash", lambda: session.store.trash.move(articles))
    assert session.store.articles.count() == 3 - len(articles)
    session.apply("restore", lambda: session.store.trash.restore(articles))


def set_reading_state(session: Session, first: int, second: int) -> None:
    state, article = session.store.reading_state, first % 3 + 1
    makes: list[Callable[[], object]] = [
        lambda: state.set_flag("starred", article, second % 2 == 0),
        lambda: state.set_state(article, pick(("unread", "reading", "read"), second)),
        lambda: state.save_bookmarks(article, {"a": second}),
    ]
    session.apply("star", pick(makes, first // 3))


def mark_original(session: Session, first: int, second: int) -> None:
    originals, article = session.store.originals, first % 3 + 1
    mark = OriginalMark(pick(("Lena Marsh", "Tom Marsh", ""), second))
    makes = (lambda: originals.mark([article], mark), lambda: originals.unmark([article]))
    session.apply("original", pick(makes, first // 3))


def edit_metadata(session: Session, first: int, second: int) -> None:
    article = first % 3 + 1
    field, line = pick(
        (
            ("title", "Another title"), ("byline", "Tom Quill"), ("site", "Bridge Herald"),
            ("source", "https://news.example/bridge"), ("section", "Roads"), ("language", "pt"),
            ("updated", "2024-04-20"), ("title", ""),
        ),
        second,
    )  # fmt: skip
    facts = MetadataChanges(**{field: line})
    session.apply("metadata", lambda: session.store.articles.set_metadata(article, facts))


def set_date(session: Session, first: int, second: int) -> None:
    article, day = first % 3 + 1, pick(("2024-04-17", "2023-12-31", "2024-03", ""), second)
    session.apply("metadata", lambda: session.store.articles.set_metadata(article, published=day))


def edit_collections(session: Session, first: int, second: int) -> None:
    collections, article = session.store.collections, first % 3 + 1
    stored = collections.list()
    makes: list[Callable[[], object]] = [lambda: collections.add("Bridges", [article])]
    if stored:
        chosen = pick(stored, first)
        makes += [
            lambda: collections.remove(chosen.name, [article]),
            lambda: collections.rename(chosen.id, f"Roads {second}"),
            lambda: collections.delete(chosen.id),
        ]
    session.apply("collection", pick(makes, second))


def edit_searches(session: Session, first: int, second: int) -> None:
    search = session.store.search
    makes: list[Callable[[], object]] = [
        lambda: search.save(pick(("Tolls", "Bridges"), first), f"toll {second}"),
    ]
    if saved := search.list_saved():
        name = pick(saved, first).name
        makes += [
            lambda: search.delete_saved(name),
            lambda: search.rename_saved(name, f"Saved {second}"),
        ]
    session.apply("search", pick(makes, second))


def edit_sources(session: Session, first: int, second: int) -> None:
    sources = session.store.watched_sources
    if not (listed := sources.list()):
        session.apply("watched source", lambda: sources.add("folder", f"/news/{second}"))
        return
    chosen = pick(listed, first).id
    makes: list[Callable[[], object]] = [
        lambda: sources.set_paused(chosen, second % 2 == 0),
        lambda: sources.remove(chosen),
    ]
    session.apply("watched source", pick(makes, second))


Make = Callable[[Session, int, int], None]
DECISIONS: tuple[Make, ...] = (
    merge, mark_distinct, split_articles, split_name, set_display_name, import_authority_list
)  # fmt: skip
CORRECTIONS: tuple[Make, ...] = (
    correct_quotation, correct_bounds, add_quotation, correct_name, correct_date,
    remove_correction, add_rule, delete_rule, set_date,
)  # fmt: skip
CHANGES: tuple[Make, ...] = (
    add_note, edit_note, delete_note, edit_tags, edit_several_notes, tag_article, move_to_trash,
    set_reading_state, mark_original, edit_metadata, edit_collections, edit_searches, edit_sources,
)  # fmt: skip
Steps = list[tuple[Make, int, int]]


def steps(*makes: Make) -> st.SearchStrategy[Steps]:
    """One to six changes."""
    numbers = st.integers(0, 59)
    return st.lists(st.tuples(st.sampled_from(makes), numbers, numbers), min_size=1, max_size=6)


def undo_and_redo_all(filled: Path, path: Path, changes: Steps) -> None:
    """Make edits, undo all, redo all, and undo all again."""
    shutil.copy(filled, path)
    commit_counter_path(path).unlink(missing_ok=True)  # else the copy would count as an older state
    with Store(path) as store:
        session = Session(store)
        dumps = [dump_store(path)]
        for make, first, second in changes:
            made = session.made
            make(session, first, second)
            if session.made > made:
                dumps += [dump_store(path)] * (session.made - made)
        steps: list[tuple[Callable[[], EditStep | None], list[Dump]]] = [
            (store.edits.undo, dumps[-2::-1]),
            (store.edits.redo, dumps[1:]),
        ]
        for step, expected in (*steps, steps[0]):
            for number, each in enumerate(expected, 1):
                done = step()
                assert done is not None
                if done.edit.kind not in ("trash", "restore"):
                    name = (done.edit.kind, step.__name__, number)
                    assert difference(each, dump_store(path)) == {}, name
        assert store.edits.undo() is None


EXAMPLES = settings(
    deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@settings(EXAMPLES, max_examples=count_examples(40))
@given(changes=steps(*DECISIONS))
def test_decisions_about_people_are_undone_and_redone(
    changes: Steps, filled: Path, tmp_path: Path
) -> None:
    undo_and_redo_all(filled, tmp_path / "s.sqlite", changes)


@settings(EXAMPLES, max_examples=count_examples(40))
@given(changes=steps(*CORRECTIONS))
def test_corrections_are_undone_and_redone(changes: Steps, filled: Path, tmp_path: Path) -> None:
    undo_and_redo_all(filled, tmp_path / "s.sqlite", changes)


@settings(EXAMPLES, max_examples=count_examples(60))
@given(changes=steps(*DECISIONS, *CORRECTIONS, *CHANGES))
def test_edits_of_every_kind_are_undone_and_redone(
    changes: Steps, filled: Path, tmp_path: Path
) -> None:
    undo_and_redo_all(filled, tmp_path / "s.sqlite", changes)


# Defects that the properties found, each as an example


def find_identity(store: Store, name: str) -> int:
    [row] = [row for row in store.identities.rows(name, sort="all") if row.name == name]
    return row.id


@pytest.fixture
def session(filled: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copy(filled, tmp_path / "s.sqlite")
    with Store(tmp_path / "s.sqlite") as store:
        yield Session(store)


def test_two_who_were_one_in_an_article_are_two_again_after_a_split(session: Session) -> None:
    people = session.store.identities
    lena, otto = (find_identity(session.store, name) for name in ("Lena Marsh", "Otto Brandl"))
    session.apply("merge", lambda: people.merge(lena, otto))
    session.apply("split", lambda: people.split_articles(otto, [2]))
    assert session.store.edits.undo()
    assert session.store.edits.undo()
    assert [people.identity_of(2, 0), people.identity_of(2, 1)] == [lena, otto]


def test_two_who_were_kept_apart_before_stay_apart(session: Session) -> None:
    people, path = session.store.identities, session.store.path
    lena, tom = (find_identity(session.store, name) for name in ("Lena Marsh", "Tom Marsh"))
    for _ in range(2):
        session.apply("distinct", lambda: people.mark_distinct(lena, tom))
    decided = dump_store(path)["identity_distinct"]
    assert len(session.store.edits.list()) == 1
    session.apply("merge", lambda: people.merge(lena, tom))
    key = next(use.key for use in people.get_identity(tom).names if use.words == "Lena Marsh")
    session.apply("split", lambda: people.split_name(tom, key))
    assert session.store.edits.undo()
    assert dump_store(path)["identity_distinct"] == decided
    assert session.store.edits.undo()
    assert session.store.edits.undo()
    assert dump_store(path)["identity_distinct"] == []


def test_a_day_of_the_last_change_that_was_not_known_is_not_known_again(session: Session) -> None:
    document = session.store.articles.get(1).document
    facts = MetadataChanges(updated="2024-04-20")
    session.apply("metadata", lambda: session.store.articles.set_metadata(1, facts))
    assert session.store.articles.get(1).document.updated == datetime.date(2024, 4, 20)
    assert session.store.edits.undo()
    assert session.store.articles.get(1).document == document


def test_redo_of_a_correction_restores_the_id_of_its_new_identity(session: Session) -> None:
    at = span("Vesna", correction_examples.TEXT)
    correct(session, 1, at, RenameEntity("Port Luna", "GPE"))
    first = session.store.identities.identity_of(1, 1)
    assert session.store.edits.undo()
    assert session.store.edits.redo()
    assert session.store.identities.identity_of(1, 1) == first


def test_names_that_a_correction_gave_are_forgotten_with_it(session: Session) -> None:
    before = dump_store(session.store.path)
    correct(session, 1, span("Vesna", correction_examples.TEXT), MergeEntities(LENA))
    assert session.store.edits.undo()
    assert difference(before, dump_store(session.store.path)) == {}


def test_a_split_restores_the_identity_of_a_reassigned_person(session: Session) -> None:
    otto = find_identity(session.store, "Otto Brandl")
    session.apply("split", lambda: session.store.identities.split_articles(otto, [2]))
    correct(session, 1, span("Otto Brandl", correction_examples.TEXT), MergeEntities(LENA))
    assert session.store.edits.undo()
    assert session.store.identities.identity_of(1, 3) == otto


def test_a_note_on_a_part_of_a_quotation_is_on_it_again(session: Session) -> None:
    at = span("No one is happy", correction_examples.TEXT)
    note = session.store.notes.add(1, *at, "No one?", quotation=1)
    quotation = session.store.articles.get(1).analysis.quotations[1]
    correct(session, 1, (quotation.start, quotation.end), RemoveQuotation())
    assert session.store.edits.undo()
    assert {stored.id: stored.quotation for stored in session.store.notes.list(1)}[note.id] == 1


def test_a_rule_for_new_articles_holds_in_no_stored_one_after_an_undo(session: Session) -> None:
    words, change = RULES[1]
    session.apply("future rule", lambda: session.store.corrections.add_rule(words, change))
    correct(session, 1, span("Vesna", correction_examples.TEXT), SetLabel("LOC"))
    assert session.store.edits.undo()
    kinds = [quotation.kind for quotation in session.store.articles.get(1).analysis.quotations]
    assert kinds == ["indirect", "direct", "scare", "indirect"]
