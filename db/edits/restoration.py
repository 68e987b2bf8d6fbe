"""Restoration of the rows of an edit: write each row that is still as the edit left it.

A step of undo writes the rows before the edit, a step of redo those after it. Rows that were
changed since remain as they are. Then it updates what is computed from the rows: links, counts and
names of identities, groups of quotations, indexes and list keys.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from analysis.partial_dates import PartialDate
from db.edits.effects import article_of, changes_findings, value_of
from db.edits.finding_digest import digest_findings
from db.edits.finding_units import (
    Links,
    load_entity_links,
    remove_entity_links,
    restore_findings,
    set_links,
)
from db.edits.identity_rows import delete_identity_row, load_roots, relink_names, update_links
from db.edits.models import RowChange, Value, Values
from db.edits.rows import has_row, load_row, write_row
from db.finding_rows import parse_date
from db.identities.linker import link_article
from db.identities.previous_links import unlink_article
from db.kinds import FINDING_COUNTS, FINDINGS, RECORDED
from db.progress import ReportDone
from db.repositories.article_rows import (
    index_metadata,
    load_shown_analysis,
    unindex_metadata,
    update_list_keys,
)
from db.repositories.articles import write_published
from db.repositories.corrections import reapply_rules
from db.statement_sources import write_statement_sources
from db.text import timestamp

_DATE = ("published", "published_from")

Digests = dict[int, str]


class Restoration:
    """One step of undo or redo, whose changes lead from the present rows to the wanted ones."""

    def __init__(
        self, sqlite: sqlite3.Connection, changes: Sequence[RowChange], digests: Mapping[int, str]
    ) -> None:
        """Prepare the step; `digests` are those of the findings after the last step."""
        self._sqlite = sqlite
        self.applied: list[RowChange] = []
        self.skipped: list[RowChange] = []
        self._units: dict[int, list[RowChange]] = {article: [] for article in digests}
        self._links: dict[int, list[RowChange]] = defaultdict(list)
        self._rows: list[RowChange] = []
        for change in changes:
            self._sort(change)
        present = {article: digest_findings(sqlite, article) for article in self._units}
        self._gone = {article for article, digest in present.items() if not digest}
        self._renewed = {
            article
            for article, digest in present.items()
            if digest and digest != digests.get(article)
        }
        self._moved_dates: dict[int, Values] = {}

    def _sort(self, change: RowChange) -> None:
        article = article_of(change)
        if change.table in FINDINGS:
            assert article is not None
            if changes_findings(change):
                self._units.setdefault(article, []).append(change)
            else:
                self._links[article].append(change)
        else:
            self._rows.append(change)

    def run(self, report: ReportDone) -> Digests:
        """Write the rows; return the digests of the findings after that.

        The digest of findings that were computed again is empty: the opposite step computes them
        again too.
        """
        sqlite = self._sqlite
        sqlite.execute("PRAGMA defer_foreign_keys = ON")
        rows = self._select_rows()
        exact = [a for a in self._units if a not in self._gone | self._renewed and self._units[a]]
        touched = {*exact, *(int(str(c.key[0])) for c in rows if c.table == "article")}
        for article in touched:
            unindex_metadata(sqlite, article)
        links = {article: load_entity_links(sqlite, article) for article in exact}
        for article in exact:
            remove_entity_links(sqlite, article)
        roots = load_roots(sqlite, rows)
        self._write_rows(rows)
        update_links(sqlite, rows, roots)
        for done, article in enumerate(exact):
            report(done)
            restore_findings(sqlite, article, self._units[article])
            write_statement_sources(sqlite, article, load_shown_analysis(sqlite, article))
            self.applied += self._units[article]
        self._restore_links(exact, links)
        relink_names(sqlite, self.applied)
        for article in touched:
            index_metadata(sqlite, article)
        for done, article in enumerate(self._renewed, len(exact)):
            report(done)
            self._renew(article)
        for change in rows:
            if change.table == "identity" and change.after is None:
                delete_identity_row(sqlite, int(str(change.key[0])))
        self._update_list_keys()
        return {
            article: "" if article in self._renewed else digest_findings(sqlite, article)
            for article in self._units
        }

    # Selection of the rows that are as the edit left them

    def _select_rows(self) -> list[RowChange]:
        """Return the changes of rows that can be written; the others are skipped."""
        held: dict[tuple[str, Value], list[RowChange]] = defaultdict(list)
        selected: list[RowChange] = []
        remaining: dict[str, set[Value]] = defaultdict(set)  # rows that are not deleted
        for change in self._rows:
            if self._renewed and "identities" in RECORDED[change.table].data:
                continue  # linked again with the findings
            if unit := RECORDED[change.table].unit:
                held[change.table, value_of(change, unit)].append(change)
            elif (fitting := self._fit(change)) is None:
                self.skipped.append(change)
                if change.after is None:
                    remaining[change.table].add(change.key[0])
            else:
                selected.append(fitting)
        for (table, holder), changes in held.items():
            spec = RECORDED[table]
            is_kept = bool(spec.holds) and holder in remaining[spec.references[spec.unit]]
            if not is_kept and all(self._fits_unit(change) for change in changes):
                selected += changes
            else:
                self.skipped += changes
        return selected

    def _fits_unit(self, change: RowChange) -> bool:
        return has_row(self._sqlite, change.table, change.key) == (change.before is not None)

    def _fit(self, change: RowChange) -> RowChange | None:
        """Return the part of a change that can be written; None if the row was changed since."""
        spec = RECORDED[change.table]
        row = load_row(self._sqlite, change.table, change.key)
        if change.before is None:
            return change if row is None else None
        if row is None:
            return None
        if change.after is None:
            if change.table != "identity" and any(
                row[name] != value
                for name, value in change.before.items()
                if name not in spec.uncompared
            ):
                return None
            return None if self._has_other_children(change) else change
        wanted = self._fitting_values(change, row)
        return RowChange(change.table, change.key, change.before, wanted) if wanted else None

    def _fitting_values(self, change: RowChange, row: Values) -> Values:
        """Return the values of an updated row whose groups of columns are as the edit left them."""
        assert change.before is not None
        assert change.after is not None
        wanted: Values = {}
        for group in RECORDED[change.table].fields:
            named = [name for name in group if name in change.after]
            if all(row[name] == change.before[name] for name in named):
                wanted |= {name: change.after[name] for name in named}
        if change.table == "article":
            self._fit_article(change, row, wanted)
        if "changed" in change.after and (wanted or change.after.keys() == {"changed"}):
            wanted["changed"] = timestamp()  # taking an edit back is an edit, and the latest one
        return wanted

    def _fit_article(self, change: RowChange, row: Values, wanted: Values) -> None:
        """Adapt the restored metadata: origins by field, and a date with its findings."""
        assert change.after is not None
        article = int(str(change.key[0]))
        fields = wanted.keys() - {"origins", "address", *FINDING_COUNTS, *_DATE}
        others = change.after.keys() - {"origins", "address", *FINDING_COUNTS, *_DATE}
        if "origins" in change.after and ("origins" not in wanted or fields != others):
            origins, earlier = (
                json.loads(str(v)) for v in (row["origins"], change.after["origins"])
            )
            for name in fields:
                origins.pop(name, None)
                if name in earlier:
                    origins[name] = earlier[name]
            wanted["origins"] = json.dumps(dict(sorted(origins.items())))
            if wanted["origins"] == row["origins"]:
                del wanted["origins"]
        if article in self._renewed:
            for name in FINDING_COUNTS:
                wanted.pop(name, None)
            date = {name: wanted.pop(name) for name in _DATE if name in wanted}
            if "published" in date:
                self._moved_dates[article] = {**{name: row[name] for name in _DATE}, **date}

    @cached_property
    def _deleted_keys(self) -> set[tuple[str, tuple[Value, ...]]]:
        """The tables and keys of the rows that the step deletes."""
        return {(row.table, row.key) for row in self._rows if row.after is None}

    def _has_other_children(self, change: RowChange) -> bool:
        """Return whether rows that the edit did not insert belong to a row that it inserted."""
        for table in RECORDED.values():
            if table.holds and table.references[table.holds] == change.table:
                key = ", ".join(table.key)
                query = f"SELECT {key} FROM {table.name} WHERE {table.holds} = ?"
                children = self._sqlite.execute(query, change.key)
                if any((table.name, tuple(row)) not in self._deleted_keys for row in children):
                    return True
        return False

    # Writing

    def _write_rows(self, rows: Sequence[RowChange]) -> None:
        order = {table: at for at, table in enumerate(RECORDED)}
        rows = sorted(rows, key=lambda change: order[change.table])
        for change in reversed(rows):
            if change.after is None:
                if change.table != "identity":  # once nothing is linked to it
                    write_row(self._sqlite, change)
                self.applied.append(change)
        self._rename_tags([change for change in rows if change.table == "tag"])
        for change in rows:
            if change.after is None or change.table == "tag":
                continue
            if self._is_possible(change):
                self._write(change)
                self.applied.append(change)
            else:
                self.skipped.append(change)

    def _write(self, change: RowChange) -> None:
        if change.table == "identity" and change.before is None:
            assert change.after is not None  # the list key follows
            names = ", ".join(f'"{name}"' for name in change.after)
            marks = ", ".join("?" * len(change.after))
            query = f"INSERT INTO identity (id, folded, {names}) VALUES (?, '', {marks})"
            self._sqlite.execute(query, (*change.key, *change.after.values()))
        else:
            write_row(self._sqlite, change)

    def _rename_tags(self, changes: Sequence[RowChange]) -> None:
        from db.repositories.tag_edits import exchange_names

        for change in changes:
            assert change.after is not None
            if "name" not in change.after:
                write_row(self._sqlite, change)
        names = {
            int(str(change.key[0])): str(change.after["name"])
            for change in changes
            if change.after is not None and "name" in change.after
        }
        renamed = exchange_names(self._sqlite, names)
        for change in changes:
            is_taken = change.key[0] in names and change.key[0] not in renamed
            if not is_taken and change.after is not None and "color" in change.after:
                color = RowChange("tag", change.key, {}, {"color": change.after["color"]})
                write_row(self._sqlite, color)
            (self.skipped if is_taken else self.applied).append(change)

    def _is_possible(self, change: RowChange) -> bool:
        """Return whether the rows that a row refers to exist, and its unique values are free."""
        assert change.after is not None
        spec = RECORDED[change.table]
        values = {**dict(zip(spec.key, change.key, strict=True)), **change.after}
        for column, parent in spec.references.items():
            if values.get(column) is not None and not has_row(
                self._sqlite, parent, (values[column],)
            ):
                return False
        others = " OR ".join(f'"{name}" != ?' for name in spec.key)
        for columns in spec.schema.unique:
            if not values.keys().isdisjoint(columns):
                row = {**(load_row(self._sqlite, change.table, change.key) or {}), **values}
                where = " AND ".join(f'"{name}" = ?' for name in columns)
                query = f"SELECT 1 FROM {change.table} WHERE {where} AND ({others})"
                wanted = (*(row[name] for name in columns), *change.key)
                if self._sqlite.execute(query, wanted).fetchone():
                    return False
        return True

    def _restore_links(self, exact: Iterable[int], before: Mapping[int, Links]) -> None:
        """Link the entities of restored findings, and those that were split from others."""
        exact = set(exact)
        for article in exact:
            known = dict(before[article])
            for change in (*self._units[article], *self._links[article]):
                if change.table == "entity" and change.after and "identity" in change.after:
                    number = int(str(change.key[1]))
                    earlier = change.before and change.before.get("identity")
                    if change.before is None or known.get(number) == earlier:
                        known[number] = change.after["identity"]
            if not set_links(self._sqlite, article, known):
                link_article(self._sqlite, article, unlink_article(self._sqlite, article))
        for article, changes in self._links.items():
            if article in exact or article in self._renewed:
                continue
            present = load_entity_links(self._sqlite, article)
            for change in changes:
                assert change.before is not None
                assert change.after is not None
                number = int(str(change.key[1]))
                if present.get(number) == change.before["identity"] and set_links(
                    self._sqlite, article, {number: change.after["identity"]}
                ):
                    self.applied.append(change)
                else:
                    self.skipped.append(change)

    def _renew(self, article: int) -> None:
        """Compute findings again that were changed since."""
        date = self._moved_dates.get(article)
        if date is None:
            reapply_rules(self._sqlite, article)
            return
        published: PartialDate | None = parse_date(date["published"])
        write_published(self._sqlite, article, published, date["published_from"])  # type: ignore[arg-type]

    def _update_list_keys(self) -> None:
        """Update the texts by which the filter of the library finds the changed articles."""
        articles: set[int] = set()
        tags = []
        for change in self.applied:
            if change.table in ("article", "article_tag"):
                articles.add(int(str(change.key[0])))
            elif change.table == "tag":
                tags.append(change.key[0])
        query = """SELECT DISTINCT article FROM article_tag
            WHERE tag IN (SELECT value FROM json_each(?))"""
        articles.update(id for (id,) in self._sqlite.execute(query, (json.dumps(tags),)))
        if articles:
            update_list_keys(self._sqlite, sorted(articles))
