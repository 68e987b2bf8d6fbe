"""The tables whose rows have checksums, and those that are verified in another way.

A test fails for a table of the schema that is in neither list.
"""

from msgspec import Struct


class ChecksumGroup(Struct, frozen=True, kw_only=True):
    """Rows of a table that have one checksum for each value of a column, the key.

    `name` is the group in the store. Without a key, all rows of the table have one checksum, of the
    key 0. `article` is an expression for the article of a key, where `:key` is the key. `columns`
    are the columns in the checksum, None for all but the `excluded` ones. A `derived` table is
    rebuilt from others by a repair. The deleted rows of a `final` group never come back.
    """

    name: str
    label: str
    """The name of the rows in messages, before the key unless that is an article: "note" 5."""
    key: str = ""
    article: str = ""
    table: str = ""
    columns: tuple[str, ...] | None = None
    excluded: frozenset[str] = frozenset()
    derived: bool = False
    final: bool = False

    @property
    def source(self) -> str:
        """The table of the rows."""
        return self.table or self.name

    @property
    def code(self) -> str:
        """The group in the store: its name, or a letter for the groups of which most rows are."""
        return _CODES.get(self.name, self.name)


# In the table of checksums, a name would take a third of the room.
_CODES = {
    "article": "a", "entity": "e", "alias": "n", "mention": "m", "quotation": "q",
    "quotation_span": "p", "quotation_speaker": "s", "time_expression": "t", "event": "v",
    "event_entity": "w", "identity": "i", "import_log": "f", "reading_state": "r",
}  # fmt: skip


def _of_article(name: str, label: str) -> ChecksumGroup:
    return ChecksumGroup(name=name, label=label, key="article", article=":key")


def _of_id(name: str, label: str) -> ChecksumGroup:
    return ChecksumGroup(name=name, label=label, key="id")


def _derived(name: str) -> ChecksumGroup:
    return ChecksumGroup(name=name, label=f"the table {name}", derived=True)


_IDENTITY_COUNTS = ("compared", "confidence", "articles", "quotations", "first_day", "last_day")
_TRASH_USE = ("days_of_use", "counted")
_EDIT_STATE = ("undone", "findings")

# Parents before the tables that refer to them: a repair writes rows in this order.
GROUPS: tuple[ChecksumGroup, ...] = (
    # The text has a hash of its own, in the column `sha256`.
    ChecksumGroup(
        name="article", label="the details", key="id", article=":key",
        excluded=frozenset({"text"}),
    ),
    _of_article("article_version", "the earlier versions"),
    _of_article("wire_record", "the status at its agency"),
    _of_article("original", "the mark as an original"),
    _of_article("reading_state", "the star, the reading position and the bookmarks"),
    _of_article("import_log", "the record of its import"),
    _of_article("analysis_state", "the state of the analysis"),
    _of_article("analysis_checkpoint", "the unfinished analysis"),
    _of_article("staged_analysis", "the findings that are not in their tables yet"),
    ChecksumGroup(
        name="proposal", label="proposal", key="id",
        article="(SELECT article FROM proposal WHERE id = :key)",
    ),
    ChecksumGroup(
        name="trash", label="deleted article", key="id", excluded=frozenset(_TRASH_USE),
        final=True,
    ),
    ChecksumGroup(
        name="trash_use", label="the days of use of the trash", table="trash",
        columns=("id", *_TRASH_USE),
    ),
    ChecksumGroup(
        name="edit", label="edit", key="id", excluded=frozenset(_EDIT_STATE), final=True
    ),
    ChecksumGroup(
        name="edit_state", label="state of edit", key="id", table="edit",
        columns=("id", *_EDIT_STATE), final=True,
    ),
    _of_id("reason", "reason"),
    _of_id("mention_type", "type of mentions"),
    _of_article("entity", "the people and things"),
    _of_article("alias", "the other names of people and things"),
    _of_article("mention", "the mentions"),
    _of_article("quotation", "the quotations"),
    _of_article("quotation_span", "the parts of quotations"),
    _of_article("quotation_speaker", "the further speakers of quotations"),
    _of_article("time_expression", "the dates in the text"),
    _of_article("event", "the events"),
    _of_article("event_entity", "the people and things of events"),
    _of_article("machine_analysis", "the findings before corrections"),
    _of_id("tag", "tag"),
    _of_article("article_tag", "the tags"),
    ChecksumGroup(
        name="note", label="note", key="id",
        article="(SELECT article FROM note WHERE id = :key)",
    ),
    ChecksumGroup(
        name="note_tag", label="tags of note", key="note",
        article="(SELECT article FROM note WHERE id = :key)",
    ),
    _of_article("draft", "the unsaved note"),
    _of_id("collection", "collection"),
    _of_article("collection_article", "the collections"),
    _of_id("watched_source", "watched source"),
    ChecksumGroup(
        name="watched_entry", label="entries of watched source", key="source"
    ),
    ChecksumGroup(name="feed_article", label="articles of watched source", key="source"),
    _of_id("saved_search", "saved search"),
    _of_article("correction", "the corrections"),
    _of_id("correction_rule", "correction rule"),
    ChecksumGroup(
        name="identity", label="person or thing", key="id",
        excluded=frozenset(_IDENTITY_COUNTS),
    ),
    ChecksumGroup(
        name="identity_distinct", label="decisions about person or thing", key="first"
    ),
    _of_article("identity_override", "the decisions about people and things"),
    _of_id("authority_entry", "entry of the authority list"),
    ChecksumGroup(
        name="authority_name", label="names of entry of the authority list", key="entry"
    ),
    ChecksumGroup(
        name="identity_count", label="the counts of people and things", table="identity",
        columns=("id", *_IDENTITY_COUNTS), derived=True,
    ),
    _derived("identity_name"),
    _derived("identity_block"),
    _derived("identity_candidate"),
    _derived("identity_entity"),
    _derived("identity_month"),
    _derived("article_sketch"),
    _derived("article_vector"),
    _derived("quotation_vector"),
    _derived("quotation_shingle"),
    # Without the version: a change by another program marks the rows as out of date.
    ChecksumGroup(
        name="statement_source", label="the table statement_source", derived=True,
        columns=("id", "class"),
    ),
    _derived("quote_group"),
    _derived("quote_group_member"),
    _derived("vocabulary"),
)  # fmt: skip

VERIFIED_OTHERWISE = frozenset({"commit_counter", "deferred_index", "row_checksum"})
"""The counter is compared with its file and the backups, the checksums with the rows. The table of
deferred indexes is empty after each commit.

A check compares the indexes, whose names end with `_fts`, with their tables.
"""

FINDINGS = frozenset({
    "entity", "alias", "mention", "quotation", "quotation_span", "quotation_speaker",
    "time_expression", "event", "event_entity", "machine_analysis",
})  # fmt: skip
"""The groups that hold findings, which refer to each other by number."""

BY_NAME = {group.name: group for group in GROUPS}
NAMES = {group.code: group.name for group in GROUPS}
"""The names of groups by their codes."""
