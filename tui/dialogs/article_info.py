"""The form that shows the metadata of articles with its origins, and corrects it."""

import datetime
from collections.abc import Callable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from analysis.date_format import format_short_date
from analysis.partial_dates import PartialDate
from db.article_properties import MARKS
from db.dates import parse_day, parse_partial_date
from db.languages import language_name
from db.models import ArticleOrigins
from db.origins import read_origin
from db.repositories.articles import CommonMetadata, MetadataChanges
from tui.actions import load_bindings
from tui.context import AppContext
from tui.dialogs.date_input import describe_date
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import display_title, format_count, site_and_date
from tui.note_authors import list_tag_authors
from tui.sanitize import safe
from tui.store_query import attempt
from tui.strings.details_text import DetailsText
from tui.strings.library_text import LibraryText

_DATES = ("published", "updated")
Save = Callable[[Mapping[str, str]], bool]
"""Stores values by their fields, dates in ISO format; returns False if the store refused."""


class MetadataDialog(ModalScreen[bool]):
    """A form with every metadata field of one article or of several.

    A field in which the articles differ is empty and unchanged until a value is typed. The result
    is True if the near-duplicates should be listed.
    """

    BINDING_GROUP_TITLE = DetailsText.TITLE
    DEFAULT_CSS = """
    MetadataDialog {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 96;
            max-width: 98%;
            height: auto;
            max-height: 96%;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
        & VerticalScroll {
            height: auto;
            max-height: 100%;
            margin: 1 0 0 0;
            scrollbar-size-vertical: 1;
        }
        & .field { height: auto; }
        & .name { width: 17; color: $foreground-muted; }
        & Input { width: 1fr; padding: 0 1; background: $background; }
        & .remark { width: 28; padding: 0 0 0 1; color: $foreground-muted; }
        &.-narrow .remark { width: 18; }
        & .hint { margin: 1 0 0 0; color: $foreground-muted; }
        &:ansi > Vertical { border: round $primary; }
    }
    """
    BINDINGS = load_bindings("details")

    def __init__(
        self,
        title: str,
        before: CommonMetadata,
        copies: int,
        save: Save,
        origins: ArticleOrigins | None = None,
    ) -> None:
        """Show the values `before`; `copies` is the number of near-duplicates of the article.

        `origins` are those of its tags, collections and marks.
        """
        super().__init__()
        self._title = title
        self._before = before
        self._copies = copies
        self._save = save
        self._origins = origins or ArticleOrigins()
        self._warned = False

    def compose(self) -> ComposeResult:
        """Compose a row with name, input and remark for each field."""
        with Vertical():
            yield Static(Content.styled(safe(self._title), "bold"))
            with VerticalScroll(can_focus=False):
                for field, name in DetailsText.NAMES.items():
                    value = self._before.values[field]
                    missing = DetailsText.SEVERAL if value is None else DetailsText.UNKNOWN
                    with Horizontal(classes="field"):
                        yield Static(name, classes="name")
                        yield Input(safe(value or ""), placeholder=missing, compact=True, id=field)
                        yield Static(id=f"remark-{field}", classes="remark")
            yield Static(classes="hint", id="details-hint")

    def on_mount(self) -> None:
        """Show the origins of the values, and the keys."""
        self._hint()

    @property
    def _typed(self) -> dict[str, str]:
        """The fields whose text was changed, with that text."""
        lines = {line.id or "": line.value.strip() for line in self.query(Input)}
        before = self._before.values
        return {name: text for name, text in lines.items() if text != safe(before[name] or "")}

    def _hint(self) -> None:
        """Show the keys, or a warning that another press of Esc discards what was typed."""
        hint = self.query_one("#details-hint", Static)
        if self._warned:
            hint.update(Content.styled(DetailsText.NOT_SAVED, "bold $warning"))
            return
        copies = format_count(self._copies, LibraryText.NEAR_DUPLICATE)
        listed = f"{DetailsText.LIST_COPIES.format(copies=copies)}\n" if self._copies else ""
        imported = "".join(f"{safe(line)}\n" for line in describe_origins(self._origins))
        hint.update(Content(imported + listed + DetailsText.KEYS))

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        """Show how the text is interpreted, what is wrong with it, or where the value is from."""
        if self._warned:
            self._warned = False
            self._hint()
        field, text = message.input.id or "", message.value.strip()
        remark = self.query_one(f"#remark-{field}", Static)
        try:
            read = describe_value(field, text)
        except ValueError as error:
            remark.update(Content.styled(safe(str(error)), "$warning"))
            return
        if field in self._typed:
            if not text:
                read = DetailsText.REMOVES_VALUE
            remark.update(Content.styled(safe(read), "$success"))
        else:
            origin = DetailsText.ORIGINS.get(self._before.origins.get(field, ""), "")
            remark.update(Content(" · ".join(filter(None, (read, origin if text else "")))))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_save()

    def action_save(self) -> None:
        """Store all changed fields together; with an invalid one, go to it and store none."""
        values = {}
        for field, text in self._typed.items():
            try:
                values[field] = parse_field(field, text)
            except ValueError:
                self.query_one(f"#{field}", Input).focus()
                self.app.bell()
                return
        changed = {name: text for name, text in values.items() if text != self._before.values[name]}
        if not changed or self._save(changed):
            self.dismiss(False)

    def action_leave(self) -> None:
        """Close without a change; if something was typed, warn on the first press."""
        if self._may_discard():
            self.dismiss(False)

    def action_near_duplicates(self) -> None:
        """Close, and list the near-duplicates."""
        if self._may_discard():
            self.dismiss(True)

    def _may_discard(self) -> bool:
        if not self._typed or self._warned:
            return True
        self._warned = True
        self._hint()
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the near-duplicates if there are any."""
        del parameters
        return bool(self._copies) if action == "near_duplicates" else True


def describe_origins(origins: ArticleOrigins) -> list[str]:
    """Return a line for each reader who tagged an article, and each file that brought something."""
    values: dict[str, list[str]] = {}
    for name, origin in origins.tags.items():
        values.setdefault(origin, []).append(DetailsText.TAG.format(name=name))
    for name, origin in origins.collections.items():
        values.setdefault(origin, []).append(DetailsText.COLLECTION.format(name=name))
    for mark in MARKS:
        if origin := mark.find(origins):
            values.setdefault(origin, []).append(mark.noun)
    imported = [
        DetailsText.IMPORTED.format(
            file=found.file, day=format_short_date(found.date), values=", ".join(names)
        )
        for origin, names in values.items()
        if (found := read_origin(origin))
    ]
    return [*list_tag_authors(origins.tag_authors), *imported]


def parse_field(field: str, text: str) -> str:
    """Return the value to store for the text of a field; raises ValueError for an invalid one."""
    if field in _DATES:
        parse = parse_partial_date if field == "published" else parse_day
        return parse(text, datetime.date.today()).isoformat() if text else ""
    if field == "language":
        if text and (len(text) not in (2, 3) or not text.isalpha() or not text.isascii()):
            raise ValueError(DetailsText.INVALID_LANGUAGE)
        return text.lower()
    return text


def describe_value(field: str, text: str) -> str:
    """Return how the text of a field is read, "" for plain text; raises ValueError as above."""
    value = parse_field(field, text)
    if field in _DATES and value:
        return describe_date(PartialDate.parse(value))
    return language_name(value) if field == "language" and value else ""


def edit_metadata(context: AppContext, articles: Sequence[int]) -> None:
    """Open the form with the metadata of articles."""
    stored = context.store.articles
    before = attempt(context, lambda: stored.common_metadata(articles))
    if before is None:
        return
    is_single = len(articles) == 1
    copies = attempt(context, lambda: stored.near_duplicates(articles[0])) if is_single else []
    origins = attempt(context, lambda: stored.origins(articles[0])) if is_single else None
    if copies is None or (is_single and origins is None):
        return

    def save(values: Mapping[str, str]) -> bool:
        return save_metadata(context, articles, values)

    def closed(lists_copies: bool | None) -> None:
        if lists_copies:
            _list_copies(context, copies)

    title = DetailsText.TITLE
    if len(articles) > 1:
        title = DetailsText.TITLE_OF_SEVERAL.format(articles=format_count(len(articles), "article"))
    dialog = MetadataDialog(title, before, len(copies), save, origins)
    context.push_screen(dialog, closed)


def _list_copies(context: AppContext, copies: list[int]) -> None:
    """List the near-duplicates of an article; the picked one opens."""
    rows = attempt(context, lambda: context.store.articles.list_by_id(copies)) or []
    choices = [Choice(display_title(row), site_and_date(row), row.id) for row in rows]

    def picked(choice: Choice[int] | None) -> None:
        if choice is not None:
            context.open_article(choice.value)

    context.push_screen(PickerDialog(DetailsText.NEAR_DUPLICATES, choices), picked)


def save_metadata(context: AppContext, articles: Sequence[int], values: Mapping[str, str]) -> bool:
    """Store values of metadata fields as one step of undo; return False if the store refused."""
    facts = MetadataChanges(**{name: text for name, text in values.items() if name != "published"})
    names = ", ".join(DetailsText.NAMES[name].lower() for name in values)
    published = values.get("published")
    return context.article_actions.edit_metadata(articles, facts, published, names)
