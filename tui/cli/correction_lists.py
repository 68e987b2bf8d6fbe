"""`onrecord corrections`: the changes that imported files propose, and the correction rules."""

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from db.errors import NotFound
from tui.article_remarks import failure_message
from tui.cli import tables
from tui.cli.options import (
    ChoiceType,
    OutputForm,
    exit_unless_found,
    inform,
    list_options,
    open_store,
    store_option,
)
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, echo

if TYPE_CHECKING:
    from db import Store


@click.command(epilog="Example: onrecord corrections --accept 3")
@click.argument(
    "kind", metavar="[proposals|rules]", default="proposals",
    type=ChoiceType(["proposals", "rules"]),
)  # fmt: skip
@click.option(
    "--accept", multiple=True, metavar="ID|all",
    help="Apply this proposed change, or all of them; can be repeated.",
)  # fmt: skip
@click.option(
    "--reject", multiple=True, metavar="ID|all",
    help="Delete this proposal, or all proposals; can be repeated.",
)  # fmt: skip
@click.option(
    "--as-article", multiple=True, type=int, metavar="ID",
    help="Store this proposed version as an article of its own; can be repeated.",
)  # fmt: skip
@click.option("--apply", "apply_all", is_flag=True, help="Apply the rules to the stored articles.")
@click.option("--delete", type=int, metavar="N", help="Delete rule N, and revert its changes.")
@store_option
@list_options
def corrections(
    kind: str,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    as_article: tuple[int, ...],
    apply_all: bool,
    delete: int | None,
    form: OutputForm,
) -> None:
    """Review proposed changes, and list or edit correction rules.

    What an imported file adds to stored articles is only proposed, such as new versions, notes,
    tags and corrections: it takes effect when you accept it. `onrecord undo` takes that back, apart
    from a new version. What you reject is not proposed again. Without arguments, lists the proposed
    changes.

    With `rules`, lists the correction rules. A rule applies a correction to every article that has
    the same words. Rules are made in the app; they apply to each article that is added.
    """
    if kind == "rules" and (accept or reject or as_article):
        raise click.UsageError("--accept, --reject and --as-article are for proposals, not rules")
    if kind == "proposals" and (apply_all or delete is not None):
        raise click.UsageError("--apply and --delete are for rules: onrecord corrections rules")
    with open_store() as store:
        if kind == "rules":
            _print_rules(store, apply_all, delete, form)
        else:
            _print_proposals(store, accept, reject, as_article, form)


def _print_rules(store: "Store", apply_all: bool, delete: int | None, form: OutputForm) -> None:
    """Print the correction rules, after one was deleted or all were applied."""
    rules = store.corrections
    words = []
    if delete is not None:
        with store.edits.record("rule deletion", origin="command"):
            words.append(rules.delete_rule(delete).words)
    if apply_all:
        words += [rule.words for rule in rules.list_rules()]
    changed = [number for number in rules.articles_containing(words) if rules.reapply_rules(number)]
    remaining = rules.list_rules()
    unreadable = rules.list_unreadable_rules()
    tables.print_rules(remaining, unreadable, form)
    if not (remaining or unreadable or words):
        inform("no correction rules; make one in the app, when you correct a finding")
    if words:
        inform(f"updated {format_count(len(changed), 'article')}")


def _print_proposals(
    store: "Store",
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    as_article: tuple[int, ...],
    form: OutputForm,
) -> None:
    """Print the proposals that remain after those given were accepted or rejected."""
    from db.ingest import IngestService
    from db.proposal_acceptance import accept_proposals

    repository = store.proposals
    every = [str(number) for _, number in repository.list_keys()]
    wanted = _parse_ids(accept, every)
    refused = _parse_ids(reject, every)
    if unknown := {*wanted, *refused}.difference(map(int, every)):
        raise NotFound(f"There is no proposal {min(unknown)} in the store")
    done = accept_proposals(store, wanted, "command")
    articles = [repository.accept_as_article(number) for number in as_article]
    with store.edits.record("proposal", origin="command"):
        rejected = repository.reject_all(refused)
    accepted = done.accepted + len(articles)
    pending = [*done.pending, *(item.article for item in articles if item.is_pending)]
    failed = [
        result
        for result in IngestService(store).run_all(filter(None, pending))
        if result.problem or result.failures
    ]
    remaining = repository.list()
    tables.print_proposals(remaining, form)
    if accepted or rejected:
        inform(f"{accepted:,} accepted, {rejected:,} rejected, {len(remaining):,} left")
    for reason, number in Counter(done.failed).items():
        echo(reason if number == 1 else f"{number:,} not accepted: {reason}")
    for result in failed:
        echo(f"{result.name}: {failure_message(result)}")
    if failed or done.failed:
        sys.exit(EXIT_FAILURE)
    found = bool(remaining or accepted or rejected)
    exit_unless_found(found, "no proposed changes", filtered=False)


def _parse_ids(wanted: tuple[str, ...], every: list[str]) -> list[int]:
    """Return the ids that were given; raises BadParameter for anything else."""
    ids = every if "all" in wanted else list(dict.fromkeys(wanted))
    if bad := next((id for id in ids if not id.isdecimal()), None):
        raise click.BadParameter(f"{bad} is not the id of a proposal; use a number or all")
    return list(map(int, ids))
