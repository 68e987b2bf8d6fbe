"""Tags, collections, the trash and watched sources as lines of the commands, or as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.date_format import format_published_in_figures
from db.models import record_to_dict
from tui.cli.damage_marks import DAMAGE_MARK, damage_mark, report_damaged, report_damaged_number
from tui.cli.options import OutputForm
from tui.cli.output import print_styled_line, print_values
from tui.display_text import format_count, format_found

if TYPE_CHECKING:  # a command imports only what it prints
    from db.repositories.collections import Collection
    from db.repositories.tags import TagNode
    from db.repositories.trash import TrashedArticle
    from db.repositories.watched_sources import WatchedSource

_TAG_STYLES = {"orange": "dark_orange", "teal": "cyan", "purple": "magenta", "gray": "bright_black"}


def print_tags(tags: Sequence[tuple[str, int]], damaged: frozenset[str], form: OutputForm) -> None:
    """Print the tags in use with their numbers of articles and notes."""
    report_damaged_number(sum(name in damaged for name, _ in tags), len(tags))
    if form:
        found = [{"tag": name, "count": count, "damaged": name in damaged} for name, count in tags]
        print_values(form, found)
        return
    for name, count in tags:
        mark = (DAMAGE_MARK if name in damaged else "", "red")
        print_styled_line((f"{count:>5}  ", "dim"), (name, "bold"), mark)


def print_collections(collections: Sequence["Collection"], form: OutputForm) -> None:
    """Print collections with their numbers of articles."""
    report_damaged(collections)
    if form:
        print_values(form, [record_to_dict(collection) for collection in collections])
        return
    for collection in collections:
        print_styled_line(
            (f"{collection.articles:>5}  ", "dim"),
            (collection.name, "bold"),
            damage_mark(collection),
        )


def print_tag_tree(tags: Sequence["TagNode"], form: OutputForm) -> None:
    """Print tags indented below those above them, with their numbers of articles and notes.

    The numbers include the tags below. Those of the tag itself follow if they differ.
    """
    report_damaged(tags)
    if form:
        print_values(form, [record_to_dict(tag) for tag in tags])
        return
    for tag in tags:
        own, total = tag.articles + tag.notes, tag.all_articles + tag.all_notes
        own_number = f"  ({own:,} without those below)" if own != total else ""
        print_styled_line(
            (f"{total:>5}  {'  ' * tag.depth}", "dim"),
            (tag.label, "bold"),
            (own_number, "dim"),
            (f"  {tag.imported:,} from files" if tag.imported else "", "dim"),
            (f"  {tag.color}" if tag.color else "", _TAG_STYLES.get(tag.color, tag.color)),
            damage_mark(tag),
        )


def print_trash(articles: Sequence["TrashedArticle"], form: OutputForm) -> None:
    """Print the articles in the trash, a line each."""
    report_damaged(articles)
    if form:
        print_values(form, [record_to_dict(article) for article in articles])
        return
    for article in articles:
        notes = f"  {format_count(article.notes, 'note')}" if article.notes else ""
        print_styled_line(
            (f"{article.id:>5}  ", "dim"),
            (
                f"{format_published_in_figures(article.published, article.published_from):11} ",
                "cyan",
            ),
            (article.title, "bold"),
            (f"  {article.site}" if article.site else "", "dim"),
            (f"{notes}  deleted {article.trashed.date()}", "dim"),
            damage_mark(article),
        )


def print_watched_sources(sources: Sequence["WatchedSource"], form: OutputForm) -> None:
    """Print watched sources, a line each; the last error and remark in lines of their own."""
    report_damaged(sources)
    if form:
        print_values(form, [source.to_dict() for source in sources])
        return
    for source in sources:
        checked = f"checked {source.checked.date()}" if source.checked else "not checked yet"
        found = format_found(source.last_counts)
        last = f"last: {found}  " if found else ""
        print_styled_line(
            (f"{source.id:>5}  ", "dim"),
            (f"{source.kind:6}  ", "cyan"),
            (source.address, "bold"),
            (f"  {format_count(source.articles, 'article')}  {last}{checked}", "dim"),
            ("  paused" if source.paused else "", "yellow"),
            damage_mark(source),
        )
        if source.error:
            print_styled_line((f"       {source.error}", "red"))
        if source.remark:
            print_styled_line((f"       {source.remark}", "yellow"))
