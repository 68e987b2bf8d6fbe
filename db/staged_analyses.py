"""Store the findings of staged analyses, those of many articles in one commit."""

import time
from collections.abc import Sequence

from db.deferred_indexes import defer_indexes
from db.errors import StoreError, internal_error
from db.store import Store
from db.tasks import TaskResult
from db.writer_lock import is_awaited

NOT_ANALYZED = "its text is stored, its analysis is not finished; R or `onrecord reanalyze` resumes"
_LONGEST_WAIT = 3.0  # seconds for which other writers wait, who give up after 10
_LONGEST_COMMIT = 8.0  # seconds, if none is known to wait


def save_staged(store: Store, least: int = 1) -> list[TaskResult]:
    """Store the findings of staged analyses, if there are `least`; return the problems."""
    waiting = store.analyses.list_staged()
    if len(waiting) < least:
        return []
    problems: list[TaskResult] = []
    most = len(waiting)
    while waiting:
        name = f"article {waiting[0]}"
        try:
            outdated = _save_group(store, waiting[:most])
        except StoreError as error:
            return [*problems, TaskResult(name, problem=f"{error}; {NOT_ANALYZED}")]
        except Exception as error:  # a bug must not stop the articles after this one
            if most > 1:
                most = 1  # to find the article
                continue
            store.analyses.discard_staged(waiting.pop(0))
            problem = f"{internal_error(name, error)}; {NOT_ANALYZED}"
            problems.append(TaskResult(name, problem=problem))
            continue
        for article in outdated:
            problem = f"its text has changed; {NOT_ANALYZED}"
            problems.append(TaskResult(f"article {article}", problem=problem))
        waiting = store.analyses.list_staged()
    return problems


def _save_group(store: Store, articles: Sequence[int]) -> list[int]:
    """Store findings in one commit, until others have waited long; return outdated articles."""
    begun, outdated = time.monotonic(), []
    with store.group_commits() as sqlite, defer_indexes(sqlite, articles):
        for article in articles:
            analysis = store.analyses.save_staged(article)
            if analysis is None and store.analyses.needs_analysis(article):
                outdated.append(article)
            taken = time.monotonic() - begun
            if taken >= _LONGEST_COMMIT or (taken >= _LONGEST_WAIT and is_awaited(store.path)):
                break
    return outdated
