"""`onrecord add --dask`: workers of a cluster that write shards, and their progress."""

import sys
from collections.abc import Callable, Iterator, Sequence

from db.shards.dask_client import connect_to_dask
from db.shards.shard_run import ShardProgress, WorkersLostError
from db.shards.sharded_import import ShardedImport
from db.store import Store
from db.tasks import Task, TaskResult
from tui.display_text import format_duration, format_speed
from tui.launch import EXIT_FAILURE, echo


def run_on_cluster(
    tasks: Sequence[Task], store: Store, dask: str, report: Callable[[ShardProgress], None]
) -> Iterator[TaskResult]:
    """Add articles that the workers of a Dask cluster read and analyze; exit without workers."""
    try:
        with connect_to_dask(dask) as (executor, workers):
            yield from ShardedImport(store, executor, workers, report=report).run(tasks)
    except ModuleNotFoundError as error:
        if error.name != "distributed":
            raise
        echo("--dask needs a library; install it with: pip install 'onrecord[dask]'")
        sys.exit(EXIT_FAILURE)
    except WorkersLostError as error:
        echo(str(error))
        sys.exit(EXIT_FAILURE)


def describe_shards(progress: ShardProgress, seconds: float) -> str:
    """Describe the progress: "400 of about 2,000 articles, 20 per second, 80 s left"."""
    parts = [f"{progress.articles:,} of about {progress.all_articles:,} articles"]
    if progress.articles and seconds:
        speed = progress.articles / seconds
        left = (progress.all_articles - progress.articles) / speed
        parts += [format_speed(speed), f"{format_duration(left)} left"]
    return ", ".join(parts)
