-- The tables of a store. A change here needs a new version (`db.connection.VERSION`), and once a
-- version is released, a migration in `db/schema.py`. The comment before a table or view describes it
-- and its columns: `db.schema_reference` generates the reference page from it, without notes.

-- ## Articles

-- An article with its text and metadata.
--
-- id: the id
-- sha256: the SHA-256 hash of the text
-- title: the title
-- byline: the authors
-- site: the newspaper or website
-- source: the address or the file
-- published: the publication date as in EDTF: `2026-03-12`, `2026-03` or `2026`; null if unknown
-- published_from: the origin of that date: `given`, `metadata`, `dateline`, `address`, `text`,
--     `guessed` or `unknown`
-- language: the language code: `en`
-- added: the time of the import
-- words: the number of words; 0 for a reference, which has no text yet
-- quotations: the number of statements
-- events: the number of events
-- folded: the normalized metadata and tags if they differ from the metadata in lower case, or empty
-- section: the section of the newspaper
-- updated: the day of the last update, or null
-- origins: the origins of the other metadata, as a JSON object
-- address: the normalized address, by which versions are found
-- retrieved_from: the address that was fetched, or the path of the file
-- claimed_address: the address on another host that a fetched page names, or empty
-- remark: one line about how the article was read at its import, or empty
-- part_of: the mail that the article was attached to or enclosed in, or empty
-- duplicate_group: the id of a group of near-duplicates, or null
-- text: the text
-- list_key: the text that the filter of the library searches, regardless of case; generated
--
-- Note: The text comes last of what is stored: SQLite reads a row from its beginning.
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    byline TEXT NOT NULL,
    site TEXT NOT NULL,
    source TEXT NOT NULL,
    published TEXT,
    published_from TEXT NOT NULL,
    language TEXT NOT NULL,
    added TEXT NOT NULL,
    words INTEGER NOT NULL,
    quotations INTEGER NOT NULL,
    events INTEGER NOT NULL,
    folded TEXT NOT NULL,
    section TEXT NOT NULL DEFAULT '',
    updated TEXT,
    origins TEXT NOT NULL DEFAULT '{}',
    address TEXT NOT NULL DEFAULT '',
    retrieved_from TEXT NOT NULL DEFAULT '',
    claimed_address TEXT NOT NULL DEFAULT '',
    remark TEXT NOT NULL DEFAULT '',
    part_of TEXT NOT NULL DEFAULT '',
    duplicate_group INTEGER,
    text TEXT NOT NULL,
    list_key TEXT GENERATED ALWAYS AS (CASE WHEN folded = '' THEN title || char(10) || byline || char(10) || site || char(10) || source ELSE folded END) VIRTUAL
);

-- Indexes that a list skips over to its window, so that it reads no texts.
CREATE INDEX article_added ON article (added);

CREATE INDEX article_published ON article (published);

CREATE INDEX article_title ON article (title = '', title COLLATE NOCASE);

CREATE INDEX article_list_key ON article (list_key, added, published);

-- The columns that filters and dates ask for, without the texts.
CREATE INDEX article_filter ON article (id, published, site);

CREATE INDEX article_address ON article (address) WHERE address != '';

CREATE INDEX article_duplicate_group ON article (duplicate_group) WHERE duplicate_group IS NOT NULL;

-- A change that an imported file proposes. It has no effect before you accept it.
--
-- id: the id
-- kind: `version`, `status` (a kill, an embargo), `details` (title, date and others), `note`,
--     `tag`, `star`, `collection`, `reading` (reading state, bookmarks, unfinished note),
--     `correction`, `rule`, `search`, `color` (of a tag), `people` (decisions about people) or
--     `original`
-- article: the article; null for what concerns the whole library
-- value: the change as JSON
-- sha256: a hash of the change, so that it is proposed once
-- origin: the file or address that proposes it
-- created: the time of the import
-- rejected: the time when you rejected it, so that it is not proposed again; null if it waits
CREATE TABLE proposal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    article INTEGER REFERENCES article (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    created TEXT NOT NULL,
    rejected TEXT
);

CREATE INDEX proposal_article ON proposal (article) WHERE article IS NOT NULL;

CREATE INDEX proposal_waiting ON proposal (kind, id) WHERE rejected IS NULL;

-- Earlier texts of an article that changed at its address.
--
-- id: the id
-- article: the article
-- sha256: the hash of this text
-- title: the title of this version
-- published: its publication date, as in [`article`](#article)
-- updated: its day of update, or null
-- text: its text
-- until: the time at which the next version replaced it
CREATE TABLE article_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    updated TEXT,
    text TEXT NOT NULL,
    until TEXT NOT NULL
);

CREATE INDEX article_version_article ON article_version (article, id);

CREATE INDEX article_version_sha256 ON article_version (sha256);

-- The record that the source of an article, such as a news agency, keeps of it. Others have no
-- row.
--
-- article: the article
-- id: the id of the item, the same for all its versions
-- version: the number of the version, or empty
-- issued: the time of the version in UTC, or null
-- status: `usable`, `corrected`, `withheld` or `killed`
-- note: the reason of the status, or empty
-- embargo: the time in UTC from which the item may be published, or null
CREATE TABLE wire_record (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    issued TEXT,
    status TEXT NOT NULL DEFAULT 'usable'
        CHECK (status IN ('usable', 'corrected', 'withheld', 'killed')),
    note TEXT NOT NULL DEFAULT '',
    embargo TEXT
);

CREATE INDEX wire_record_id ON wire_record (id);

-- The articles that are [originals](../how-to/originals.md): records of spoken words or of an event.
-- Others have no row.
--
-- article: the article
-- speaker: the only speaker of the text, such as *Ana Berg*; empty if it has several
-- event: the event that it records, such as *Budget debate*, or empty
-- origin: the origin of the mark, as in [`note`](#note)
CREATE TABLE original (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    speaker TEXT NOT NULL DEFAULT '',
    event TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT ''
);

-- The smallest hashes of each text, by which near-duplicates are found. Internal.
--
-- hash: a hash of adjacent words
-- article: the article
--
-- Note: There is no reference to the article, whose index would be as large as the table.
CREATE TABLE article_sketch (
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;

-- The vectors of the beginnings of texts, by which a request finds articles by their meaning.
-- Internal.
--
-- article: the article
-- vector: 384 integers of a byte each, from -127 to 127
CREATE TABLE article_vector (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    vector BLOB NOT NULL
);

CREATE TRIGGER article_vector_outdated AFTER UPDATE OF title, text ON article
WHEN old.title IS NOT new.title OR old.text IS NOT new.text BEGIN
    DELETE FROM article_vector WHERE article = old.id;
END;

-- The vectors of the quotations of an article, by which quotations are found by their meaning.
-- Internal.
--
-- article: the article
-- numbers: the numbers of its quotations, as integers of four bytes each, the lowest byte first
-- vectors: for each, the signs of 384 numbers in 48 bytes
CREATE TABLE quotation_vector (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    numbers BLOB NOT NULL,
    vectors BLOB NOT NULL
);

-- The reading position and marks of an article.
--
-- article: the article
-- position: the offset of the cursor
-- state: `unread`, `reading` or `read`
-- starred: 1 if starred
-- bookmarks: a JSON object: letter → offset
-- view: the state of the screen, as JSON; internal
-- star_origin: the origin of the star, as in [`note`](#note)
CREATE TABLE reading_state (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    position INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'unread',
    starred INTEGER NOT NULL DEFAULT 0,
    bookmarks TEXT NOT NULL DEFAULT '{}',
    view TEXT NOT NULL DEFAULT '{}',
    star_origin TEXT NOT NULL DEFAULT ''
);

-- Files that were imported completely, so that an interrupted import continues after them.
--
-- path: the path of the file
-- article: an article of the file
-- size: the size of the file in bytes
-- modified: its modification time in nanoseconds
-- articles: the number of articles of the file
CREATE TABLE import_log (
    path TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (path, article)
) WITHOUT ROWID;

CREATE INDEX import_log_article ON import_log (article);

-- Articles whose analysis is pending or failed. Other articles have no row.
--
-- article: the article
-- state: `pending` or `failed`
-- failures: the failed stages, as a JSON list
CREATE TABLE analysis_state (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    failures TEXT NOT NULL DEFAULT '[]'
);

-- The tags of a long text while it is analyzed. Internal.
--
-- article: the article
-- first_token: the number of the first token of the window
-- key: a hash of the text and the weights
-- tags: part-of-speech tags
-- names: name tags
-- scores: the probabilities of the name tags
CREATE TABLE analysis_checkpoint (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    first_token INTEGER NOT NULL,
    key TEXT NOT NULL,
    tags BLOB NOT NULL,
    names BLOB NOT NULL,
    scores BLOB NOT NULL,
    PRIMARY KEY (article, first_token)
);

-- Analyses of a bulk import whose findings are not in their tables yet. Such an article is
-- pending. Internal.
--
-- article: the article
-- sha256: the hash of the analyzed text
-- published: the publication day that the analysis used, or null
-- failures: the failed stages, as a JSON list
-- findings: the findings, as compressed JSON
CREATE TABLE staged_analysis (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    published TEXT,
    failures TEXT NOT NULL,
    findings BLOB NOT NULL
);

-- [Deleted articles](../how-to/reading.md#how-do-i-delete-an-article). Their rows are in no other
-- table.
--
-- id: the id of the article
-- title: its title, or the beginning of its text
-- site: its newspaper or website
-- source: its address or file
-- published: the publication date as in EDTF: `2026-03-12`, `2026-03` or `2026`; null if unknown
-- published_from: the origin of that date, as in [`article`](#article)
-- notes: the number of its notes
-- trashed: the time when it was deleted
-- days_of_use: the number of later days on which the store was used
-- counted: the last day that was counted as a day of use
-- record: its rows of all tables: JSON, compressed with zlib
CREATE TABLE trash (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    site TEXT NOT NULL,
    source TEXT NOT NULL,
    published TEXT,
    published_from TEXT NOT NULL,
    notes INTEGER NOT NULL,
    trashed TEXT NOT NULL,
    days_of_use INTEGER NOT NULL DEFAULT 0,
    counted TEXT NOT NULL DEFAULT '',
    record BLOB NOT NULL
);

-- The log of edits, in the app and by commands: the last 200, which [`onrecord
-- undo`](commands.md#undo) and the app undo and redo.
--
-- id: the id of the edit
-- kind: the kind of the edit, such as `tags`, `star`, `note` or `correction`
-- origin: the part of OnRecord that made it: `app`, `command` or `import`
-- description: what was done, such as *Deleted a note*; empty for some commands
-- created: the time of the edit
-- items: JSON: the ids of what it changed, such as articles, notes or tags
-- undone: null if the edit is in effect; else a number, the highest for the edit that was undone
--     last
-- findings: JSON: by the ids of corrected articles, a digest of their findings after the last
--     step
-- changes: the changed rows before and after: MessagePack, compressed with zlib
CREATE TABLE edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('app', 'command', 'import')),
    description TEXT NOT NULL,
    created TEXT NOT NULL,
    items TEXT NOT NULL,
    undone INTEGER,
    findings TEXT NOT NULL,
    changes BLOB NOT NULL
);

-- ## Findings

-- Each combination of a reason and its arguments once.
--
-- id: the id
-- code: the id of the reason: `quotation.quote_source_verb`
-- args: the arguments as a JSON object; `{cue}` is the column `cue` of the finding
-- also: additional reasons, as a JSON list
-- origin: `machine`, `user` or `rule`
--
-- Note: Findings are keyed by their article and their number in it, so that all about an article
-- lies together.
CREATE TABLE reason (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    args TEXT NOT NULL,
    also TEXT NOT NULL,
    origin TEXT NOT NULL,
    UNIQUE (code, args, also, origin)
);

-- Each combination of label, kind and reason of mentions once.
--
-- id: the id
-- label: the [label](json.md#findings)
-- kind: `name`, `nominal` or `pronoun`
-- reason: the reason
CREATE TABLE mention_type (
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason INTEGER NOT NULL REFERENCES reason (id),
    UNIQUE (label, kind, reason)
);

-- A person, organization, place or thing in one article.
--
-- article: the article
-- number: its number in the article
-- name: the name
-- label_code: a letter for the label
-- role: the role in the article, or null
-- confidence: the confidence
-- reason: the reason
-- identity: the [identity](#identity) before merges, or null
-- label: the label; generated
--
-- Note: A confidence above 1 is in thousandths: an integer takes a quarter of the room of a real
-- number. `identity` is no reference: deleting an identity would look through all entities.
CREATE TABLE entity (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    label_code TEXT NOT NULL,
    role TEXT,
    confidence REAL NOT NULL,
    reason INTEGER REFERENCES reason (id),
    identity INTEGER,
    label TEXT GENERATED ALWAYS AS (CASE label_code WHEN 'P' THEN 'PERSON' WHEN 'O' THEN 'ORG' WHEN 'G' THEN 'GPE' WHEN 'L' THEN 'LOC' WHEN 'F' THEN 'FAC' WHEN 'N' THEN 'NORP' WHEN 'E' THEN 'EVENT' WHEN 'R' THEN 'PRODUCT' WHEN 'A' THEN 'LAW' WHEN 'W' THEN 'WORK_OF_ART' WHEN 'U' THEN 'UNNAMED' WHEN 'M' THEN 'GROUP' WHEN 'B' THEN 'BODY' WHEN 'D' THEN 'DOCUMENT' WHEN 'T' THEN 'OUTLET' ELSE label_code END) VIRTUAL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

-- Other names of an entity in its article.
--
-- article: the article
-- entity: the number of the entity
-- position: the order of the names
-- name: the name
CREATE TABLE alias (
    article INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (article, entity, position),
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- A span that refers to an entity.
--
-- article: the article
-- number: its number in the article
-- start: the start
-- end: the end
-- type: the [label, kind and reason](#mention_type)
-- entity: the number of the entity, or null
-- confidence: the confidence in thousandths
CREATE TABLE mention (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    type INTEGER NOT NULL REFERENCES mention_type (id),
    entity INTEGER,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (article, number),
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- A quotation. Topics, continuations and scare quotes are included.
--
-- article: the article
-- number: its number in the article
-- kind_code: a letter for the kind
-- content: the words; empty if they are those of the text from `start` to `end`
-- speaker_names: the names of the speakers, one per line, or the words of an unnamed source;
--     several speakers first have a line together: "Ana Berg and Tom Reed"
-- entity: the number of the first speaker's entity, or null
-- cue: the words of the cue
-- cue_start: the start of the cue, or null
-- cue_end: its end
-- source_start: the start of the words that name the speaker, or null
-- source_end: their end
-- addressee_start: the start of the words that name the person addressed, or null
-- addressee_end: their end
-- negated: 1 for "did not say"
-- confidence: the confidence
-- reason: the reason
-- start: the start of the first span
-- end: its end
-- speaker: the first line of `speaker_names`; generated
-- kind: `direct`, `indirect` or `mixed` for a statement; `topic`, `continuation` or `scare`; generated
-- id: the id, as in `db.finding_rows.finding_id`; generated
--
-- Note: A query by `id` reads all quotations: `db.finding_rows.has_id_sql` finds one by its key. The words of most quotations are a part of the
-- text, and would take a third of its room again. Views and `db.finding_rows.content_sql` read them.
CREATE TABLE quotation (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind_code TEXT NOT NULL,
    content TEXT NOT NULL,
    speaker_names TEXT NOT NULL,
    entity INTEGER,
    cue TEXT NOT NULL,
    cue_start INTEGER,
    cue_end INTEGER,
    source_start INTEGER,
    source_end INTEGER,
    addressee_start INTEGER,
    addressee_end INTEGER,
    negated INTEGER NOT NULL,
    confidence REAL NOT NULL,
    reason INTEGER REFERENCES reason (id),
    start INTEGER,
    "end" INTEGER,
    speaker TEXT GENERATED ALWAYS AS (substr(speaker_names, 1, instr(speaker_names || char(10), char(10)) - 1)) VIRTUAL,
    kind TEXT GENERATED ALWAYS AS (CASE kind_code WHEN 'd' THEN 'direct' WHEN 'i' THEN 'indirect' WHEN 'm' THEN 'mixed' WHEN 't' THEN 'topic' WHEN 'c' THEN 'continuation' WHEN 's' THEN 'scare' ELSE kind_code END) VIRTUAL,
    id INTEGER GENERATED ALWAYS AS (iif(number < 2048, article << 11 | number, 70368744177664 + (article << 18 | number))) VIRTUAL,
    PRIMARY KEY (article, number),
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- The words of a deleted quotation are read from its text, to delete them from the index. A new text
-- is stored after the findings of the earlier one are removed.
CREATE TRIGGER quotation_text_deleted BEFORE DELETE ON article BEGIN
    DELETE FROM quotation WHERE article = old.id;
END;

-- The other spans of a quotation in several parts.
--
-- article: the article
-- quotation: the number of the quotation
-- position: the order of the spans
-- start: the start
-- end: the end
CREATE TABLE quotation_span (
    article INTEGER NOT NULL,
    quotation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (article, quotation, position),
    FOREIGN KEY (article, quotation) REFERENCES quotation (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- The other speakers of a quotation with several.
--
-- article: the article
-- quotation: the number of the quotation
-- position: the order of the speakers; the first, which is in `quotation`, has 0
-- entity: the number of the speaker's entity
CREATE TABLE quotation_speaker (
    article INTEGER NOT NULL,
    quotation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    PRIMARY KEY (article, quotation, position),
    FOREIGN KEY (article, quotation) REFERENCES quotation (article, number) ON DELETE CASCADE,
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- The types of the sources of quotations, by which a query finds them. Internal.
--
-- id: the id of the quotation
-- class: eight times the number of the basis, and the number of the type
-- version: the version of the classification; 0 once a finding of the article changed
-- type: `person`, `unnamed`, `group`, `organization`, `document`, `outlet`, or empty without a
--     source; generated
-- basis: `said to us`, `public`, `written`, `other outlet` or `unknown`; generated
--
-- Note: There is no reference to the quotation: its triggers mark the rows of its article as out of
-- date, all of which depend on each other.
CREATE TABLE statement_source (
    id INTEGER PRIMARY KEY,
    class INTEGER NOT NULL,
    version INTEGER NOT NULL,
    type TEXT GENERATED ALWAYS AS (CASE class & 7 WHEN 1 THEN 'person' WHEN 2 THEN 'unnamed' WHEN 3 THEN 'group' WHEN 4 THEN 'organization' WHEN 5 THEN 'document' WHEN 6 THEN 'outlet' ELSE '' END) VIRTUAL,
    basis TEXT GENERATED ALWAYS AS (CASE class >> 3 WHEN 1 THEN 'said to us' WHEN 2 THEN 'public' WHEN 3 THEN 'written' WHEN 4 THEN 'other outlet' ELSE 'unknown' END) VIRTUAL
);

CREATE TRIGGER statement_source_quotation_insert AFTER INSERT ON quotation BEGIN
    UPDATE statement_source SET version = 0
    WHERE id BETWEEN new.article << 11 AND (new.article + 1 << 11) - 1
        OR id BETWEEN 70368744177664 + (new.article << 18) AND 70368744177663 + (new.article + 1 << 18);
END;

CREATE TRIGGER statement_source_quotation_delete AFTER DELETE ON quotation BEGIN
    UPDATE statement_source SET version = 0
    WHERE id BETWEEN old.article << 11 AND (old.article + 1 << 11) - 1
        OR id BETWEEN 70368744177664 + (old.article << 18) AND 70368744177663 + (old.article + 1 << 18);
END;

CREATE TRIGGER statement_source_quotation_update AFTER UPDATE ON quotation BEGIN
    UPDATE statement_source SET version = 0
    WHERE id BETWEEN old.article << 11 AND (old.article + 1 << 11) - 1
        OR id BETWEEN 70368744177664 + (old.article << 18) AND 70368744177663 + (old.article + 1 << 18);
END;

CREATE TRIGGER statement_source_entity_update AFTER UPDATE OF name, label_code, role, reason ON entity
WHEN (old.name, old.label, old.role, old.reason) IS NOT (new.name, new.label, new.role, new.reason)
BEGIN
    UPDATE statement_source SET version = 0
    WHERE id BETWEEN old.article << 11 AND (old.article + 1 << 11) - 1
        OR id BETWEEN 70368744177664 + (old.article << 18) AND 70368744177663 + (old.article + 1 << 18);
END;

CREATE TRIGGER statement_source_article_delete AFTER DELETE ON article BEGIN
    DELETE FROM statement_source
    WHERE id BETWEEN old.id << 11 AND (old.id + 1 << 11) - 1
        OR id BETWEEN 70368744177664 + (old.id << 18) AND 70368744177663 + (old.id + 1 << 18);
END;

-- A date, time, duration or set.
--
-- article: the article
-- number: its number in the article
-- start: the start
-- end: the end
-- words: the words
-- type_code: a letter for the type
-- value: the TIMEX3 value
-- mod: the TIMEX3 modifier, or null
-- relative: the relation to another time, or null
-- anchor: the number of that time expression; null for the publication date
-- confidence: the confidence
-- reason: the reason
-- cue: a word that decided the value, such as the verb
-- type: `DATE`, `TIME`, `DURATION` or `SET`; generated
CREATE TABLE time_expression (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    words TEXT NOT NULL,
    type_code TEXT NOT NULL,
    value TEXT NOT NULL,
    mod TEXT,
    relative TEXT,
    anchor INTEGER,
    confidence REAL NOT NULL,
    reason INTEGER REFERENCES reason (id),
    cue TEXT NOT NULL DEFAULT '',
    type TEXT GENERATED ALWAYS AS (CASE type_code WHEN 'D' THEN 'DATE' WHEN 'T' THEN 'TIME' WHEN 'P' THEN 'DURATION' WHEN 'S' THEN 'SET' ELSE type_code END) VIRTUAL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

-- A clause or noun that reports an event.
--
-- article: the article
-- number: its number in the article
-- start: the start
-- end: the end
-- time_expression: the number of the time expression; null if the event has none
-- headline: the short form of the clause
-- first_day: the first possible day, or null
-- last_day: the last possible day; null if it equals `first_day`
-- precision: the calendar unit, as in [`timeline`](#timeline)
-- upcoming: 1 if announced for a time after the publication
-- confidence: the confidence
-- reason: the reason
-- cue: a word that decided the date
-- id: the id, as in [`quotation`](#quotation); generated
CREATE TABLE event (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    time_expression INTEGER,
    headline TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    precision TEXT,
    upcoming INTEGER NOT NULL,
    confidence REAL NOT NULL,
    reason INTEGER REFERENCES reason (id),
    cue TEXT NOT NULL DEFAULT '',
    id INTEGER GENERATED ALWAYS AS (iif(number < 2048, article << 11 | number, 70368744177664 + (article << 18 | number))) VIRTUAL,
    PRIMARY KEY (article, number),
    FOREIGN KEY (article, time_expression) REFERENCES time_expression (article, number)
) WITHOUT ROWID;

-- The entities of an event.
--
-- article: the article
-- event: the number of the event
-- position: the order of the entities
-- entity: the number of the entity
CREATE TABLE event_entity (
    article INTEGER NOT NULL,
    event INTEGER NOT NULL,
    position INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    PRIMARY KEY (article, event, position),
    FOREIGN KEY (article, event) REFERENCES event (article, number) ON DELETE CASCADE,
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- Events by their days, and announced ones, without reading the events.
CREATE INDEX event_days ON event (first_day, article, number, last_day, precision)
    WHERE first_day IS NOT NULL;

CREATE INDEX event_upcoming ON event (first_day, article, number, last_day)
    WHERE first_day IS NOT NULL AND upcoming;

-- ## Notes and tags

-- A note or highlight.
--
-- id: the id
-- article: the article
-- start: the start
-- end: the end
-- exact: the words of the range
-- prefix: up to 32 characters before it
-- suffix: up to 32 characters after it
-- body: the text of the note; empty for a highlight
-- quotation: the number of the quotation that the note is on, or null
-- created: the time of creation
-- changed: the time of the last change
-- verdict: empty, `checked`, `disputed` or `to verify`
-- starred: 1 if starred
-- color: the color of the passage: `yellow`, `green`, `blue` or `red`
-- page: the page of the PDF from which it was imported, or null
-- origin: the day of the import and the name of the file that it came from: `2026-03-12
--     notes.jsonl`; empty if you wrote it
-- author: the author that this file names, or the name in the options of the reader who wrote it;
--     empty if unknown
-- compared: the words of the statement of another article that the note compares its passage with,
--     or empty
-- verdict_author: the reader who gave the verdict, or empty
CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    exact TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    body TEXT NOT NULL,
    quotation INTEGER,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    verdict TEXT NOT NULL DEFAULT '',
    starred INTEGER NOT NULL DEFAULT 0,
    color TEXT NOT NULL DEFAULT 'yellow',
    page INTEGER,
    origin TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    compared TEXT NOT NULL DEFAULT '',
    verdict_author TEXT NOT NULL DEFAULT ''
);

CREATE INDEX note_article ON note (article, start);

-- Notes of files are looked up by their origin, without reading all notes.
CREATE INDEX note_origin ON note (origin, author) WHERE origin != '';

-- A tag. A tag that nothing has any longer keeps its row.
--
-- id: the id
-- name: the name, regardless of case; `election/fraud` is below `election`
-- color: `red`, `orange`, `yellow`, `green`, `teal`, `blue`, `purple`, `gray`, or empty
CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    color TEXT NOT NULL DEFAULT ''
);

-- The tags of articles.
--
-- article: the article
-- tag: the tag
-- origin: the origin, as in [`note`](#note)
-- author: the reader who added it, or empty
CREATE TABLE article_tag (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    tag INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    origin TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (article, tag)
) WITHOUT ROWID;

CREATE INDEX article_tag_tag ON article_tag (tag);

-- The tags of notes.
--
-- note: the note
-- tag: the tag
-- origin: the origin, as in [`note`](#note)
-- author: the reader who added it, or empty
CREATE TABLE note_tag (
    note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    tag INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    origin TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (note, tag)
) WITHOUT ROWID;

CREATE INDEX note_tag_tag ON note_tag (tag);

-- The unsaved note of an article.
--
-- article: the article
-- start: the start
-- end: the end
-- note: the note that is edited; null for a new one
-- quotation: the number of the quotation, or null
-- body: the text
-- tags: the tags as text
-- verdict: the verdict
-- starred: 1 if starred
-- changed: the time of the last change
-- color: the color of the passage
CREATE TABLE draft (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    note INTEGER REFERENCES note (id) ON DELETE SET NULL,
    quotation INTEGER,
    body TEXT NOT NULL,
    tags TEXT NOT NULL,
    verdict TEXT NOT NULL,
    starred INTEGER NOT NULL,
    changed TEXT NOT NULL,
    color TEXT NOT NULL DEFAULT 'yellow'
);

-- A named collection of articles.
--
-- id: the id, which is never used again
-- name: the name, regardless of case
-- created: the time of creation
--
-- Note: Ids are not used again: the trash and the edits that can be undone refer to them.
CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    created TEXT NOT NULL
);

-- The articles of collections.
--
-- collection: the collection
-- article: the article
-- origin: the origin, as in [`note`](#note)
CREATE TABLE collection_article (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    origin TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (collection, article)
) WITHOUT ROWID;

CREATE INDEX collection_article_article ON collection_article (article);

-- Feeds and folders that are checked for new articles.
--
-- id: the id
-- kind: `feed` or `folder`
-- address: the address of the feed, or the path of the folder
-- paused: 1 if it is not checked
-- checked: the time of the last check, or null
-- error: the error of the last check, or empty
-- articles: the number of articles that it added
-- added: the time when it was added
-- last_new: the number of new articles of the last check that found anything
-- last_changed: the number of new versions of articles that it found
-- last_proposed: the number of new versions that it proposed
-- remark: what the last check left out, such as links to files outside the folder, or empty
-- etag: the version of the feed, as its server names it, or empty
-- modified: the time of the feed's last change, as its server names it, or empty
-- title: the title of the feed, or empty
-- folder: the folder in which it is listed, such as `News/Ports`, or empty
-- full_text: when the pages of its entries are fetched: `ask`, `always` or `never`
-- private: 1 if its host may be on this machine or its network
-- found: the time of the last check that found anything, or null
-- last_error: the last error, also of an earlier check, or empty
-- failed: the time of that error, or null
-- failures: the number of checks that failed since the last one that succeeded
-- due: the time before which it is not checked unless you ask for it, or null
CREATE TABLE watched_source (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'folder')),
    address TEXT NOT NULL UNIQUE,
    paused INTEGER NOT NULL DEFAULT 0,
    checked TEXT,
    error TEXT NOT NULL DEFAULT '',
    articles INTEGER NOT NULL DEFAULT 0,
    added TEXT NOT NULL,
    last_new INTEGER NOT NULL DEFAULT 0,
    last_changed INTEGER NOT NULL DEFAULT 0,
    last_proposed INTEGER NOT NULL DEFAULT 0,
    remark TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    folder TEXT NOT NULL DEFAULT '',
    full_text TEXT NOT NULL DEFAULT 'ask',
    private INTEGER NOT NULL DEFAULT 0,
    found TEXT,
    last_error TEXT NOT NULL DEFAULT '',
    failed TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    due TEXT
);

-- The entries of watched feeds that were added. An entry that the reader deleted is not added
-- again.
--
-- source: the watched feed
-- key: the SHA-256 of its title and text
-- added_article: the id of its article, which may be deleted
-- entry_id: the id that the feed gives the entry, or empty
-- address: its address, normalized, or empty
-- title: its title
-- sha256: the SHA-256 of its text
CREATE TABLE watched_entry (
    source INTEGER NOT NULL REFERENCES watched_source (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    added_article INTEGER NOT NULL,
    entry_id TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (source, key)
) WITHOUT ROWID;

-- The articles that came from watched feeds, also those whose entries are no longer in them.
--
-- source: the watched feed
-- added_article: the id of the article, which may be deleted
-- changed: the time at which the feed last had another text of it, or null
CREATE TABLE feed_article (
    source INTEGER NOT NULL REFERENCES watched_source (id) ON DELETE CASCADE,
    added_article INTEGER NOT NULL,
    changed TEXT,
    PRIMARY KEY (source, added_article)
) WITHOUT ROWID;

-- A saved search.
--
-- id: the id
-- name: the name, regardless of case
-- query: the [query](query-language.md)
-- created: the time of creation
-- is_filter: 1 for a [filter](query-language.md#filters-of-lists) of the library
-- opened: the time at which its results were last shown, or null
-- seen: the highest id of an article at that time; articles with a higher one are new
CREATE TABLE saved_search (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query TEXT NOT NULL,
    created TEXT NOT NULL,
    is_filter INTEGER NOT NULL DEFAULT 0,
    opened TEXT,
    seen INTEGER NOT NULL DEFAULT 0
);

-- ## Corrections

-- A correction in one article.
--
-- id: the id; corrections are applied in this order
-- article: the article
-- kind: the [kind](#values-of-corrections)
-- start: the start of the corrected finding
-- end: its end
-- exact: its words
-- value: the [new value](#values-of-corrections), as JSON
-- created: the time of creation
-- origin: the origin, as in [`note`](#note)
-- author: the reader who made it, or empty
CREATE TABLE correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    exact TEXT NOT NULL,
    value TEXT NOT NULL,
    created TEXT NOT NULL,
    origin TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT ''
);

CREATE INDEX correction_article ON correction (article, id);

-- A correction for every article with the same words.
--
-- id: the id; rules are applied in this order
-- kind: the kind
-- words: the words, regardless of case
-- value: the new value, as JSON
-- created: the time of creation
-- origin: the origin, as in [`note`](#note)
-- author: the reader who made it, or empty
CREATE TABLE correction_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    words TEXT NOT NULL COLLATE NOCASE,
    value TEXT NOT NULL,
    created TEXT NOT NULL,
    origin TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    UNIQUE (kind, words)
);

-- The original findings of an article, from its first correction until none is left.
--
-- article: the article
-- findings: the findings as JSON
CREATE TABLE machine_analysis (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    findings TEXT NOT NULL
);

-- ## Quotations of several articles

-- Hashes of the words of a quotation. Internal.
--
-- shingle: a hash of two adjacent words, of three bytes
-- quotation: the id of the quotation
CREATE TABLE quotation_shingle (
    shingle INTEGER NOT NULL,
    quotation INTEGER NOT NULL,
    PRIMARY KEY (shingle, quotation)
) WITHOUT ROWID;

-- Quotations of one statement.
--
-- id: the id
-- articles: the number of articles
-- first_day: the first date of publication, or null
-- last_day: the last day of publication, or null
CREATE TABLE quote_group (
    id INTEGER PRIMARY KEY,
    articles INTEGER NOT NULL,
    first_day TEXT,
    last_day TEXT
);

CREATE INDEX quote_group_last_day ON quote_group (last_day, id) WHERE articles > 1;

CREATE INDEX quote_group_articles ON quote_group (articles, last_day, id) WHERE articles > 1;

-- The group of each quotation.
--
-- quotation: the id of the quotation
-- quote_group: the group
CREATE TABLE quote_group_member (
    quotation INTEGER PRIMARY KEY,
    quote_group INTEGER NOT NULL REFERENCES quote_group (id)
);

CREATE INDEX quote_group_member_quote_group ON quote_group_member (quote_group);

CREATE TRIGGER quote_group_redated AFTER UPDATE OF published ON article BEGIN
        UPDATE quote_group SET (first_day, last_day) = (
            SELECT min(published),
                substr(max(published || substr('-12-31', length(published) - 3) || published), 11)
            FROM quote_group_member
            CROSS JOIN quotation ON quotation.article = iif(quote_group_member.quotation < 70368744177664, quote_group_member.quotation >> 11, quote_group_member.quotation - 70368744177664 >> 18)
                AND quotation.number = iif(quote_group_member.quotation < 70368744177664, quote_group_member.quotation & 2047, quote_group_member.quotation & 262143)
            CROSS JOIN article ON article.id = quotation.article
            WHERE quote_group_member.quote_group = quote_group.id
        ) WHERE id IN (
            SELECT quote_group FROM quotation CROSS JOIN quote_group_member
                ON quote_group_member.quotation = quotation.id
            WHERE quotation.article = new.id
        );
    END;

-- ## Identities

-- A person, organization, place or thing across all articles.
--
-- id: the id
-- name: the display name
-- label_code: a letter for the label
-- all_names: all names, one per line; empty if the display name is the only one
-- folded: the normalized names and country if they differ from the names in lower case, or empty
-- shared: 1 for an ambiguous name
-- gender: the gender that pronouns show, or empty
-- fields: the occupational fields of the roles
-- country: the country of a body with a generic name, or of the office of a person, or empty
-- merged_into: the identity that replaces this one after a merge, or null
-- merge_reason: the reason of an automatic merge as JSON, or empty
-- compared: 1 after the search for merge candidates
-- confidence: the highest confidence of its entities
-- articles: the number of articles
-- quotations: the number of quotations
-- first_day: the first date of publication, or empty
-- last_day: the last day of publication, or empty
-- label: the label; generated
-- names: all names, one per line; generated
-- list_key: the names that the filter of the list searches, regardless of case; generated
--
-- Note: An entity is linked to an identity of its own (`entity.identity`); merged identities lead
-- to one of them, their root, which counts for all.
CREATE TABLE identity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    label_code TEXT NOT NULL,
    all_names TEXT NOT NULL,
    folded TEXT NOT NULL,
    shared INTEGER NOT NULL,
    gender TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    merged_into INTEGER REFERENCES identity (id),
    merge_reason TEXT NOT NULL DEFAULT '',
    compared INTEGER NOT NULL DEFAULT 0,
    confidence REAL NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0,
    quotations INTEGER NOT NULL DEFAULT 0,
    first_day TEXT NOT NULL DEFAULT '',
    last_day TEXT NOT NULL DEFAULT '',
    label TEXT GENERATED ALWAYS AS (CASE label_code WHEN 'P' THEN 'PERSON' WHEN 'O' THEN 'ORG' WHEN 'G' THEN 'GPE' WHEN 'L' THEN 'LOC' WHEN 'F' THEN 'FAC' WHEN 'N' THEN 'NORP' WHEN 'E' THEN 'EVENT' WHEN 'R' THEN 'PRODUCT' WHEN 'A' THEN 'LAW' WHEN 'W' THEN 'WORK_OF_ART' WHEN 'U' THEN 'UNNAMED' WHEN 'M' THEN 'GROUP' WHEN 'B' THEN 'BODY' WHEN 'D' THEN 'DOCUMENT' WHEN 'T' THEN 'OUTLET' ELSE label_code END) VIRTUAL,
    names TEXT GENERATED ALWAYS AS (CASE WHEN all_names = '' THEN name ELSE all_names END) VIRTUAL,
    list_key TEXT GENERATED ALWAYS AS (CASE WHEN folded = '' THEN names ELSE folded END) VIRTUAL
);

-- A new display name changes no other name.
CREATE TRIGGER identity_renamed AFTER UPDATE OF name ON identity
WHEN new.name != old.name AND old.all_names = '' AND new.all_names = '' BEGIN
    UPDATE identity SET all_names = old.name WHERE id = new.id;
END;

CREATE INDEX identity_merged ON identity (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX identity_uncompared ON identity (id) WHERE compared = 0;

-- The identities of each normalized name.
--
-- key: the normalized name
-- identity: the identity
CREATE TABLE identity_name (
    key TEXT NOT NULL,
    identity INTEGER NOT NULL,
    PRIMARY KEY (key, identity)
) WITHOUT ROWID;

-- Your decision that two identities are not the same.
--
-- first: one identity
-- second: the other
-- created: the time of the decision
CREATE TABLE identity_distinct (
    first INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    second INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    created TEXT NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;

CREATE INDEX identity_distinct_second ON identity_distinct (second);

-- Your decision which identity a name in an article refers to.
--
-- article: the article
-- key: the normalized name
-- identity: the identity
CREATE TABLE identity_override (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    identity INTEGER NOT NULL REFERENCES identity (id),
    PRIMARY KEY (article, key)
) WITHOUT ROWID;

CREATE INDEX identity_override_identity ON identity_override (identity);

-- An entry of the authority list: a person or a thing as your file describes it.
--
-- id: the id
-- name: the name
-- label: the label
-- aliases: other names, one per line
-- roles: a JSON list of roles, each with its country, first and last day
-- identifiers: a JSON list of identifiers: `[["wikidata", "Q42"]]`
-- origin: the day of the import and the name of the file
CREATE TABLE authority_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    aliases TEXT NOT NULL,
    roles TEXT NOT NULL,
    identifiers TEXT NOT NULL,
    origin TEXT NOT NULL
);

-- The entries of each normalized name, and of each surname of a person: `surname person:berg`.
--
-- key: the normalized name
-- entry: the entry
CREATE TABLE authority_name (
    key TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES authority_entry (id) ON DELETE CASCADE,
    PRIMARY KEY (key, entry)
) WITHOUT ROWID;

-- Blocks of similar names, within which identities are compared. Internal.
--
-- block: the hash of the block's key
-- identity: the identity
--
-- Note: There is no reference to the identity, whose index would be as large as the table.
CREATE TABLE identity_block (
    block INTEGER NOT NULL,
    identity INTEGER NOT NULL,
    PRIMARY KEY (block, identity)
) WITHOUT ROWID;

-- Merge candidates.
--
-- first: one identity
-- second: the other
-- score: the similarity, from 0 to 100
-- reason: the reason as JSON
CREATE TABLE identity_candidate (
    first INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    second INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    score INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;

CREATE INDEX identity_candidate_second ON identity_candidate (second);

-- The entities of each identity, after merges.
--
-- identity: the identity
-- day: the date of publication, or empty
-- article: the article
-- entity: the number of the entity
-- quotations: the number of its quotations
--
-- Note: Links are sorted by day, so that quotations are read newest first without sorting.
CREATE TABLE identity_entity (
    identity INTEGER NOT NULL REFERENCES identity (id),
    day TEXT NOT NULL,
    article INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    quotations INTEGER NOT NULL,
    PRIMARY KEY (identity, day, article, entity)
) WITHOUT ROWID;

-- The number of articles per month, for identities with 100 articles or more.
--
-- identity: the identity
-- month: `2026-03`
-- articles: the number of articles
CREATE TABLE identity_month (
    identity INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    month TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (identity, month)
) WITHOUT ROWID;

-- The links of each root follow its entities and the days of their articles.
CREATE TRIGGER entity_linked AFTER UPDATE OF identity ON entity BEGIN
        DELETE FROM identity_entity WHERE identity = (SELECT coalesce(merged_into, id) FROM identity WHERE id = old.identity)
            AND day = (SELECT coalesce(published, '') FROM article WHERE id = old.article)
            AND article = old.article AND entity = old.number;
        INSERT INTO identity_entity
            SELECT coalesce(merged_into, identity.id), coalesce(published, ''), new.article,
                new.number, (SELECT count(*) FROM quotation
                    WHERE article = new.article AND entity = new.number
                        AND kind IN ('direct', 'mixed', 'indirect'))
                    + (SELECT count(*) FROM quotation_speaker AS more CROSS JOIN quotation
                        ON quotation.article = more.article AND quotation.number = more.quotation
                        WHERE more.article = new.article AND more.entity = new.number
                            AND kind IN ('direct', 'mixed', 'indirect'))
            FROM identity CROSS JOIN article ON article.id = new.article
            WHERE identity.id = new.identity;
    END;

-- Regardless of the day: the article may be deleted already.
CREATE TRIGGER entity_deleted AFTER DELETE ON entity WHEN old.identity IS NOT NULL BEGIN
        DELETE FROM identity_entity WHERE identity = (SELECT coalesce(merged_into, id) FROM identity WHERE id = old.identity)
            AND article = old.article AND entity = old.number;
    END;

CREATE TRIGGER entity_redated AFTER UPDATE OF published ON article
        WHEN new.published IS NOT old.published BEGIN
        INSERT INTO identity_entity
            SELECT link.identity, coalesce(new.published, ''), link.article, link.entity,
                link.quotations
            FROM entity AS linked CROSS JOIN identity_entity AS link
                ON link.identity = (SELECT coalesce(merged_into, id) FROM identity WHERE id = linked.identity)
                AND link.day = coalesce(old.published, '')
                AND link.article = linked.article AND link.entity = linked.number
            WHERE linked.article = new.id;
        DELETE FROM identity_entity WHERE day = coalesce(old.published, '') AND article = new.id
            AND identity IN (SELECT coalesce(merged_into, identity.id)
                FROM entity AS linked JOIN identity ON identity.id = linked.identity
                WHERE linked.article = new.id);
    END;

-- Counts of each identity, and its first and last date. A month or a year is the last date if the
-- latest day is in it: its article may be later. These indexes and triggers are dropped and made again by a bulk linking.
CREATE INDEX identity_quotations ON identity (quotations, articles, label_code) WHERE articles > 0;

CREATE INDEX identity_articles ON identity (articles, quotations, label_code) WHERE articles > 0;

CREATE INDEX identity_last_day ON identity (last_day, id, label_code) WHERE articles > 0;

CREATE INDEX identity_by_name ON identity (name COLLATE NOCASE, id, label_code)
    WHERE articles > 0;

-- People who may be none, as `db.identities.queries` decides.
CREATE INDEX identity_doubtful ON identity (confidence, name COLLATE NOCASE, articles, shared)
    WHERE articles > 0 AND label_code = 'P' AND confidence < 0.9;

CREATE TRIGGER identity_entity_insert AFTER INSERT ON identity_entity BEGIN
        UPDATE identity SET
            articles = articles + (NOT EXISTS (SELECT 1 FROM identity_entity AS twin WHERE twin.identity = new.identity
    AND twin.day = new.day AND twin.article = new.article AND twin.entity != new.entity)),
            quotations = quotations + new.quotations,
            confidence = max(confidence, coalesce((SELECT
                CASE WHEN confidence > 1 THEN confidence / 1000.0 ELSE confidence END
                FROM entity WHERE article = new.article AND number = new.entity), 0)),
            first_day = CASE WHEN new.day = '' THEN first_day
                WHEN first_day = '' THEN new.day ELSE min(first_day, new.day) END,
            last_day = CASE WHEN new.day = ''
                    OR (last_day != '' AND last_day = substr(new.day, 1, length(last_day)))
                    THEN last_day
                WHEN new.day > last_day OR new.day = substr(last_day, 1, length(new.day))
                    THEN new.day
                ELSE last_day END
            WHERE id = new.identity;
        INSERT INTO identity_month
            SELECT new.identity, substr(new.day, 1, 7), (NOT EXISTS (SELECT 1 FROM identity_entity AS twin WHERE twin.identity = new.identity
    AND twin.day = new.day AND twin.article = new.article AND twin.entity != new.entity))
            WHERE EXISTS (SELECT 1 FROM identity_month WHERE identity = new.identity)
            ON CONFLICT DO UPDATE SET articles = articles + excluded.articles;
        INSERT INTO identity_month
            SELECT new.identity, month, counted.articles
            FROM identity CROSS JOIN (SELECT substr(day, 1, 7) AS month, count(DISTINCT article) AS articles
    FROM identity_entity WHERE identity = new.identity GROUP BY month) AS counted
            WHERE identity.id = new.identity AND identity.articles >= 100
                AND NOT EXISTS (SELECT 1 FROM identity_month WHERE identity = new.identity);
    END;

CREATE TRIGGER identity_entity_delete AFTER DELETE ON identity_entity BEGIN
        UPDATE identity SET
            articles = articles - (NOT EXISTS (SELECT 1 FROM identity_entity AS twin WHERE twin.identity = old.identity
    AND twin.day = old.day AND twin.article = old.article AND twin.entity != old.entity)),
            quotations = quotations - old.quotations,
            confidence = coalesce((SELECT max(
                CASE WHEN confidence > 1 THEN confidence / 1000.0 ELSE confidence END)
                FROM identity_entity AS link CROSS JOIN entity
                    ON entity.article = link.article AND entity.number = link.entity
                WHERE link.identity = old.identity), 0),
            first_day = coalesce((SELECT min(day) FROM identity_entity
                WHERE identity = old.identity AND day > ''), ''),
            last_day = coalesce((SELECT min(link.day)
                FROM (SELECT max(day) AS day FROM identity_entity
                    WHERE identity = old.identity) AS most
                CROSS JOIN identity_entity AS link ON link.identity = old.identity
                    AND link.day IN (most.day, substr(most.day, 1, 7), substr(most.day, 1, 4))), '')
            WHERE id = old.identity;
        UPDATE identity_month SET articles = articles - (NOT EXISTS (SELECT 1 FROM identity_entity AS twin WHERE twin.identity = old.identity
    AND twin.day = old.day AND twin.article = old.article AND twin.entity != old.entity))
            WHERE identity = old.identity AND month = substr(old.day, 1, 7);
        DELETE FROM identity_month WHERE identity = old.identity
            AND month = substr(old.day, 1, 7) AND articles = 0;
    END;

-- ## Search

-- The articles that the running transaction adds to the full-text indexes at its end, and not row by
-- row. It is empty between transactions. Internal.
--
-- article: the article; 0 for each article that the transaction inserts
-- has_text: 1 if its title and text are added too
--
-- Note: FTS5 writes the words that it has in memory before each statement with a savepoint, as an
-- insertion with triggers has: each quotation would be a segment of its own, to be merged with others.
CREATE TABLE deferred_index (
    article INTEGER PRIMARY KEY,
    has_text INTEGER NOT NULL DEFAULT 0
);

-- The words of articles and notes, for inflections and spelling suggestions.
--
-- stem: the stem
-- ending: the rest of a word that begins with the stem; else `-` and the whole word
-- word: the word; generated
CREATE TABLE vocabulary (
    stem TEXT NOT NULL,
    ending TEXT NOT NULL,
    word TEXT GENERATED ALWAYS AS (CASE WHEN substr(ending, 1, 1) = '-' THEN substr(ending, 2) ELSE stem || ending END) VIRTUAL,
    PRIMARY KEY (stem, ending)
) WITHOUT ROWID;

-- Titles and texts of [`article`](#article).
--
-- text: the text
-- title: the title
--
-- Note: Only the indexed columns update an index, so that reading or tagging an article does not
-- index its text again. The column with most words comes first: FTS5 writes two bytes for each word
-- and row of any other column.
CREATE VIRTUAL TABLE article_fts USING fts5 (
        text, title, content='article', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

-- Without a full-text index of its own row, which is written at the end of the transaction.
CREATE TRIGGER article_index_deferred AFTER INSERT ON article
WHEN EXISTS (SELECT 1 FROM deferred_index WHERE article = 0) BEGIN
    INSERT INTO deferred_index (article, has_text) VALUES (new.id, 1);
END;

CREATE TRIGGER article_fts_insert AFTER INSERT ON article
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = 0)
    BEGIN INSERT INTO article_fts (rowid, title, text) VALUES (new.id, new.title, new.text); END;

CREATE TRIGGER article_fts_delete AFTER DELETE ON article
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = old.id AND has_text)
    BEGIN INSERT INTO article_fts (article_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text); END;

CREATE TRIGGER article_fts_update AFTER UPDATE OF title, text ON article
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = old.id AND has_text)
    BEGIN INSERT INTO article_fts (article_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text); INSERT INTO article_fts (rowid, title, text) VALUES (new.id, new.title, new.text); END;

-- A word in the title says more about an article than one in its text.
INSERT INTO article_fts (article_fts, rank) VALUES ('rank', 'bm25(1.0, 8.0)');

-- Texts of [`note`](#note).
--
-- body: the text of the note
-- exact: the words of its range
CREATE VIRTUAL TABLE note_fts USING fts5 (
        body, exact, content='note', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER note_fts_insert AFTER INSERT ON note BEGIN INSERT INTO note_fts (rowid, body, exact) VALUES (new.id, new.body, new.exact); END;

CREATE TRIGGER note_fts_delete AFTER DELETE ON note BEGIN INSERT INTO note_fts (note_fts, rowid, body, exact) VALUES ('delete', old.id, old.body, old.exact); END;

CREATE TRIGGER note_fts_update AFTER UPDATE OF body, exact ON note
    BEGIN INSERT INTO note_fts (note_fts, rowid, body, exact) VALUES ('delete', old.id, old.body, old.exact); INSERT INTO note_fts (rowid, body, exact) VALUES (new.id, new.body, new.exact); END;

-- A view: the indexed statements.
--
-- id: the id of the quotation
-- content: the words
-- speaker_names: the names of the speaker
-- article: the article
-- number: its number in the article
CREATE VIEW quotation_attributed AS
    SELECT id, CASE WHEN content != '' THEN content ELSE coalesce((SELECT
        substr(text, quotation.start + 1, quotation."end" - quotation.start) FROM article
        WHERE article.id = quotation.article), '') END AS content,
        speaker_names, article, number
    FROM quotation WHERE kind IN ('direct', 'mixed', 'indirect');

-- Words of [`quotation_attributed`](#quotation_attributed).
--
-- content: the words
-- speaker_names: the names of the speaker
CREATE VIRTUAL TABLE quotation_fts USING fts5 (
        content, speaker_names, content='quotation_attributed', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER quotation_fts_insert AFTER INSERT ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = new.article)
    BEGIN INSERT INTO quotation_fts (rowid, content, speaker_names)
    SELECT id, content, speaker_names FROM quotation_attributed WHERE article = new.article AND number = new.number; END;

-- The words before a change are read before it.
CREATE TRIGGER quotation_fts_delete BEFORE DELETE ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = old.article)
    BEGIN INSERT INTO quotation_fts (quotation_fts, rowid, content, speaker_names)
    SELECT 'delete', id, content, speaker_names FROM quotation_attributed WHERE article = old.article AND number = old.number; END;

CREATE TRIGGER quotation_fts_outdated BEFORE UPDATE OF content, speaker_names, kind_code, start, "end" ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = old.article)
    BEGIN INSERT INTO quotation_fts (quotation_fts, rowid, content, speaker_names)
    SELECT 'delete', id, content, speaker_names FROM quotation_attributed WHERE article = old.article AND number = old.number; END;

CREATE TRIGGER quotation_fts_update AFTER UPDATE OF content, speaker_names, kind_code, start, "end" ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = new.article)
    BEGIN INSERT INTO quotation_fts (rowid, content, speaker_names)
    SELECT id, content, speaker_names FROM quotation_attributed WHERE article = new.article AND number = new.number; END;

CREATE TRIGGER quotation_vector_insert AFTER INSERT ON quotation BEGIN
    DELETE FROM quotation_vector WHERE article = new.article;
END;

CREATE TRIGGER quotation_vector_update AFTER UPDATE OF content, kind_code, number, start, "end" ON quotation
WHEN (old.content, old.kind, old.number, old.start, old."end")
    IS NOT (new.content, new.kind, new.number, new.start, new."end") BEGIN
    DELETE FROM quotation_vector WHERE article = new.article;
END;

CREATE TRIGGER quotation_vector_delete AFTER DELETE ON quotation BEGIN
    DELETE FROM quotation_vector WHERE article = old.article;
END;

-- A view: the indexed topics and continuations.
--
-- id: the id of the quotation
-- content: the words
-- speaker_names: the names of the speaker
-- article: the article
-- number: its number in the article
CREATE VIEW weak_quotation AS
    SELECT id, CASE WHEN content != '' THEN content ELSE coalesce((SELECT
        substr(text, quotation.start + 1, quotation."end" - quotation.start) FROM article
        WHERE article.id = quotation.article), '') END AS content,
        speaker_names, article, number
    FROM quotation WHERE kind IN ('topic', 'continuation');

-- Words of [`weak_quotation`](#weak_quotation).
--
-- content: the words
-- speaker_names: the names of the speaker
CREATE VIRTUAL TABLE weak_quotation_fts USING fts5 (
        content, speaker_names, content='weak_quotation', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER weak_quotation_fts_insert AFTER INSERT ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = new.article)
    BEGIN INSERT INTO weak_quotation_fts (rowid, content, speaker_names)
    SELECT id, content, speaker_names FROM weak_quotation WHERE article = new.article AND number = new.number; END;

-- The words before a change are read before it.
CREATE TRIGGER weak_quotation_fts_delete BEFORE DELETE ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = old.article)
    BEGIN INSERT INTO weak_quotation_fts (weak_quotation_fts, rowid, content, speaker_names)
    SELECT 'delete', id, content, speaker_names FROM weak_quotation WHERE article = old.article AND number = old.number; END;

CREATE TRIGGER weak_quotation_fts_outdated BEFORE UPDATE OF content, speaker_names, kind_code, start, "end" ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = old.article)
    BEGIN INSERT INTO weak_quotation_fts (weak_quotation_fts, rowid, content, speaker_names)
    SELECT 'delete', id, content, speaker_names FROM weak_quotation WHERE article = old.article AND number = old.number; END;

CREATE TRIGGER weak_quotation_fts_update AFTER UPDATE OF content, speaker_names, kind_code, start, "end" ON quotation
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = new.article)
    BEGIN INSERT INTO weak_quotation_fts (rowid, content, speaker_names)
    SELECT id, content, speaker_names FROM weak_quotation WHERE article = new.article AND number = new.number; END;

-- A view: the indexed events, which have a day.
--
-- id: the id of the event
-- headline: the headline
CREATE VIEW event_with_day AS SELECT id, headline FROM event WHERE first_day IS NOT NULL;

-- Headlines of [`event_with_day`](#event_with_day).
--
-- headline: the headline
CREATE VIRTUAL TABLE event_fts USING fts5 (
        headline, content='event_with_day', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER event_fts_insert AFTER INSERT ON event
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = new.article)
    BEGIN INSERT INTO event_fts (rowid, headline)
    SELECT new.id, new.headline WHERE new.first_day IS NOT NULL; END;

CREATE TRIGGER event_fts_delete AFTER DELETE ON event
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = old.article)
    BEGIN INSERT INTO event_fts (event_fts, rowid, headline)
    SELECT 'delete', old.id, old.headline WHERE old.first_day IS NOT NULL; END;

CREATE TRIGGER event_fts_update AFTER UPDATE OF headline, first_day ON event
    WHEN NOT EXISTS (SELECT 1 FROM deferred_index WHERE article = new.article)
    BEGIN INSERT INTO event_fts (event_fts, rowid, headline)
    SELECT 'delete', old.id, old.headline WHERE old.first_day IS NOT NULL; INSERT INTO event_fts (rowid, headline)
    SELECT new.id, new.headline WHERE new.first_day IS NOT NULL; END;

-- A view: the indexed metadata of each article.
--
-- article: the article
-- source: the site and the source, one per line
-- author: the byline
-- entity: the names and aliases of its entities, one per line
CREATE VIEW article_metadata AS
    SELECT id AS article, site || char(10) || source || char(10) || part_of AS source,
        byline AS author,
        (SELECT coalesce(group_concat(name, char(10)), '') FROM (
            SELECT name FROM entity WHERE entity.article = article.id
            UNION ALL SELECT name FROM alias WHERE alias.article = article.id
        )) AS entity
    FROM article;

-- Metadata of [`article_metadata`](#article_metadata).
--
-- entity: the names of entities
-- source: the site and the source
-- author: the byline
CREATE VIRTUAL TABLE article_metadata_fts USING fts5 (
        entity, source, author, content='article_metadata', content_rowid='article', tokenize="unicode61 remove_diacritics 2"
    );

-- A view: the speaker of each quotation as words that name or describe a person.
--
-- quotation: the id of the quotation
-- speaker: its `speaker` in [`quotation`](#quotation); empty for a pronoun
-- article: its article
-- number: its number in the article
CREATE VIEW quotation_speaker_name AS
    SELECT id AS quotation, CASE
            WHEN entity IS NOT NULL OR (length(speaker) > 1 AND speaker = upper(speaker))
                THEN speaker
            WHEN lower(speaker) IN (
                    'all', 'another', 'anybody', 'anyone', 'both', 'each', 'either', 'everybody',
                    'everyone', 'few', 'half', 'he', 'her', 'hers', 'herself', 'him', 'himself',
                    'his', 'i', 'it', 'its', 'itself', 'many', 'me', 'mine', 'most', 'my',
                    'myself', 'neither', 'nobody', 'none', 'one', 'ones', 'other', 'others', 'our',
                    'ours', 'ourselves', 'several', 'she', 'some', 'somebody', 'someone', 'that',
                    'their', 'theirs', 'them', 'themself', 'themselves', 'these', 'they', 'this',
                    'those', 'us', 'we', 'what', 'which', 'who', 'whoever', 'whom', 'whose', 'you',
                    'your', 'yours', 'yourself', 'yourselves', 'all of them', 'both of them',
                    'each of them', 'half of them', 'he or she', 'many of them', 'most of them',
                    'none of them', 'one of them', 'some of them', 'the other', 'the others'
                ) THEN ''
            WHEN lower(speaker) GLOB '*[ ,]who'
                THEN rtrim(substr(speaker, 1, length(speaker) - 3), ', ')
            WHEN lower(speaker) GLOB '*[ ,]whom' OR lower(speaker) GLOB '*[ ,]that'
                THEN rtrim(substr(speaker, 1, length(speaker) - 4), ', ')
            WHEN lower(speaker) GLOB '*[ ,]which'
                THEN rtrim(substr(speaker, 1, length(speaker) - 5), ', ')
            ELSE speaker END AS speaker,
        article, number
    FROM quotation;

-- ## Views for other programs

-- The quotations of each quote group, by day of publication.
--
-- quote_group: the id of the group
-- published: the publication date as in EDTF: `2026-03-12`, `2026-03` or `2026`; null if unknown
-- speaker: the name of the speaker, or the description of an unnamed source; empty if unknown
-- content: the words of the quotation
-- kind: `direct`, `indirect` or `mixed`
-- article: the id of the article
-- title: its title
-- site: its newspaper or website
-- quotation: the id of the quotation
CREATE VIEW repeated_quotes AS
    SELECT quote_group_member.quote_group, article.published, quotation_speaker_name.speaker,
        CASE WHEN quotation.content != '' THEN quotation.content ELSE
            coalesce(substr(article.text, quotation.start + 1, quotation."end" - quotation.start), '')
            END AS content, quotation.kind, article.id AS article, article.title,
        article.site, quote_group_member.quotation
    FROM quote_group_member
    JOIN quotation ON quotation.article = iif(quote_group_member.quotation < 70368744177664, quote_group_member.quotation >> 11, quote_group_member.quotation - 70368744177664 >> 18)
        AND quotation.number = iif(quote_group_member.quotation < 70368744177664, quote_group_member.quotation & 2047, quote_group_member.quotation & 262143)
    JOIN quotation_speaker_name ON quotation_speaker_name.article = quotation.article
        AND quotation_speaker_name.number = quotation.number
    JOIN article ON article.id = quotation.article
    ORDER BY quote_group_member.quote_group, article.published;

-- Statements with their speakers.
--
-- published: the publication date as in EDTF: `2026-03-12`, `2026-03` or `2026`; null if unknown
-- speaker: the names of the speakers, or the description of an unnamed source; empty if unknown
-- role: the role of the first speaker in the article, or null
-- cue: the word that introduces the quotation: *said*
-- content: the words of the quotation
-- kind: `direct`, `indirect` or `mixed`
-- negated: 1 for "did not say"
-- confidence: from 0 to 1
-- reason: the id of the reason
-- arguments: its arguments as a JSON object
-- origin: `machine`, `user` or `rule`
-- article: the id of the article
-- title: its title
-- site: its newspaper or website
-- quotation: the id of the quotation
CREATE VIEW who_said_what AS
    SELECT article.published, quotation_speaker_name.speaker, entity.role, quotation.cue,
        CASE WHEN quotation.content != '' THEN quotation.content ELSE
            coalesce(substr(article.text, quotation.start + 1, quotation."end" - quotation.start), '')
            END AS content, quotation.kind, quotation.negated,
        CASE WHEN quotation.confidence > 1 THEN quotation.confidence / 1000.0 ELSE quotation.confidence END AS confidence,
        reason.code AS reason, replace(reason.args, '{cue}', quotation.cue) AS arguments,
        reason.origin,
        article.id AS article, article.title, article.site, indexed.id AS quotation
    FROM quotation_fts_docsize AS indexed
    JOIN quotation ON quotation.article = iif(indexed.id < 70368744177664, indexed.id >> 11, indexed.id - 70368744177664 >> 18)
        AND quotation.number = iif(indexed.id < 70368744177664, indexed.id & 2047, indexed.id & 262143)
        AND quotation.id = indexed.id
    JOIN quotation_speaker_name ON quotation_speaker_name.article = quotation.article
        AND quotation_speaker_name.number = quotation.number
    JOIN article ON article.id = quotation.article
    JOIN reason ON reason.id = quotation.reason
    LEFT JOIN entity
        ON entity.article = quotation.article AND entity.number = quotation.entity
    WHERE quotation.kind IN ('direct', 'mixed', 'indirect');

-- Events with a day, in the order of their first days.
--
-- date: the date as exact as it is known, as in EDTF: `2026-03-12`, `2026-03`, `2026`, or two of
--     them: `2026-04/2026-06`
-- first_day: the first possible day
-- last_day: the last possible day
-- precision: `time`, `day`, `week`, `month`, `quarter`, `season`, `half`, `year`, `decade` or
--     `century`; `reported` if the days are only those of the publication
-- upcoming: 1 if the article announces the event for a time after its publication
-- headline: the short form of the clause
-- confidence: from 0 to 1
-- reason: the id of the reason
-- arguments: its arguments as a JSON object
-- origin: `machine`, `user` or `rule`
-- article: the id of the article
-- title: its title
-- site: its newspaper or website
-- published: its publication date, as in [`article`](#article)
-- event: the id of the event
CREATE VIEW timeline AS
    SELECT substr(event.first_day, 1, known.letters) || CASE
            WHEN substr(event.first_day, 1, known.letters)
                = substr(coalesce(event.last_day, event.first_day), 1, known.letters) THEN ''
            ELSE '/' || substr(event.last_day, 1, known.letters) END AS date,
        event.first_day, coalesce(event.last_day, event.first_day) AS last_day, event.precision, event.upcoming,
        event.headline, CASE WHEN event.confidence > 1 THEN event.confidence / 1000.0 ELSE event.confidence END AS confidence,
        reason.code AS reason, replace(replace(replace(reason.args,
            '{words}', coalesce(time_expression.words, '')), '{cue}', event.cue),
            '{published}', coalesce(article.published, '')) AS arguments, reason.origin,
        article.id AS article, article.title, article.site, article.published,
        indexed.id AS event
    FROM event_fts_docsize AS indexed
    JOIN event ON event.article = iif(indexed.id < 70368744177664, indexed.id >> 11, indexed.id - 70368744177664 >> 18)
        AND event.number = iif(indexed.id < 70368744177664, indexed.id & 2047, indexed.id & 262143)
        AND event.id = indexed.id
    JOIN (SELECT 'year' AS unit, 4 AS letters UNION ALL VALUES ('decade', 4), ('century', 4),
        ('month', 7), ('quarter', 7), ('season', 7), ('half', 7), ('week', 10), ('day', 10),
        ('time', 10), ('reported', 10)) AS known ON known.unit = coalesce(event.precision, 'day')
    JOIN article ON article.id = event.article
    JOIN reason ON reason.id = event.reason
    LEFT JOIN time_expression ON time_expression.article = event.article
        AND time_expression.number = event.time_expression
    WHERE event.first_day IS NOT NULL
    ORDER BY event.first_day;

-- ## Maintenance

-- The number of changes of the store. A file beside the store has the same number, so that [lost
-- changes are detected](../explanation/data-safety.md#guarantees).
--
-- changes: the number of changes
CREATE TABLE commit_counter (
    changes INTEGER NOT NULL
);

INSERT INTO commit_counter VALUES (0);

-- The checksums of rows, by which damage and changes by other programs are found.
--
-- key: the value of the rows' key, such as the id of their article or note; 0 for a whole table
-- source: the group of rows: mostly the name of their table, or a letter: `a` for `article`, `e` for
--     `entity`, `n` for `alias`, `m` for `mention`, `q` for `quotation`, `p` for `quotation_span`, `s`
--     for `quotation_speaker`, `t` for `time_expression`, `v` for `event`, `w` for `event_entity`, `i`
--     for `identity`, `f` for `import_log`, `r` for `reading_state`
-- checksum: the sum of the checksums of these rows
CREATE TABLE row_checksum (
    key INTEGER NOT NULL,
    source TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (key, source)
) WITHOUT ROWID;
