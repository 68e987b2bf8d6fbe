"""The tables that a store began with; later steps changed some of them."""

# Findings are keyed by their article and their number in it (their index in the analysis), so that
# everything about an article lies together and is read by one range of each table.
TABLES = (
    """CREATE TABLE article (
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
        listing TEXT NOT NULL,
        text TEXT NOT NULL
    )""",
    # a list skips to its window over an index, not over the texts
    "CREATE INDEX article_added ON article (added)",
    "CREATE INDEX article_published ON article (published)",
    "CREATE INDEX article_title ON article (title = '', title COLLATE NOCASE)",
    "CREATE INDEX article_listing ON article (listing, added, published)",
    """CREATE TABLE reading (
        article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
        position INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'unread',
        starred INTEGER NOT NULL DEFAULT 0
    )""",
    """CREATE TABLE entity (
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        label TEXT NOT NULL,
        role TEXT,
        confidence REAL NOT NULL,
        because TEXT NOT NULL,
        PRIMARY KEY (article, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE alias (
        article INTEGER NOT NULL,
        entity INTEGER NOT NULL,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (article, entity, position),
        FOREIGN KEY (article, entity) REFERENCES entity ON DELETE CASCADE
    ) WITHOUT ROWID""",
    # a text has a hundred mentions for a dozen reasons, which would be as long as the text itself
    "CREATE TABLE reason (id INTEGER PRIMARY KEY, because TEXT NOT NULL UNIQUE)",
    """CREATE TABLE mention (
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        number INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        label TEXT NOT NULL,
        kind TEXT NOT NULL,
        entity INTEGER,
        confidence REAL NOT NULL,
        reason INTEGER NOT NULL REFERENCES reason,
        PRIMARY KEY (article, number),
        FOREIGN KEY (article, entity) REFERENCES entity ON DELETE CASCADE
    ) WITHOUT ROWID""",
    """CREATE TABLE quotation (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        content TEXT NOT NULL,
        speaker TEXT NOT NULL,
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
        because TEXT NOT NULL,
        UNIQUE (article, number),
        FOREIGN KEY (article, entity) REFERENCES entity ON DELETE CASCADE
    )""",
    """CREATE TABLE quotation_span (
        article INTEGER NOT NULL,
        quotation INTEGER NOT NULL,
        position INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        PRIMARY KEY (article, quotation, position),
        FOREIGN KEY (article, quotation) REFERENCES quotation (article, number) ON DELETE CASCADE
    ) WITHOUT ROWID""",
    """CREATE TABLE time_expression (
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
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
        because TEXT NOT NULL,
        PRIMARY KEY (article, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        number INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        time_expression INTEGER NOT NULL,
        headline TEXT NOT NULL,
        first_day TEXT,
        last_day TEXT,
        precision TEXT,
        upcoming INTEGER NOT NULL,
        confidence REAL NOT NULL,
        because TEXT NOT NULL,
        UNIQUE (article, number),
        FOREIGN KEY (article, time_expression) REFERENCES time_expression
    )""",
    "CREATE INDEX event_first_day ON event (first_day, article, number)",
    """CREATE TABLE event_entity (
        article INTEGER NOT NULL,
        event INTEGER NOT NULL,
        position INTEGER NOT NULL,
        entity INTEGER NOT NULL,
        PRIMARY KEY (article, event, position),
        FOREIGN KEY (article, event) REFERENCES event (article, number) ON DELETE CASCADE,
        FOREIGN KEY (article, entity) REFERENCES entity ON DELETE CASCADE
    ) WITHOUT ROWID""",
    """CREATE TABLE note (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        exact TEXT NOT NULL,
        prefix TEXT NOT NULL,
        suffix TEXT NOT NULL,
        body TEXT NOT NULL,
        quotation INTEGER,
        created TEXT NOT NULL,
        changed TEXT NOT NULL
    )""",
    "CREATE INDEX note_article ON note (article, start)",
    """CREATE TABLE correction (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        finding TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        exact TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT,
        created TEXT NOT NULL
    )""",
    "CREATE INDEX correction_article ON correction (article, start)",
    "CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE)",
    """CREATE TABLE article_tag (
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        tag INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
        PRIMARY KEY (article, tag)
    ) WITHOUT ROWID""",
    "CREATE INDEX article_tag_tag ON article_tag (tag)",
    """CREATE TABLE note_tag (
        note INTEGER NOT NULL REFERENCES note ON DELETE CASCADE,
        tag INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
        PRIMARY KEY (note, tag)
    ) WITHOUT ROWID""",
    "CREATE INDEX note_tag_tag ON note_tag (tag)",
    """CREATE TABLE saved_search (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        query TEXT NOT NULL,
        created TEXT NOT NULL
    )""",
    """CREATE VIEW who_said_what AS
        SELECT article.published, quotation.speaker, entity.role, quotation.cue, quotation.content,
            quotation.kind, quotation.negated, quotation.confidence, quotation.because,
            article.id AS article, article.title, article.site
        FROM quotation
        JOIN article ON article.id = quotation.article
        LEFT JOIN entity
            ON entity.article = quotation.article AND entity.number = quotation.entity
        WHERE quotation.kind != 'scare'""",
    """CREATE VIEW timeline AS
        SELECT event.first_day, event.last_day, event.precision, event.upcoming, event.headline,
            event.confidence, event.because,
            article.id AS article, article.title, article.site, article.published
        FROM event
        JOIN article ON article.id = event.article
        WHERE event.first_day IS NOT NULL
        ORDER BY event.first_day""",
)
