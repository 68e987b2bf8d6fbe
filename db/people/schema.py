"""The tables of identities: who and what the articles name, known as one across all of them.

An article's entity is linked to an identity of its own (`entity.identity`), found by its name;
identities that the reader merged lead to one of them, their root, which counts and shows for all.
The links of each root by day (`identity_entity`) follow.
"""

# As they were first made; what is different by now is further below.
TABLES = (
    """CREATE TABLE identity (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        label TEXT NOT NULL,
        names TEXT NOT NULL,
        listing TEXT NOT NULL,
        shared INTEGER NOT NULL,
        gender TEXT NOT NULL DEFAULT '',
        fields TEXT NOT NULL DEFAULT '',
        merged_into INTEGER REFERENCES identity,
        compared INTEGER NOT NULL DEFAULT 0,
        articles INTEGER NOT NULL DEFAULT 0,
        quotations INTEGER NOT NULL DEFAULT 0,
        first_day TEXT NOT NULL DEFAULT '',
        last_day TEXT NOT NULL DEFAULT ''
    )""",
    "CREATE INDEX identity_merged ON identity (merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX identity_uncompared ON identity (id) WHERE compared = 0",
    """CREATE TABLE identity_name (
        key TEXT NOT NULL,
        identity INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        PRIMARY KEY (key, identity)
    ) WITHOUT ROWID""",
    "CREATE INDEX identity_name_identity ON identity_name (identity)",
    """CREATE TABLE identity_entity (
        identity INTEGER NOT NULL REFERENCES identity,
        day TEXT NOT NULL,
        article INTEGER NOT NULL,
        entity INTEGER NOT NULL,
        own INTEGER NOT NULL REFERENCES identity,
        quotations INTEGER NOT NULL,
        PRIMARY KEY (identity, day, article, entity),
        FOREIGN KEY (article, entity) REFERENCES entity ON DELETE CASCADE
    ) WITHOUT ROWID""",
    """CREATE TABLE identity_month (
        identity INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        month TEXT NOT NULL,
        articles INTEGER NOT NULL,
        quotations INTEGER NOT NULL,
        PRIMARY KEY (identity, month)
    ) WITHOUT ROWID""",
    # what the reader decided: these two are not the same, and in this article it is that one
    """CREATE TABLE identity_apart (
        one INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        created TEXT NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID""",
    "CREATE INDEX identity_apart_other ON identity_apart (other)",
    """CREATE TABLE identity_choice (
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        key TEXT NOT NULL,
        identity INTEGER NOT NULL REFERENCES identity,
        PRIMARY KEY (article, key)
    ) WITHOUT ROWID""",
    "CREATE INDEX identity_choice_identity ON identity_choice (identity)",
    # what may be one, found when the reader looks for it: blocks of names, pairs within them
    """CREATE TABLE identity_block (
        block TEXT NOT NULL,
        identity INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        PRIMARY KEY (block, identity)
    ) WITHOUT ROWID""",
    "CREATE INDEX identity_block_identity ON identity_block (identity)",
    """CREATE TABLE identity_pair (
        one INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
        score INTEGER NOT NULL,
        because TEXT NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID""",
    "CREATE INDEX identity_pair_other ON identity_pair (other)",
)

INDEXES = (
    "CREATE UNIQUE INDEX identity_entity_article ON identity_entity (article, entity)",
    # what somebody said in an article
    "CREATE INDEX quotation_entity ON quotation (article, entity, number)",
)

# By day, so that what somebody said is read newest first without sorting. An index by article would
# be as large again: who an entity is, it says itself.
LINKS = """CREATE TABLE identity_entity (
    identity INTEGER NOT NULL REFERENCES identity,
    day TEXT NOT NULL,
    article INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    quotations INTEGER NOT NULL,
    PRIMARY KEY (identity, day, article, entity)
) WITHOUT ROWID"""

# By key alone: those of an identity are made of its names, where it goes.
NAMES = """CREATE TABLE identity_name (
    key TEXT NOT NULL,
    identity INTEGER NOT NULL,
    PRIMARY KEY (key, identity)
) WITHOUT ROWID"""

# Of those alone whom many articles name: the months of others are counted when they are shown.
MONTHS = """CREATE TABLE identity_month (
    identity INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
    month TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (identity, month)
) WITHOUT ROWID"""
MANY = 100

_ROOT = "(SELECT coalesce(merged_into, id) FROM identity WHERE id = {own})"

# The links of each root follow what entities are linked to, and the days of their articles.
LINKING_TRIGGERS = (
    f"""CREATE TRIGGER entity_linked AFTER UPDATE OF identity ON entity BEGIN
        DELETE FROM identity_entity WHERE identity = {_ROOT.format(own="old.identity")}
            AND day = (SELECT coalesce(published, '') FROM article WHERE id = old.article)
            AND article = old.article AND entity = old.number;
        INSERT INTO identity_entity
            SELECT coalesce(merged_into, identity.id), coalesce(published, ''), new.article,
                new.number, (SELECT count(*) FROM quotation
                    WHERE article = new.article AND entity = new.number AND kind != 'scare')
            FROM identity CROSS JOIN article ON article.id = new.article
            WHERE identity.id = new.identity;
    END""",
    # whatever its day: the article may be gone already
    f"""CREATE TRIGGER entity_deleted AFTER DELETE ON entity WHEN old.identity IS NOT NULL BEGIN
        DELETE FROM identity_entity WHERE identity = {_ROOT.format(own="old.identity")}
            AND article = old.article AND entity = old.number;
    END""",
    f"""CREATE TRIGGER entity_redated AFTER UPDATE OF published ON article
        WHEN new.published IS NOT old.published BEGIN
        INSERT INTO identity_entity
            SELECT link.identity, coalesce(new.published, ''), link.article, link.entity,
                link.quotations
            FROM entity AS one CROSS JOIN identity_entity AS link
                ON link.identity = {_ROOT.format(own="one.identity")}
                AND link.day = coalesce(old.published, '')
                AND link.article = one.article AND link.entity = one.number
            WHERE one.article = new.id;
        DELETE FROM identity_entity WHERE day = coalesce(old.published, '') AND article = new.id
            AND identity IN (SELECT coalesce(merged_into, identity.id)
                FROM entity AS one JOIN identity ON identity.id = one.identity
                WHERE one.article = new.id);
    END""",
)

# What follows each link as it comes or goes, and is made at once after many.
FOLLOWING_INDEXES = (
    "CREATE INDEX identity_quotations ON identity (quotations, articles, label) WHERE articles > 0",
    "CREATE INDEX identity_articles ON identity (articles, quotations, label) WHERE articles > 0",
    "CREATE INDEX identity_last_day ON identity (last_day, id, label) WHERE articles > 0",
    """CREATE INDEX identity_by_name ON identity (name COLLATE NOCASE, id, label)
        WHERE articles > 0""",
)

_ALONE = """NOT EXISTS (SELECT 1 FROM identity_entity AS twin WHERE twin.identity = {row}.identity
    AND twin.day = {row}.day AND twin.article = {row}.article AND twin.entity != {row}.entity)"""
_ALONE_NEW, _ALONE_OLD = _ALONE.format(row="new"), _ALONE.format(row="old")

COUNT_MONTHS = """SELECT substr(day, 1, 7) AS month, count(DISTINCT article) AS articles
    FROM identity_entity WHERE identity = {identity} GROUP BY month"""

FOLLOWING_TRIGGERS = (
    f"""CREATE TRIGGER identity_entity_insert AFTER INSERT ON identity_entity BEGIN
        UPDATE identity SET
            articles = articles + ({_ALONE_NEW}),
            quotations = quotations + new.quotations,
            first_day = CASE WHEN new.day = '' THEN first_day
                WHEN first_day = '' THEN new.day ELSE min(first_day, new.day) END,
            last_day = max(last_day, new.day)
            WHERE id = new.identity;
        INSERT INTO identity_month
            SELECT new.identity, substr(new.day, 1, 7), ({_ALONE_NEW})
            WHERE EXISTS (SELECT 1 FROM identity_month WHERE identity = new.identity)
            ON CONFLICT DO UPDATE SET articles = articles + excluded.articles;
        INSERT INTO identity_month
            SELECT new.identity, month, counted.articles
            FROM identity CROSS JOIN ({COUNT_MONTHS.format(identity="new.identity")}) AS counted
            WHERE identity.id = new.identity AND identity.articles >= {MANY}
                AND NOT EXISTS (SELECT 1 FROM identity_month WHERE identity = new.identity);
    END""",
    f"""CREATE TRIGGER identity_entity_delete AFTER DELETE ON identity_entity BEGIN
        UPDATE identity SET
            articles = articles - ({_ALONE_OLD}),
            quotations = quotations - old.quotations,
            first_day = coalesce((SELECT min(day) FROM identity_entity
                WHERE identity = old.identity AND day > ''), ''),
            last_day = coalesce((SELECT max(day) FROM identity_entity
                WHERE identity = old.identity), '')
            WHERE id = old.identity;
        UPDATE identity_month SET articles = articles - ({_ALONE_OLD})
            WHERE identity = old.identity AND month = substr(old.day, 1, 7);
        DELETE FROM identity_month WHERE identity = old.identity
            AND month = substr(old.day, 1, 7) AND articles = 0;
    END""",
)

# The same counts for many at once; `{those}` chooses them.
_RECOUNT = (
    """UPDATE identity SET
        articles = (SELECT count(DISTINCT article) FROM identity_entity WHERE identity = id),
        quotations = (SELECT coalesce(sum(quotations), 0) FROM identity_entity
            WHERE identity = id),
        first_day = coalesce((SELECT min(day) FROM identity_entity
            WHERE identity = id AND day > ''), ''),
        last_day = coalesce((SELECT max(day) FROM identity_entity WHERE identity = id), '')
        WHERE id {those}""",
    "DELETE FROM identity_month WHERE identity {those}",
    f"""INSERT INTO identity_month
        SELECT identity, substr(day, 1, 7), count(DISTINCT article) FROM identity_entity
        WHERE identity IN (SELECT id FROM identity WHERE id {{those}} AND articles >= {MANY})
        GROUP BY identity, substr(day, 1, 7)""",
)
RECOUNT = tuple(one.format(those="IN (SELECT value FROM json_each(:ids))") for one in _RECOUNT)
"""Counts the links of those whose ids a JSON array holds."""
RECOUNT_ALL = tuple(one.format(those="IS NOT NULL") for one in _RECOUNT)
