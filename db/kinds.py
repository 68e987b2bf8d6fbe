"""The stored tables: a row for each, with the facts that `schema.sql` does not state.

The log of edits, checksums, the trash, merges and repairs read their tables here. Keys, columns and
references follow from the schema. An ordinary table of an article needs a name, a label and the
data that its rows are. It is then recorded and undone, has a checksum for each article, moves to
the trash with its article, and is copied by a merge. A new column needs nothing.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, get_args

from msgspec import Struct

from db.table_schema import Column, TableSchema, is_referred_to, read_table

DataKind = Literal[
    "text", "findings", "notes", "metadata", "tags", "reading_state", "list", "rules",
    "identities", "views", "watched_sources",
]  # fmt: skip
"""The kinds of data that a change concerns, by which screens refresh.

"text" is a new version of an article; "findings" are names, quotations and dates; "list" means that
articles were added or deleted; "reading_state" includes the star. "tags" includes collections;
"views" are the names of collections and the saved searches.
"""
ALL_KINDS: frozenset[DataKind] = frozenset(get_args(DataKind))

Role = Literal["work", "finding", "program", "derived", "state"]
"""Work of a reader, which is recorded and undone; a finding of an article, which is restored with
all others of it; data of the program, which no edit changes; rows that are computed from others;
and the state of the file itself, which has no checksums."""


class ColumnGroup(Struct, frozen=True, kw_only=True):
    """Columns that have a checksum of their own, as they change apart from the rest of a row.

    `is_whole` means one checksum for the table; `derived` columns are computed from others.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    is_whole: bool = False
    derived: bool = False


class StoredTable(Struct, frozen=True, kw_only=True, dict=True):
    """A table: its role, its label, and how its rows are verified, undone and moved."""

    name: str
    label: str
    """The rows of one key in messages, before the key unless that is an article: "note" 5."""
    data: tuple[DataKind, ...] = ()
    """The data that screens show again when a row changes."""
    role: Role = "work"
    item: str = ""
    """The noun by which messages about edits count the rows."""
    refers: Mapping[str, str] = {}
    """References without an index, which the schema does not declare."""
    code: str = ""
    """A letter for the rows in the table of checksums: a name would take a third of its room."""
    unchecked: frozenset[str] = frozenset()
    """Columns in no checksum."""
    group: ColumnGroup | None = None
    is_final: bool = False
    """Deleted rows never come back."""
    survives_repair: bool = False
    """A repair copies the rows, although they are derived."""
    has_history: bool = False
    """Edits record the rows, although they are derived."""
    unrecorded: frozenset[str] = frozenset()
    """Columns that are computed from others, or whose changes are no edits."""
    uncompared: frozenset[str] = frozenset()
    """Columns that may have changed since an edit that is undone."""
    by_column: bool = False
    """Undo restores each column by itself, not a row as a whole; except for those `together`."""
    together: tuple[tuple[str, ...], ...] = ()
    alone: tuple[str, ...] = ()
    """Columns that undo restores by themselves, of rows that are restored as a whole."""
    counted: tuple[str, ...] | None = None
    """The references that are counted as items of an edit; None for those in the key."""
    keeps_inserts: bool = False
    """Inserted rows are not undone, since others may refer to them."""
    unit: str = ""
    """The column of the row whose rows are restored all or not at all."""
    holds: str = ""
    """The column of a row that undo does not delete while rows from later edits refer to it."""
    concerns_all: bool = False
    """A change of a row may concern any article."""
    may_lack: bool = False
    """A row of default values is the same as none."""
    merged: bool | None = None
    """A merge copies the rows with their article; None if they are not derived."""
    is_personal: bool = False
    """The reading state of one person, which a merge copies only if it is wanted."""
    local: frozenset[str] = frozenset()
    """Columns that mean nothing in another store."""

    @cached_property
    def schema(self) -> TableSchema:
        """The columns, the key and the references of the table."""
        return read_table(self.name)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The stored columns."""
        return self.schema.columns

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return self.schema.key

    @cached_property
    def references(self) -> dict[str, str]:
        """The tables that single columns refer to, other than this one."""
        found = {**self.schema.references, **self.refers}
        return {column: table for column, table in found.items() if table != self.name}

    @cached_property
    def article(self) -> str:
        """The column with the article of a row, or an empty string."""
        if self.name == "article":
            return "id"
        return "article" if "article" in self.columns else ""

    @cached_property
    def holder(self) -> str:
        """The column of the row through which a row without an article belongs to one: `note`."""
        if not self.article:
            for column in self.key:
                table = BY_NAME.get(self.references.get(column, ""))
                if table is not None and table.article and column in self.schema.references:
                    return column
        return ""

    @cached_property
    def is_finding(self) -> bool:
        """True for the findings of an article, which refer to each other by number."""
        return self.role == "finding"

    @cached_property
    def is_derived(self) -> bool:
        """True if the rows are computed from others."""
        return self.role == "derived"

    @cached_property
    def is_recorded(self) -> bool:
        """True if edits record the rows."""
        return self.role in ("work", "finding") or self.has_history

    @cached_property
    def is_bundled(self) -> bool:
        """True if the rows belong to an article, and move to the trash with it."""
        return self.role not in ("derived", "state") and bool(self.article or self.holder)

    @cached_property
    def is_merged(self) -> bool:
        """True if a merge copies the rows with their article."""
        return self.is_bundled if self.merged is None else self.merged

    @cached_property
    def is_repaired(self) -> bool:
        """True if a repair copies the rows, and does not compute them again."""
        return self.role not in ("derived", "state") or self.survives_repair

    @cached_property
    def checksum_key(self) -> str:
        """The column with a checksum for each value; empty if the table has only one.

        It is the id of rows that others refer to, else the article, else the first number.
        """
        columns = self.columns
        if self.is_derived:
            return ""
        if self.key == ("id",) and is_referred_to(self.name):
            return "id"
        if "article" in columns and not columns["article"].is_nullable:
            return "article"
        return next(column for column in self.key if columns[column].type == "INTEGER")

    @cached_property
    def recorded(self) -> dict[str, Column]:
        """The columns that edits record: the key, then the others."""
        columns = self.columns
        names = [name for name in columns if name not in self.unrecorded]
        return {name: columns[name] for name in dict.fromkeys((*self.key, *names))}

    @cached_property
    def fields(self) -> tuple[tuple[str, ...], ...]:
        """The groups of recorded columns that undo restores independently of each other."""
        names = [name for name in self.recorded if name not in self.key]
        joined = {name for columns in self.together for name in columns}
        single = [name for name in (names if self.by_column else self.alone) if name not in joined]
        others = (name for name in names if name not in self.uncompared.union(joined, single))
        return (*self.together, *((name,) for name in single), tuple(others))

    @cached_property
    def items(self) -> dict[str, str]:
        """The columns of the items that an edit of a row changes, by their tables."""
        if self.is_finding or self.is_derived:
            return {}
        found = {
            table: column
            for column in (self.key if self.counted is None else self.counted)
            if (table := self.references.get(column, "")) and BY_NAME[table].item
        }
        return {self.name: self.key[0], **found} if self.item else found

    @cached_property
    def defaults(self) -> dict[str, int | str]:
        """The recorded values of a row that may be missing."""
        columns = self.recorded.items() if self.may_lack else ()
        return {
            name: int(column.default) if column.type == "INTEGER" else column.default.strip("'")
            for name, column in columns
            if column.default is not None
        }


def _work(name: str, label: str, *data: DataKind, **facts: Any) -> StoredTable:
    return StoredTable(name=name, label=label, data=data, **facts)


def _finding(name: str, label: str, **facts: Any) -> StoredTable:
    return StoredTable(name=name, label=label, data=("findings",), role="finding", **facts)


def _program(name: str, label: str, *data: DataKind, **facts: Any) -> StoredTable:
    return StoredTable(name=name, label=label, data=data, role="program", **facts)


def _derived(name: str, *data: DataKind, **facts: Any) -> StoredTable:
    return StoredTable(name=name, label=f"the table {name}", data=data, role="derived", **facts)


def _state(name: str) -> StoredTable:
    return StoredTable(name=name, label=f"the table {name}", role="state")


_COUNTS = ("confidence", "articles", "quotations", "first_day", "last_day")  # of an identity

# Parents before the tables that refer to them: rows are written in this order, and deleted in the
# reverse order.
TABLES: tuple[StoredTable, ...] = (
    # The text has a hash of its own, in the column `sha256`.
    _work(
        "article", "the details", "metadata", item="article", code="a",
        unchecked=frozenset({"text"}), keeps_inserts=True, by_column=True,
        together=(("source", "address"), ("published", "published_from")),
        unrecorded=frozenset({"sha256", "added", "words", "folded", "duplicate_group", "text"}),
        local=frozenset({"duplicate_group"}),
    ),
    _program("article_version", "the earlier versions", "text"),
    _work("wire_record", "the status at its agency", "metadata"),
    _work("original", "the mark as an original", "metadata"),
    _work(
        "reading_state", "the star, the reading position and the bookmarks", "reading_state",
        code="r", unrecorded=frozenset({"position", "view"}), by_column=True, may_lack=True,
        together=(("starred", "star_origin"),), is_personal=True,
    ),
    _work("proposal", "proposal", "list", item="proposal", merged=False),
    _program("import_log", "the record of its import", code="f", merged=False),
    _program("analysis_state", "the state of the analysis", "findings"),
    _program("analysis_checkpoint", "the unfinished analysis"),
    _program("staged_analysis", "the findings that are not in their tables yet", "findings"),
    _program(
        "trash", "deleted article", "list", is_final=True,
        group=ColumnGroup(
            name="trash_use", label="the days of use of the trash",
            columns=("days_of_use", "counted"), is_whole=True,
        ),
    ),
    _program(
        "edit", "edit", is_final=True,
        group=ColumnGroup(
            name="edit_state", label="state of edit", columns=("undone", "findings")
        ),
    ),
    _derived("article_sketch", survives_repair=True),
    _derived("article_vector", merged=True),
    # Findings
    _program("reason", "reason", "findings"),
    _program("mention_type", "type of mentions", "findings"),
    _finding("entity", "the people and things", code="e", refers={"identity": "identity"}),
    _finding("alias", "the other names of people and things", code="n"),
    _finding("mention", "the mentions", code="m"),
    _finding("quotation", "the quotations", code="q"),
    _finding("quotation_span", "the parts of quotations", code="p"),
    _finding("quotation_speaker", "the further speakers of quotations", code="s"),
    _finding("time_expression", "the dates in the text", code="t"),
    _finding("event", "the events", code="v"),
    _finding("event_entity", "the people and things of events", code="w"),
    _finding("machine_analysis", "the findings before corrections"),
    # A change by another program marks the rows as out of date by their version.
    _derived(
        "statement_source", merged=True, refers={"id": "quotation"},
        unchecked=frozenset({"version"}),
    ),
    _derived("quotation_vector", merged=True),
    _derived("quotation_shingle", refers={"quotation": "quotation"}),
    _derived("quote_group"),
    _derived("quote_group_member", refers={"quotation": "quotation"}),
    # Notes, tags and collections
    _work("tag", "tag", "tags", item="tag", keeps_inserts=True, concerns_all=True),
    _work("article_tag", "the tags", "tags", unit="article"),
    _work(
        "note", "note", "notes", item="note", counted=("article",), alone=("quotation",),
        uncompared=frozenset({"changed"}),
    ),
    _work("note_tag", "tags of note", "notes", "tags", unit="note", holds="note"),
    _program("draft", "the unsaved note", "notes", is_personal=True),
    _work("collection", "collection", "views", "tags", item="collection", concerns_all=True),
    _work("collection_article", "the collections", "tags", "metadata", holds="collection"),
    _work(
        "watched_source", "watched source", "watched_sources", item="watched source",
        alone=("title",),
        uncompared=frozenset({
            "checked", "error", "articles", "last_new", "last_changed", "last_proposed", "remark",
            "etag", "modified", "title", "found", "last_error", "failed", "failures", "due",
        }),
    ),
    _work("watched_entry", "entries of watched source", "watched_sources"),
    _work(
        "feed_article", "articles of watched source", "watched_sources",
        uncompared=frozenset({"changed"}),
    ),
    _work(
        "saved_search", "saved search", "views", item="saved search",
        uncompared=frozenset({"opened", "seen"}),
    ),
    _work("correction_rule", "correction rule", "rules", item="correction rule", concerns_all=True),
    _work("correction", "the corrections", "findings", item="correction"),
    # People and things
    _work(
        "authority_entry", "entry of the authority list", "identities", item="authority record"
    ),
    _work("authority_name", "names of entry of the authority list", "identities"),
    _work(
        "identity", "person or thing", "identities", item="name", code="i", by_column=True,
        unrecorded=frozenset({"folded", *_COUNTS}), together=(("merged_into", "merge_reason"),),
        group=ColumnGroup(
            name="identity_count", label="the counts of people and things",
            columns=("compared", *_COUNTS), is_whole=True, derived=True,
        ),
    ),
    _derived(
        "identity_name", "identities", has_history=True, survives_repair=True,
        refers={"identity": "identity"},
    ),
    _work(
        "identity_distinct", "decisions about person or thing", "identities", counted=("first",),
        uncompared=frozenset({"created"}),
    ),
    _work(
        "identity_override", "the decisions about people and things", "identities", counted=(),
        merged=False,
    ),
    _derived("identity_block", "identities", has_history=True, refers={"identity": "identity"}),
    _derived("identity_candidate", "identities", has_history=True),
    _derived("identity_entity", "identities"),
    _derived("identity_month", "identities"),
    # Search
    _derived("vocabulary"),
    # The commit counter is compared with its file and the backups, the checksums with the rows. The
    # table of deferred indexes is empty after each commit. A check compares the indexes, whose
    # names end with `_fts`, with their tables.
    _state("deferred_index"),
    _state("commit_counter"),
    _state("row_checksum"),
)  # fmt: skip
BY_NAME: Mapping[str, StoredTable] = {table.name: table for table in TABLES}
RECORDED: Mapping[str, StoredTable] = {table.name: table for table in TABLES if table.is_recorded}
"""The tables whose rows are recorded while a reader edits.

Tables and columns that are computed from others are not recorded: a step of undo computes them
again for the rows that it changes, with the functions that any edit uses.
"""
FINDINGS: tuple[str, ...] = tuple(table.name for table in TABLES if table.is_finding)
"""The findings of an article, which are restored together or computed again."""
FINDING_COUNTS = frozenset({"quotations", "events"})
"""The columns of an article that follow its findings."""
