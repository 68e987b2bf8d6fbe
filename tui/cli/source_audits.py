"""`onrecord sources`: audit the sources of articles, count who is quoted, check house rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.article_selection import narrow_query
from tui.cli.completions import complete_collections, complete_names
from tui.cli.options import (
    NO_LIMIT,
    ChoiceType,
    OutputForm,
    exit_unless_found,
    inform,
    join_query,
    list_options,
    open_store,
    store_option,
    warn_about_incomplete,
)
from tui.cli.written_pages import page_options, write_page
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, EXIT_USAGE_ERROR, exit_with_error

if TYPE_CHECKING:  # a command imports only what it runs
    from db import Store
    from db.sourcing.audit import ArticleAudit
    from db.sourcing.groups import Property, StatementGroup
    from db.sourcing.house_rules import HouseRules

_MANY = 300  # articles, whose audits take ten seconds
_PROPERTIES = (
    "type", "basis", "source", "role", "organization", "outlet", "month", "gender",
)  # fmt: skip


@click.command("sources", epilog="Example: onrecord sources strike --by organization")
@click.argument("query", nargs=-1, metavar="[ID|QUERY]...")
@click.option(
    "--collection", metavar="NAME", shell_complete=complete_collections,
    help="Only the articles of this collection.",
)  # fmt: skip
@click.option(
    "--person", metavar="NAME", shell_complete=complete_names,
    help="Only articles that name this person or organization.",
)  # fmt: skip
@click.option(
    "--by", type=ChoiceType(_PROPERTIES),
    help="Count who is quoted: statements, words, sources and articles for each value.",
)  # fmt: skip
@click.option(
    "--guess-gender", is_flag=True,
    help="With --by gender: guess by the given name, instead of she, he or they in the text.",
)  # fmt: skip
@click.option(
    "--list", "value", metavar="VALUE", help="With --by: list the statements behind one count."
)
@click.option(
    "--people", is_flag=True,
    help="With --by gender: name people beside their gender in lists and exports.",
)  # fmt: skip
@click.option(
    "--rules", "rules_file", type=click.Path(path_type=Path), metavar="FILE",
    help="Print where the articles fall short of the house rules in FILE (TOML), and exit with 1.",
)  # fmt: skip
@click.option("--csv", "as_csv", is_flag=True, help="With --by: print a table as CSV.")
@page_options
@store_option
@list_options
def sources_command(
    query: tuple[str, ...],
    collection: str | None,
    person: str | None,
    by: "Property | None",
    guess_gender: bool,
    value: str | None,
    people: bool,
    rules_file: Path | None,
    as_csv: bool,
    page: Path | None,
    force: bool,
    form: OutputForm,
) -> None:
    """Audit the sources of articles, or count who is quoted.

    With an ID, prints the statements by source and type with their share of words, where the first
    person with a name speaks, claims that only a source without a name makes, disclosures such as
    "declined to comment", and sides that are named but not heard. With several IDs or a
    QUERY, prints the sources of all these articles.
    """
    _check_options(by, guess_gender, value, people, as_csv, rules_file)
    if page is not None and (rules_file is not None or value is not None or as_csv):
        raise click.UsageError("--html writes an audit or counts, without --rules, --list or --csv")
    rules = None if rules_file is None else _read_rules(rules_file)
    words = join_query(query)
    with open_store() as store:
        articles = _select(store, words, collection, person)
        exit_unless_found(bool(articles), filtered=bool(words or collection or person))
        warn_about_incomplete(store, articles)
        if len(articles) > _MANY:
            inform(f"auditing {len(articles):,} articles, about 30 in a second")
        audits = list(store.sourcing.audit_all(articles))
    if rules is not None:
        _print_shortfalls(audits, rules, form)
        return
    if by is not None:
        wanted: Property = "guessed-gender" if guess_gender else by
        _print_groups(audits, wanted, value, people, as_csv, page, force, form)
        return
    if page is not None:
        from db.exporters.sources_page import audit_page

        write_page(page, audit_page(audits), force=force)
        return
    from tui.cli.source_tables import print_audits

    print_audits(audits, form)


def _check_options(
    by: "Property | None",
    guess_gender: bool,
    value: str | None,
    people: bool,
    as_csv: bool,
    rules_file: Path | None,
) -> None:
    if by != "gender" and (guess_gender or people):
        raise click.UsageError("--guess-gender and --people belong to --by gender")
    if by is None and (value is not None or as_csv):
        raise click.UsageError("--list and --csv belong to --by")
    if value is not None and as_csv:
        raise click.UsageError("use either --list or --csv; --list has --tsv")
    if by is not None and rules_file is not None:
        raise click.UsageError("use either --by or --rules")
    if by == "gender" and value is not None and not people:
        raise click.UsageError("a list names people beside their gender; add --people for it")


def _select(
    store: "Store", words: str, collection: str | None, person: str | None
) -> Sequence[int]:
    """Return the articles with these ids, those that match a query, or all articles."""
    ids = words.split()
    if ids and all(map(str.isdecimal, ids)) and collection is None and person is None:
        return [store.articles.row(int(each)).id for each in dict.fromkeys(ids)]
    query = narrow_query(store, words, collection, person)
    if not query:
        return store.articles.list_ids()
    # without the space, the last word would count as a prefix
    result = store.search.execute(f"{query} ", "newest", NO_LIMIT)
    if result.error is not None:
        exit_with_error(EXIT_USAGE_ERROR, result.error.format_with(query))
    return list(dict.fromkeys(hit.article for hit in result.hits))


def _read_rules(path: Path) -> "HouseRules":
    from db.sourcing.house_rules import parse_house_rules
    from tui.toml_files import load_toml

    if not path.is_file():
        exit_with_error(EXIT_USAGE_ERROR, f"{path} is no file; name a TOML file of rules")
    _, table, problem = load_toml(path)
    if problem is not None:
        exit_with_error(EXIT_USAGE_ERROR, f"{path}, {problem}")
    try:
        return parse_house_rules(table)
    except ValueError as error:
        exit_with_error(EXIT_USAGE_ERROR, f"{path}: {error}")


def _print_shortfalls(
    audits: "Sequence[ArticleAudit]", rules: "HouseRules", form: OutputForm
) -> None:
    from db.sourcing.house_rules import find_shortfalls
    from tui.cli.source_tables import print_shortfalls

    found = [shortfall for audit in audits for shortfall in find_shortfalls(audit, rules)]
    print_shortfalls(found, form)
    if not found:
        inform("no article falls short of the rules")
    raise SystemExit(EXIT_FAILURE if found else EXIT_SUCCESS)


def _print_groups(
    audits: "Sequence[ArticleAudit]",
    by: "Property",
    value: str | None,
    people: bool,
    as_csv: bool,
    page: Path | None,
    force: bool,
    form: OutputForm,
) -> None:
    from db.sourcing.groups import group_statements
    from tui.cli.source_tables import print_groups

    groups = group_statements([each for audit in audits for each in audit.statements], by)
    names_people = people or by not in ("gender", "guessed-gender")
    if value is not None:
        _print_value(groups, value, form)
    elif page is not None:
        from db.exporters.sources_page import groups_page

        pieces = groups_page(groups, by, len(audits), names_people=names_people)
        write_page(page, pieces, force=force)
    elif as_csv:
        from db.exporters.sources_csv import list_csv_lines
        from tui.cli.output import print_export

        for line in list_csv_lines(groups, names_people=names_people):
            print_export(line, is_json=False)
    else:
        print_groups(groups, by, form, names_people=names_people)


def _print_value(groups: "Sequence[StatementGroup]", value: str, form: OutputForm) -> None:
    from tui.cli.source_tables import print_statements

    group = next((each for each in groups if each.label.casefold() == value.casefold()), None)
    if group is None:
        exit_with_error(EXIT_FAILURE, f"no statement has the value “{value}”")
    print_statements(group.statements, form)
