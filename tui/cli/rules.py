"""`onrecord rules`: list, apply and delete correction rules."""

import click

from tui.cli.options import json_option, open_store, store_option
from tui.formatting import counted
from tui.launch import say


@click.command()
@click.option("--apply", "apply_all", is_flag=True, help="Apply the rules to stored articles too.")
@click.option("--drop", type=int, metavar="N", help="Delete rule N and revert it in all articles.")
@store_option
@json_option
def rules(apply_all: bool, drop: int | None, as_json: bool) -> None:
    """List the correction rules, apply them to stored articles, or delete one."""
    from tui.cli import printing_rules

    with open_store() as store:
        corrections = store.corrections
        words = [] if drop is None else [corrections.drop_rule(drop).words]
        if apply_all:
            words += [rule.words for rule in corrections.rules()]
        articles = corrections.articles_with(words)
        changed = [article for article in articles if corrections.bring_into_line(article)]
        remaining = corrections.rules()
    printing_rules.rules(remaining, as_json)
    if words:
        say(f"{counted(len(changed), 'article')} changed")
