"""Add and delete correction rules, and reapply them to stored articles in the background."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from db import StoreError
from db.corrections import RuleChange, StandingRule
from tui.dialogs.picker import Choice, PickScreen
from tui.formatting import counted
from tui.formatting_wording import always
from tui.undo import Undo
from tui.working import ByRules

if TYPE_CHECKING:
    from tui.app import OnRecord

_AT_ONCE = 50  # articles; more are updated by worker processes


def offer_rule(app: "OnRecord", words: str, change: RuleChange, article: int) -> None:
    """Ask for the scope of a rule made from a correction, and add the rule."""
    try:
        matching = app.store.corrections.articles_with([words])
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    stored = sum(number != article for number in matching)
    choices = [Choice("New articles only", "articles added from now on", False)]
    if stored:
        detail = f"also {counted(stored, 'stored article')} with these words"
        choices.insert(0, Choice("All articles", detail, True))

    def picked(choice: Choice[bool] | None) -> None:
        if choice is not None:
            set_rule(app, words, change, everywhere=choice.value)

    app.push_screen(PickScreen(f"{always(words, change)}?", choices), picked)


def set_rule(app: "OnRecord", words: str, change: RuleChange, *, everywhere: bool) -> None:
    """Add a correction rule, applied to stored articles too if `everywhere`; can be undone."""
    corrections = app.store.corrections
    made: list[tuple[StandingRule, StandingRule | None]] = []

    def make() -> None:
        if made:  # a redo restores the same rule
            rule, replaced = made[0]
            if replaced:
                corrections.drop_rule(replaced.id)
            corrections.set_rule_again(rule)
        else:
            made.append(corrections.set_rule(words, change))
        if everywhere:
            bring_into_line(app, [words])

    def revert() -> None:
        rule, replaced = made[0]
        corrections.drop_rule(rule.id)
        if replaced:
            corrections.set_rule_again(replaced)
        bring_into_line(app, [words])  # including articles added meanwhile

    if app.change(None, make, Undo(always(words, change), revert)) and not everywhere:
        app.say(f"{always(words, change)}, in new articles. cr lists the rules.")


def drop_rule(app: "OnRecord", rule: StandingRule) -> None:
    """Delete a correction rule and revert its changes in all articles; can be undone."""
    corrections = app.store.corrections

    def make() -> None:
        corrections.drop_rule(rule.id)
        bring_into_line(app, [rule.words])

    def revert() -> None:
        corrections.set_rule_again(rule)
        bring_into_line(app, [rule.words])

    app.change(None, make, Undo(f"Deleted rule: {always(rule.words, rule.change)}", revert))


def bring_into_line(app: "OnRecord", words: Sequence[str]) -> None:
    """Reapply the correction rules to the stored articles that contain any of these words.

    Up to `_AT_ONCE` articles are updated in a thread, more by worker processes, which take a second
    to start. An error of the store is shown; the rules themselves are stored already.
    """
    try:
        articles = app.store.corrections.articles_with(words)
    except StoreError as error:
        app.say(f"Stored articles were not updated: {error}", severity="error")
        return
    if len(articles) > _AT_ONCE:
        tasks = [ByRules(article) for article in articles]
        app.watch_job(app.jobs.start("Apply correction rules", tasks))
        return

    def run() -> None:
        worker, changed = get_current_worker(), 0
        try:
            for article in articles:
                if worker.is_cancelled:
                    return
                changed += app.store.corrections.bring_into_line(article)
        except StoreError as error:
            app.call_from_thread(app.say, str(error), severity="error")
        else:
            app.call_from_thread(_report_updated, app, changed)

    # Two runs may overlap: each article is updated by the rules in the store at that moment.
    app.run_worker(run, thread=True, group="rules", exit_on_error=False)


def _report_updated(app: "OnRecord", changed: int) -> None:
    app.say(f"Updated {counted(changed, 'article')}." if changed else "No article changed.")
    app.store_changed.publish(None)
