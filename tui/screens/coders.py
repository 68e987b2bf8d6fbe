"""Two coders of the same articles: their agreement, and decisions about where they differ."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual import on
from textual.app import ComposeResult

from db import Store, StoreError
from db.coders.code_decisions import decide_codes, discuss_passage, join_codes
from db.coders.coder_comparison import CodedUnit, CoderComparison, CodingUnit, compare_coders
from db.errors import Cancelled
from tui.actions import load_bindings
from tui.agreement_text import describe_coding_unit, format_agreement, format_coefficient
from tui.dialogs.prompts import PathSuggester, PromptDialog
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun
from tui.strings.agreement_text import AgreementText
from tui.widgets.coded_rows import list_coded_rows, row_key
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.row_text import wrap_lines
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui.context import AppContext

Shown = Literal["open", "discuss", "decided", "all"]
Side = Literal["first", "second", "both"]
_SHOWN: tuple[Shown, ...] = ("open", "discuss", "decided", "all")
_UNITS: tuple[CodingUnit, ...] = ("passage", "sentence", "paragraph")
_MOST_WORDS = 40  # characters of a passage in a message


def ask_coder(context: "AppContext") -> None:
    """Ask for the store of the other coder, and compare it with the own one."""

    def accept(line: str) -> bool:
        if not line:
            return True
        path = Path(line).expanduser()
        try:
            if path.resolve() == context.store.path.resolve():
                context.show_message(AgreementText.OWN_STORE, severity="error")
                return False
            with Store(path, create=False):
                pass
        except (StoreError, OSError, RuntimeError, ValueError) as error:
            text = AgreementText.FAILED.format(path=line, error=error)
            context.show_message(text, severity="error")
            return False
        return True

    def compare(line: str | None) -> None:
        if line:
            context.push_screen(CodersScreen(Path(line).expanduser()))

    dialog = PromptDialog(
        AgreementText.QUESTION, placeholder=AgreementText.EXAMPLE, hint=AgreementText.HINT,
        suggester=PathSuggester(), accept=accept,
    )  # fmt: skip
    context.push_screen(dialog, compare)


class CodersScreen(ListScreen[CoderComparison]):
    """The agreement of two coders for each code, and the passages that they coded differently."""

    BINDING_GROUP_TITLE = AgreementText.TITLE
    REFRESHED_BY = frozenset({"text", "notes", "tags", "reading_state", "list"})
    AUTO_FOCUS = LIST = "#coded"
    DEFAULT_CSS = """
    CodersScreen > #coded { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("coders")

    def __init__(self, second: Path) -> None:
        """Create the screen for the store of the second coder."""
        super().__init__()
        self._second = second
        self._unit: CodingUnit = "passage"
        self._shown: Shown = "open"
        self._found: CoderComparison | None = None
        self._had_passages = False

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AgreementText.TITLE, safe(self._second.stem), AgreementText.COMPARING)
        yield VirtualList(id="coded", empty=AgreementText.NOTHING_TO_COMPARE)
        yield Footer()

    def load_list(self, run: QueryRun) -> CoderComparison:
        """Compare the codes of both stores."""

        def report(_: int) -> None:
            if run.is_outdated():
                raise Cancelled

        with Store(self._second, create=False) as second:
            own = self.context.store.codings
            return compare_coders(own, second.codings, self._unit, report=report)

    def show_list(self, found: CoderComparison) -> None:
        """Show the figures and the passages, with the cursor on a passage."""
        self._found = found
        self._show()

    @property
    def _listed(self) -> list[CodedUnit]:
        """The passages that the filter shows."""
        passages = self._found.passages if self._found else ()
        match self._shown:
            case "open":
                return [each for each in passages if each.differs and each.state != "decided"]
            case "discuss" | "decided":
                return [each for each in passages if each.state == self._shown]
        return list(passages)

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        listed = self._listed
        codes = (*found.codes, found.pooled) if len(found.codes) > 1 else found.codes
        heading = f"{AgreementText.LISTS[self._shown]}: {len(listed):,}"
        width = max(20, self.size.width - 6)
        definition = describe_coding_unit(found.unit, found.least_overlap)
        lines = [*wrap_lines(definition, width, 3), *wrap_lines(self._left_out(found), width, 3)]
        rows = list_coded_rows(codes, listed, heading, lines, self._second.stem)
        cursor = None
        if listed and not self._had_passages:
            keys = rows.keys(0, rows.count())
            cursor = keys.index(row_key(listed[0]))
        self._had_passages = bool(listed)
        self.show_rows(rows, cursor)
        pooled = found.pooled
        units = len(found.passages) + found.uncoded
        self.query_one(Header).detail = AgreementText.DETAIL.format(
            articles=format_count(found.articles, "article"),
            units=format_count(units, found.unit),
            agreement=format_agreement(pooled.agreement),
            kappa=format_coefficient(pooled.kappa),
            alpha=format_coefficient(pooled.alpha),
        )

    def _left_out(self, found: CoderComparison) -> str:
        """Return the articles and marks that are not in the figures; "" if all are."""
        parts = [
            text.format(number=format_count(number, "article"))
            for name, text in AgreementText.LEFT_OUT_PARTS.items()
            if (number := getattr(found, name))
        ]
        if found.unplaced:
            marks = format_count(found.unplaced, "mark")
            parts.append(AgreementText.UNPLACED.format(number=marks))
        return AgreementText.LEFT_OUT.format(parts="; ".join(parts)) if parts else ""

    @property
    def _passage(self) -> CodedUnit | None:
        """The passage under the cursor, with a message if there is none."""
        item = self.rows.item
        if isinstance(item, CodedUnit):
            return item
        self.context.show_message(AgreementText.NO_PASSAGE)
        return None

    @property
    def _decided(self) -> CodedUnit | None:
        """The passage that a decision is about, with a message if the rows are other units."""
        if self._unit != "passage":
            key = self.key_for_binding("coders.unit")
            self.context.show_message(AgreementText.ONLY_PASSAGES.format(key=key))
            return None
        return self._passage

    @on(VirtualList.RowSelected)
    def _open(self, message: VirtualList.RowSelected) -> None:
        """Open the article at the passage."""
        message.stop()
        passage = self._passage
        if passage is not None:
            self.context.open_article(passage.article, passage.start, passage.end)

    def action_decide(self, side: Side) -> None:
        """Give the passage the codes of one coder or of both."""
        passage = self._decided
        if passage is None:
            return
        codes = {
            "first": passage.first, "second": passage.second, "both": join_codes(passage)
        }[side]  # fmt: skip
        description = AgreementText.DECISIONS[side].format(words=_shorten(passage.words))
        notes = self.context.store.notes
        if self.context.edit("note tags", lambda: decide_codes(notes, passage, codes), description):
            self.context.show_message(f"{description}.")

    def action_discuss(self) -> None:
        """Ask for a note about the passage."""
        passage = self._decided
        if passage is None:
            return
        notes, words = self.context.store.notes, _shorten(passage.words)
        description = AgreementText.DISCUSSED.format(words=words)

        def accept(line: str) -> bool:
            return not line or bool(
                self.context.edit(
                    "note", lambda: discuss_passage(notes, passage, line), description
                )
            )

        self.app.push_screen(
            PromptDialog(
                AgreementText.DISCUSS.format(words=words), hint=AgreementText.DISCUSS_HINT,
                accept=accept,
            )
        )  # fmt: skip

    def action_filter(self) -> None:
        """Show open passages, those to discuss, decided ones, or all."""
        at = _SHOWN.index(self._shown)
        self._shown = _SHOWN[(at + 1) % len(_SHOWN)]
        self._show()
        if not self._listed:
            name = AgreementText.LISTS[self._shown]
            key = self.key_for_binding("coders.filter")
            self.context.show_message(f"{name}: 0. {AgreementText.NONE_LISTED.format(key=key)}")

    def action_unit(self) -> None:
        """Compute the agreement of the next unit."""
        at = _UNITS.index(self._unit)
        self._unit = _UNITS[(at + 1) % len(_UNITS)]
        self.query_one(Header).detail = AgreementText.COMPARING
        self.refresh_list()


def _shorten(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _MOST_WORDS else f"{flat[: _MOST_WORDS - 1]}…"
