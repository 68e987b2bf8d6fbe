-- The tables of a store. A change here needs a new version (`db.connection.VERSION`), and once a
-- version is released, a migration in `db/schema.py`.

-- Articles

-- An article: its text, hashed, and all that is known about it. The text comes last: SQLite reads a
-- row from its beginning.
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
    list_key TEXT NOT NULL,
    section TEXT NOT NULL DEFAULT '',
    updated TEXT,
    origins TEXT NOT NULL DEFAULT '{}',
    address TEXT NOT NULL DEFAULT '',
    retrieved_from TEXT NOT NULL DEFAULT '',
    claimed_address TEXT NOT NULL DEFAULT '',
    remark TEXT NOT NULL DEFAULT '',
    part_of TEXT NOT NULL DEFAULT '',
    duplicate_group INTEGER,
    text TEXT NOT NULL
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

-- Changes that imported files propose; none takes effect before it is accepted.
CREATE TABLE proposal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('version', 'rule', 'correction', 'status')),
    article INTEGER REFERENCES article (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    created TEXT NOT NULL
);

CREATE INDEX proposal_article ON proposal (article) WHERE article IS NOT NULL;

-- Earlier texts of an article that changed at its address.
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

-- The record of an article by its source, such as a news agency. `id` is that of all its versions,
-- `issued` and `embargo` are times in UTC, `note` is the reason of the status.
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

-- The smallest hashes of a text's shingles, by which near-duplicates are found. Without a reference
-- to the article, whose index would be as large as the table.
CREATE TABLE article_sketch (
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;

-- The reading position, marks and screen of an article.
CREATE TABLE reading_state (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    position INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'unread',
    starred INTEGER NOT NULL DEFAULT 0,
    bookmarks TEXT NOT NULL DEFAULT '{}',
    view TEXT NOT NULL DEFAULT '{}'
);

-- Files that were read whole, so that an interrupted import continues after them.
CREATE TABLE import_log (
    path TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (path, article)
) WITHOUT ROWID;

CREATE INDEX import_log_article ON import_log (article);

-- Articles whose analysis is pending or failed in some stage; others have no row.
CREATE TABLE analysis_state (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    failures TEXT NOT NULL DEFAULT '[]'
);

-- Tags of a long text while it is analyzed.
CREATE TABLE analysis_checkpoint (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    first_token INTEGER NOT NULL,
    key TEXT NOT NULL,
    tags BLOB NOT NULL,
    names BLOB NOT NULL,
    scores BLOB NOT NULL,
    PRIMARY KEY (article, first_token)
);

-- Analyses of a bulk import that are on the disk before their findings are in the tables: as
-- compressed JSON, with the hash of the text and the publication date that they belong to.
CREATE TABLE staged_analysis (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    published TEXT,
    failures TEXT NOT NULL,
    findings BLOB NOT NULL
);

-- Articles that were deleted: their rows of all tables as compressed JSON, until the trash is emptied.
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

-- Edits of several articles at a time, by which they are undone.
CREATE TABLE bulk_edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    created TEXT NOT NULL
);

-- The edits of the reader, by which they are undone and redone. `origin` is the part of OnRecord that
-- made the edit. `items` are the ids of what changed, as JSON. `undone` is NULL for an edit that is
-- in effect; the highest number is that of the edit that was undone last. `findings` has a digest of
-- the findings of each corrected article after the last step, as JSON. `changes` are the changed
-- rows before and after, as compressed MessagePack.
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

-- Findings

-- Each reason once: its code, its arguments as JSON, additional reasons as JSON, and its origin
-- (machine, user or rule). An argument `{cue}` is that column of the finding. Findings are keyed by their article and their number in it, so that
-- all about an article lies together.
CREATE TABLE reason (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    args TEXT NOT NULL,
    also TEXT NOT NULL,
    origin TEXT NOT NULL,
    UNIQUE (code, args, also, origin)
);

-- Each combination of a label, a kind and a reason of mentions once.
CREATE TABLE mention_type (
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason INTEGER NOT NULL REFERENCES reason (id),
    UNIQUE (label, kind, reason)
);

-- Confidences above 1 are in thousandths: an integer takes a quarter of the room of a real number.
-- `identity` is no reference: deleting an identity would look through all entities.
CREATE TABLE entity (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    role TEXT,
    confidence REAL NOT NULL,
    reason INTEGER REFERENCES reason (id),
    identity INTEGER,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

CREATE TABLE alias (
    article INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (article, entity, position),
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

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

-- `id` holds the article and the number (`db.finding_ids`). `start` and `end` are those of the first
-- piece; `quotation_span` has the others.
CREATE TABLE quotation (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
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
    UNIQUE (article, number),
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
);

CREATE TABLE quotation_span (
    article INTEGER NOT NULL,
    quotation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (article, quotation, position),
    FOREIGN KEY (article, quotation) REFERENCES quotation (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

-- The speakers after the first of a quotation with several.
CREATE TABLE quotation_speaker (
    article INTEGER NOT NULL,
    quotation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    PRIMARY KEY (article, quotation, position),
    FOREIGN KEY (article, quotation) REFERENCES quotation (article, number) ON DELETE CASCADE,
    FOREIGN KEY (article, entity) REFERENCES entity (article, number) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE time_expression (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    words TEXT NOT NULL,
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    mod TEXT,
    relative TEXT,
    anchor INTEGER,
    confidence REAL NOT NULL,
    reason INTEGER REFERENCES reason (id),
    cue TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
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
    UNIQUE (article, number),
    FOREIGN KEY (article, time_expression) REFERENCES time_expression (article, number)
);

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

-- Notes and tags

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
    page INTEGER
);

CREATE INDEX note_article ON note (article, start);

-- A `/` in the name of a tag separates it from the tag above it: `election/fraud`.
CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    color TEXT NOT NULL DEFAULT ''
);

CREATE TABLE article_tag (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    tag INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (article, tag)
) WITHOUT ROWID;

CREATE INDEX article_tag_tag ON article_tag (tag);

CREATE TABLE note_tag (
    note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    tag INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (note, tag)
) WITHOUT ROWID;

CREATE INDEX note_tag_tag ON note_tag (tag);

-- The note that is being written on an article.
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

-- Named collections of articles; an article may be in several. Ids are not used again: the trash and
-- the edits that can be undone refer to them.
CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    created TEXT NOT NULL
);

CREATE TABLE collection_article (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (collection, article)
) WITHOUT ROWID;

CREATE INDEX collection_article_article ON collection_article (article);

-- Feeds and folders that are checked for new articles. `kind` is "feed" or "folder"; `error` and
-- `remark` are those of the last check, or empty. `last_new`, `last_changed` and `last_proposed` count
-- the articles of the last check that found any. A server compares `etag` and `modified` with its feed.
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
    modified TEXT NOT NULL DEFAULT ''
);

-- The entries of a watched feed that were added. `key` is the SHA-256 of an entry's title and text,
-- `entry_id` the id that the feed gives it, `address` normalized, `sha256` that of its text. An entry
-- whose article is not in `article` was deleted, and is not added again.
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

-- `is_filter` is 1 for a filter of the library, whose words match what its rows show.
CREATE TABLE saved_search (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query TEXT NOT NULL,
    created TEXT NOT NULL,
    is_filter INTEGER NOT NULL DEFAULT 0
);

-- Corrections

CREATE TABLE correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    exact TEXT NOT NULL,
    value TEXT NOT NULL,
    created TEXT NOT NULL
);

CREATE INDEX correction_article ON correction (article, id);

CREATE TABLE correction_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    words TEXT NOT NULL COLLATE NOCASE,
    value TEXT NOT NULL,
    created TEXT NOT NULL,
    UNIQUE (kind, words)
);

-- The machine's findings of the articles whose rows hold corrected ones, as JSON.
CREATE TABLE machine_analysis (
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    findings TEXT NOT NULL
);

-- Quotations of several articles

-- Hashes of a quotation's words, by which others with the same words are found.
CREATE TABLE quotation_shingle (
    shingle INTEGER NOT NULL,
    quotation INTEGER NOT NULL,
    PRIMARY KEY (shingle, quotation)
) WITHOUT ROWID;

CREATE TABLE quote_group (
    id INTEGER PRIMARY KEY,
    articles INTEGER NOT NULL,
    first_day TEXT,
    last_day TEXT
);

CREATE INDEX quote_group_last_day ON quote_group (last_day, id) WHERE articles > 1;

CREATE INDEX quote_group_articles ON quote_group (articles, last_day, id) WHERE articles > 1;

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
            CROSS JOIN quotation ON quotation.id = quote_group_member.quotation
            CROSS JOIN article ON article.id = quotation.article
            WHERE quote_group_member.quote_group = quote_group.id
        ) WHERE id IN (
            SELECT quote_group FROM quotation CROSS JOIN quote_group_member
                ON quote_group_member.quotation = quotation.id
            WHERE quotation.article = new.id
        );
    END;

-- Identities

-- Links between articles: an entity is linked to an identity of its own (`entity.identity`); merged
-- identities lead to one of them, their root, which counts for all.
CREATE TABLE identity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    names TEXT NOT NULL,
    list_key TEXT NOT NULL,
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
    last_day TEXT NOT NULL DEFAULT ''
);

CREATE INDEX identity_merged ON identity (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX identity_uncompared ON identity (id) WHERE compared = 0;

-- Normalized names that lead to an identity.
CREATE TABLE identity_name (
    key TEXT NOT NULL,
    identity INTEGER NOT NULL,
    PRIMARY KEY (key, identity)
) WITHOUT ROWID;

-- Pairs that the reader decided are two.
CREATE TABLE identity_distinct (
    first INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    second INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    created TEXT NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;

CREATE INDEX identity_distinct_second ON identity_distinct (second);

-- Identities that the reader chose for a name in an article.
CREATE TABLE identity_override (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    identity INTEGER NOT NULL REFERENCES identity (id),
    PRIMARY KEY (article, key)
) WITHOUT ROWID;

CREATE INDEX identity_override_identity ON identity_override (identity);

-- Merge candidates: hashes of the blocks of names, and scored pairs within them. Without a reference
-- to the identity, whose index would be as large as the table.
CREATE TABLE identity_block (
    block INTEGER NOT NULL,
    identity INTEGER NOT NULL,
    PRIMARY KEY (block, identity)
) WITHOUT ROWID;

CREATE TABLE identity_candidate (
    first INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    second INTEGER NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    score INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (first, second)
) WITHOUT ROWID;

CREATE INDEX identity_candidate_second ON identity_candidate (second);

-- Links of each root by day, so that quotations are read newest first without sorting.
CREATE TABLE identity_entity (
    identity INTEGER NOT NULL REFERENCES identity (id),
    day TEXT NOT NULL,
    article INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    quotations INTEGER NOT NULL,
    PRIMARY KEY (identity, day, article, entity)
) WITHOUT ROWID;

-- Months of the identities that at least 100 articles name; those of others are counted when shown.
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
                    WHERE article = new.article AND entity = new.number AND kind != 'scare')
                    + (SELECT count(*) FROM quotation_speaker
                        WHERE article = new.article AND entity = new.number)
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
CREATE INDEX identity_quotations ON identity (quotations, articles, label) WHERE articles > 0;

CREATE INDEX identity_articles ON identity (articles, quotations, label) WHERE articles > 0;

CREATE INDEX identity_last_day ON identity (last_day, id, label) WHERE articles > 0;

CREATE INDEX identity_by_name ON identity (name COLLATE NOCASE, id, label)
    WHERE articles > 0;

-- People who may be none, as `db.identities.queries` decides.
CREATE INDEX identity_doubtful ON identity (confidence, name COLLATE NOCASE, articles, shared)
    WHERE articles > 0 AND label = 'PERSON' AND confidence < 0.9;

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

-- Search

-- Words of articles and notes by their stems.
CREATE TABLE vocabulary (
    stem TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (stem, word)
) WITHOUT ROWID;

-- Full-text indexes: in lower case, without accents. Only the indexed columns update them, so that
-- reading or tagging an article does not index its text again.
CREATE VIRTUAL TABLE article_fts USING fts5 (
        title, text, content='article', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER article_fts_insert AFTER INSERT ON article BEGIN INSERT INTO article_fts (rowid, title, text) VALUES (new.id, new.title, new.text); END;

CREATE TRIGGER article_fts_delete AFTER DELETE ON article BEGIN INSERT INTO article_fts (article_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text); END;

CREATE TRIGGER article_fts_update AFTER UPDATE OF title, text ON article
    BEGIN INSERT INTO article_fts (article_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text); INSERT INTO article_fts (rowid, title, text) VALUES (new.id, new.title, new.text); END;

-- A word in the title says more about an article than one in its text.
INSERT INTO article_fts (article_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0)');

CREATE VIRTUAL TABLE note_fts USING fts5 (
        body, exact, content='note', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER note_fts_insert AFTER INSERT ON note BEGIN INSERT INTO note_fts (rowid, body, exact) VALUES (new.id, new.body, new.exact); END;

CREATE TRIGGER note_fts_delete AFTER DELETE ON note BEGIN INSERT INTO note_fts (note_fts, rowid, body, exact) VALUES ('delete', old.id, old.body, old.exact); END;

CREATE TRIGGER note_fts_update AFTER UPDATE OF body, exact ON note
    BEGIN INSERT INTO note_fts (note_fts, rowid, body, exact) VALUES ('delete', old.id, old.body, old.exact); INSERT INTO note_fts (rowid, body, exact) VALUES (new.id, new.body, new.exact); END;

-- Scare quotes are not indexed.
CREATE VIEW quotation_attributed AS SELECT id, content, speaker_names FROM quotation WHERE kind != 'scare';

CREATE VIRTUAL TABLE quotation_fts USING fts5 (
        content, speaker_names, content='quotation_attributed', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER quotation_fts_insert AFTER INSERT ON quotation BEGIN INSERT INTO quotation_fts (rowid, content, speaker_names)
    SELECT new.id, new.content, new.speaker_names WHERE new.kind != 'scare'; END;

CREATE TRIGGER quotation_fts_delete AFTER DELETE ON quotation BEGIN INSERT INTO quotation_fts (quotation_fts, rowid, content, speaker_names)
    SELECT 'delete', old.id, old.content, old.speaker_names WHERE old.kind != 'scare'; END;

CREATE TRIGGER quotation_fts_update AFTER UPDATE OF content, speaker_names, kind ON quotation
        BEGIN INSERT INTO quotation_fts (quotation_fts, rowid, content, speaker_names)
    SELECT 'delete', old.id, old.content, old.speaker_names WHERE old.kind != 'scare'; INSERT INTO quotation_fts (rowid, content, speaker_names)
    SELECT new.id, new.content, new.speaker_names WHERE new.kind != 'scare'; END;

-- Events without a day are not indexed.
CREATE VIEW event_with_day AS SELECT id, headline FROM event WHERE first_day IS NOT NULL;

CREATE VIRTUAL TABLE event_fts USING fts5 (
        headline, content='event_with_day', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );

CREATE TRIGGER event_fts_insert AFTER INSERT ON event BEGIN INSERT INTO event_fts (rowid, headline)
    SELECT new.id, new.headline WHERE new.first_day IS NOT NULL; END;

CREATE TRIGGER event_fts_delete AFTER DELETE ON event BEGIN INSERT INTO event_fts (event_fts, rowid, headline)
    SELECT 'delete', old.id, old.headline WHERE old.first_day IS NOT NULL; END;

CREATE TRIGGER event_fts_update AFTER UPDATE OF headline, first_day ON event
        BEGIN INSERT INTO event_fts (event_fts, rowid, headline)
    SELECT 'delete', old.id, old.headline WHERE old.first_day IS NOT NULL; INSERT INTO event_fts (rowid, headline)
    SELECT new.id, new.headline WHERE new.first_day IS NOT NULL; END;

CREATE VIEW article_metadata AS
    SELECT id AS article, site || char(10) || source || char(10) || part_of AS source,
        byline AS author,
        (SELECT coalesce(group_concat(name, char(10)), '') FROM (
            SELECT name FROM entity WHERE entity.article = article.id
            UNION ALL SELECT name FROM alias WHERE alias.article = article.id
        )) AS entity
    FROM article;

CREATE VIRTUAL TABLE article_metadata_fts USING fts5 (
        source, author, entity, content='article_metadata', content_rowid='article', tokenize="unicode61 remove_diacritics 2"
    );

-- Other programs and checks

-- Views for Datasette and other programs.
CREATE VIEW repeated_quotes AS
    SELECT quote_group_member.quote_group, article.published, quotation.speaker,
        quotation.content, quotation.kind, article.id AS article, article.title,
        article.site, quotation.id AS quotation
    FROM quote_group_member
    JOIN quotation ON quotation.id = quote_group_member.quotation
    JOIN article ON article.id = quotation.article
    ORDER BY quote_group_member.quote_group, article.published;

CREATE VIEW who_said_what AS
    SELECT article.published, quotation.speaker, entity.role, quotation.cue,
        quotation.content, quotation.kind, quotation.negated,
        CASE WHEN quotation.confidence > 1 THEN quotation.confidence / 1000.0 ELSE quotation.confidence END AS confidence,
        reason.code AS reason, replace(reason.args, '{cue}', quotation.cue) AS arguments,
        reason.origin,
        article.id AS article, article.title, article.site, quotation.id AS quotation
    FROM quotation
    JOIN article ON article.id = quotation.article
    JOIN reason ON reason.id = quotation.reason
    LEFT JOIN entity
        ON entity.article = quotation.article AND entity.number = quotation.entity
    WHERE quotation.kind != 'scare';

-- `date` is as exact as the date is known, as in EDTF: a day, a month, a year, or two of them.
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
        event.id AS event
    FROM event
    JOIN (SELECT 'year' AS unit, 4 AS letters UNION ALL VALUES ('decade', 4), ('century', 4),
        ('month', 7), ('quarter', 7), ('season', 7), ('half', 7), ('week', 10), ('day', 10),
        ('time', 10), ('reported', 10)) AS known ON known.unit = coalesce(event.precision, 'day')
    JOIN article ON article.id = event.article
    JOIN reason ON reason.id = event.reason
    LEFT JOIN time_expression ON time_expression.article = event.article
        AND time_expression.number = event.time_expression
    WHERE event.first_day IS NOT NULL
    ORDER BY event.first_day;

-- The number of changes, so that a store which lost some is noticed.
CREATE TABLE commit_counter (
    changes INTEGER NOT NULL
);

INSERT INTO commit_counter VALUES (0);
