"""`onrecord rules`: the standing rules that corrections made."""

import click

from tui.commands.options import json_option, open_store, store_option
from tui.start import say
from tui.wording import counted


@click.command()
@click.option("--apply", "apply_all", is_flag=True, help="Let them hold in stored articles too.")
@click.option("--drop", type=int, metavar="N", help="Let rule N hold no longer, in no article.")
@store_option
@json_option
def rules(apply_all: bool, drop: int | None, as_json: bool) -> None:
    """List the standing rules that corrections made, or let them hold in stored articles."""
    from tui import printing_rules

    with open_store() as store:
        kept = store.corrections
        words = [] if drop is None else [kept.drop_rule(drop).words]
        if apply_all:
            words += [rule.words for rule in kept.rules()]
        changed = [one for one in kept.articles_with(words) if kept.bring_into_line(one)]
        standing = kept.rules()
    printing_rules.rules(standing, as_json)
    if words:
        say(f"{counted(len(changed), 'article')} changed")
