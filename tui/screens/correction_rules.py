"""Add and delete correction rules, and reapply them to stored articles in the background."""

from collections.abc import Sequence
from functools import partial

from textual.worker import get_current_worker

from db import StoreError
from db.corrections import CorrectionRule, RuleChange
from db.corrections.models import UnreadableRule
from db.edits.models import StoreChange
from tui.context import AppContext
from tui.correction_text import describe_rule, describe_rule_change
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import format_count
from tui.store_query import attempt, report_error
from tui.strings.correction_text import CorrectionText

_AT_ONCE = 50  # articles; more are updated by worker processes


def offer_rule(context: AppContext, words: str, change: RuleChange, article: int) -> None:
    """Ask for the scope of a rule made from a correction, and add the rule."""
    matching = attempt(context, lambda: context.store.corrections.articles_containing([words]))
    if matching is None:
        return
    stored = sum(number != article for number in matching)
    choices = [Choice(CorrectionText.NEW_ARTICLES, CorrectionText.NEW_ARTICLES_DETAIL, False)]
    if stored:
        articles = format_count(stored, CorrectionText.STORED_ARTICLE)
        detail = CorrectionText.ALL_ARTICLES_DETAIL.format(articles=articles)
        choices.insert(0, Choice(CorrectionText.ALL_ARTICLES, detail, True))

    def picked(choice: Choice[bool] | None) -> None:
        if choice is not None:
            add_rules(context, [words], change, everywhere=choice.value)

    question = CorrectionText.SCOPE_QUESTION.format(rule=describe_rule_change(words, change))
    context.push_screen(PickerDialog(question, choices), picked)


def add_rules(
    context: AppContext, words: Sequence[str], change: RuleChange, *, everywhere: bool
) -> None:
    """Add a rule for each of several words or names, as one step of undo.

    With `everywhere`, the rules are applied to stored articles too.
    """
    corrections = context.store.corrections

    def make() -> None:
        for name in words:
            corrections.add_rule(name, change)

    description = describe_rule_change(words[0], change)
    if more := len(words) - 1:
        description = CorrectionText.AND_MORE.format(rule=description, number=more)
    if context.edit("rule" if everywhere else "future rule", make, description) is None:
        return
    if everywhere:
        update_corrected_articles(context, words)
    else:
        context.show_message(CorrectionText.RULE_ADDED.format(rule=description))


def delete_rule(context: AppContext, rule: CorrectionRule | UnreadableRule) -> None:
    """Delete a correction rule and revert its changes in all articles; can be undone."""
    done = CorrectionText.RULE_DELETED_UNDO.format(rule=describe_rule(rule))
    make = partial(context.store.corrections.delete_rule, rule.id)
    if context.edit("rule deletion", make, done) is not None:
        update_corrected_articles(context, [rule.words])


def update_corrected_articles(context: AppContext, words: Sequence[str]) -> None:
    """Reapply the correction rules to the stored articles that contain any of these words.

    Up to `_AT_ONCE` articles are updated in a thread, more by worker processes, which take a second
    to start. An error of the store is shown; the rules themselves are stored already.
    """
    try:
        articles = context.store.corrections.articles_containing(words)
    except StoreError as error:
        context.show_message(CorrectionText.NOT_UPDATED.format(error=error), severity="error")
        return
    if len(articles) > _AT_ONCE:
        from db.tasks import ReapplyRules  # with all importers: not before the reader's first frame

        tasks = [ReapplyRules(article) for article in articles]
        context.jobs.start(CorrectionText.REAPPLY_JOB, tasks)
        return

    def run() -> None:
        worker, changed = get_current_worker(), 0
        try:
            for article in articles:
                if worker.is_cancelled:
                    return
                changed += context.store.corrections.reapply_rules(article)
        except StoreError as error:
            context.call_from_thread(report_error, context, error)
        else:
            context.call_from_thread(_report_updated, context, changed)

    # Two runs may overlap: each article is updated by the rules in the store at that moment.
    context.run_worker(run, thread=True, group="rules", exit_on_error=False)


def _report_updated(context: AppContext, changed: int) -> None:
    if not changed:
        context.show_message(CorrectionText.NOTHING_UPDATED)
    else:
        articles = format_count(changed, "article")
        context.show_message(CorrectionText.UPDATED.format(articles=articles))
        context.store_changed.publish(StoreChange.in_any_article("findings", "identities"))
