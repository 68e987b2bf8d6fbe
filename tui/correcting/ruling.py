"""Standing rules at work: offering one, and bringing stored articles into line with all of them.

No key press waits for articles to be brought into line.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from db import StoreError
from db.correcting import RuleChange, StandingRule
from tui.correcting.wording import always
from tui.screens.pick import Choice, PickScreen
from tui.undo import Undo
from tui.wording import counted
from tui.working import ByRules

if TYPE_CHECKING:
    from tui.app import OnRecord

_AT_ONCE = 50  # articles


def offer_rule(app: "OnRecord", words: str, change: RuleChange, article: int) -> None:
    """Ask how far a rule made from a correction of an article is to reach, and let it stand."""
    try:
        stored = sum(one != article for one in app.store.corrections.articles_with([words]))
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    choices = [Choice("From now on", "in articles that are added", False)]
    if stored:
        those = f"also in {counted(stored, 'stored article')} with these words"
        choices.insert(0, Choice("Everywhere", those, True))

    def picked(choice: Choice[bool] | None) -> None:
        if choice is not None:
            set_rule(app, words, change, everywhere=choice.value)

    app.push_screen(PickScreen(f"{always(words, change)}?", choices), picked)


def set_rule(app: "OnRecord", words: str, change: RuleChange, *, everywhere: bool) -> None:
    """Let a rule stand, in stored articles too where it is to hold `everywhere`; can be undone."""
    corrections = app.store.corrections
    made: list[tuple[StandingRule, StandingRule | None]] = []

    def make() -> None:
        if made:  # made again after it was taken back
            rule, before = made[0]
            if before:
                corrections.drop_rule(before.id)
            corrections.set_rule_again(rule)
        else:
            made.append(corrections.set_rule(words, change))
        if everywhere:
            bring_into_line(app, [words])

    def take_back() -> None:
        rule, before = made[0]
        corrections.drop_rule(rule.id)
        if before:
            corrections.set_rule_again(before)
        bring_into_line(app, [words])  # what was added meanwhile, too

    if app.change(None, make, Undo(always(words, change), take_back)) and not everywhere:
        app.say(f"{always(words, change)}, from now on. cr lists what always holds.")


def drop_rule(app: "OnRecord", rule: StandingRule) -> None:
    """Let a rule stand no longer, in no article; can be undone."""
    corrections = app.store.corrections

    def make() -> None:
        corrections.drop_rule(rule.id)
        bring_into_line(app, [rule.words])

    def take_back() -> None:
        corrections.set_rule_again(rule)
        bring_into_line(app, [rule.words])

    app.change(None, make, Undo(f"No longer: {always(rule.words, rule.change)}", take_back))


def bring_into_line(app: "OnRecord", words: Sequence[str]) -> None:
    """Let the rules that stand hold in the stored articles that have any of these words.

    A few are done in a thread at once, many by worker processes, which take a second to start.
    The reader is told where the store cannot be read: the rules themselves are stored by then.
    """
    try:
        articles = app.store.corrections.articles_with(words)
    except StoreError as error:
        app.say(f"Stored articles stay as they are: {error}", severity="error")
        return
    if len(articles) > _AT_ONCE:
        app.watch_job(app.jobs.start("Read by the rules", [ByRules(one) for one in articles]))
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
            app.call_from_thread(_done, app, changed)

    # each article is written as the rules have it that stand then, so that two runs may cross
    app.run_worker(run, thread=True, group="rules", exit_on_error=False)


def _done(app: "OnRecord", changed: int) -> None:
    app.say(f"{counted(changed, 'article')} read otherwise now." if changed else "Nothing changed.")
    app.store_changed.publish(None)
