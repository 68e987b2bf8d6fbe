"""Setting a quotation right: its speaker, its kind, its bounds, and whether it is one."""

from collections.abc import Callable
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType

from analysis import Quotation, Span
from analysis.findings import QuotationKind
from db.correcting import BoundsAre, IsAQuotation, KindIs, NotAQuotation, SpeakerIs, Who
from tui.correcting.candidates import likely_speakers
from tui.correcting.wording import KINDS, briefly
from tui.screens.pick import Choice, PickScreen
from tui.screens.setting_right import SettingRightScreen
from tui.widgets.panes.quotes import UNNAMED

_MARKS = ("“", '"', "‘", "'", "«", "„", "‹")
_NONE_HERE = "There is no quotation here: v selects one that was missed, ca adds it."


class CorrectingQuotationsScreen(SettingRightScreen):
    """A screen with an article whose quotations the reader sets right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c s", "correct_speaker", "Speaker", show=False, key_display="cs",
                id="reader.correct_speaker", tooltip="Say who said the quotation here"),
        Binding("c k", "correct_kind", "Kind", show=False, key_display="ck",
                id="reader.correct_kind",
                tooltip="Say whether the quotation is direct, indirect, mixed or nobody's"),
        Binding("c b", "correct_bounds", "Bounds", show=False, key_display="cb",
                id="reader.correct_bounds",
                tooltip="Let the quotation begin and end where the selection does"),
        Binding("c x", "not_a_quotation", "Not a quote", show=False, key_display="cx",
                id="reader.not_a_quotation", tooltip="Say that this is not a quotation"),
        Binding("c a", "add_quotation", "Add quote", show=False, key_display="ca",
                id="reader.add_quotation", tooltip="Add the selection as a quotation"),
    ]  # fmt: skip

    def _quotation(self) -> Quotation | None:
        """The quotation chosen if the selection touches it, else the one that it shares most with.

        Without a selection it is the one here; words in marks that nobody said count where nothing
        else is.
        """
        if self.places is None:
            return None
        quotations = self.places.analysis.quotations
        selected = self.selection()
        start, end = selected or self.view.sentence
        place = self.chosen if selected else self.quotation_here()
        if place and place.kind == "quotation" and place.start < end and place.end > start:
            return quotations[place.index]
        here = [q for q in quotations if q.start < end and q.end > start]
        if not here:
            self.record.say(_NONE_HERE)
            return None
        return max(here, key=lambda q: (min(end, q.end) - max(start, q.start), q.start - q.end))

    def action_correct_speaker(self) -> None:
        """Say who said it."""
        quotation = self._quotation()
        if quotation is None or self.places is None:
            return
        at = quotation.start, quotation.end
        called = self._reference(quotation)

        def accept(who: Who | None) -> bool:
            return self.set_right(at, SpeakerIs(who, called), _chosen(at))

        self._ask_speaker(at, quotation, accept)

    def _reference(self, quotation: Quotation) -> str:
        """How the text calls the speaker, where other texts may call the same speaker so too.

        That is not so for pronouns, and a person's own name is that of whom it names.
        """
        assert self.places is not None
        if quotation.source is None:
            return ""
        start, end = quotation.source
        for mention in self.places.analysis.mentions:
            if mention.start < end and mention.end > start and mention.kind != "nominal":
                is_body = mention.kind == "name" and mention.label != "PERSON"
                if not (is_body and (mention.start, mention.end) == (start, end)):
                    return ""
        return self.words(quotation.source)

    def _ask_speaker(
        self, at: Span, quotation: Quotation | None, accept: Callable[[Who | None], bool]
    ) -> None:
        assert self.places is not None
        analysis = self.places.analysis
        now = quotation.speaker if quotation else None
        choices: list[Choice[Who | None]] = []
        for one in likely_speakers(analysis, at, quotation):
            is_now = now is not None and one.entity == now
            detail = f"now · {one.detail}" if is_now else one.detail
            choices.append(Choice(one.name, detail, one.who))
        choices.append(Choice(UNNAMED, "the text does not say who", None))

        def new(name: str) -> Who | None:
            return Who(name)

        question = f"Who said {briefly(self.words(at))}?"
        more = self._speakers_elsewhere
        self.app.push_screen(PickScreen(question, choices, new=new, more=more, accept=accept))

    def _speakers_elsewhere(self) -> list[Choice[Who | None]]:
        return [Choice(one.name, one.detail, one.value) for one in self.named_elsewhere()]

    def action_correct_kind(self) -> None:
        """Say of what kind it is."""
        quotation = self._quotation()
        if quotation is None:
            return
        at = quotation.start, quotation.end
        choices: list[Choice[QuotationKind]] = [
            Choice(kind, does, kind) for kind, does in KINDS.items() if kind != quotation.kind
        ]
        self.ask(
            f"{briefly(self.words(at))} is {quotation.kind}. What is it?",
            choices,
            lambda kind: self.set_right(at, KindIs(kind), _chosen(at)),
        )

    def action_correct_bounds(self) -> None:
        """Let it begin and end with the selection."""
        bounds = self.selection()
        if bounds is None:
            self.record.say("Select first what was said: v, then w b ( ) and o.")
            return
        quotation = self._quotation()
        if quotation is None:
            return
        at = quotation.start, quotation.end
        if at == bounds:
            self.clear_selection()
        else:
            self.set_selection_right(at, BoundsAre(*bounds), _chosen(bounds))

    def action_not_a_quotation(self) -> None:
        """Take it away."""
        quotation = self._quotation()
        if quotation is not None:
            self.set_right((quotation.start, quotation.end), NotAQuotation(), None)

    def action_add_quotation(self) -> None:
        """Add the selection, once it is known who said it."""
        at = self.selection()
        if at is None or self.places is None:
            self.record.say("Select first what was said: v, then w b ( ) and o.")
            return
        same = [q for q in self.places.analysis.quotations if (q.start, q.end) == at]
        if same and same[0].kind != "scare":
            self.record.say("This is a quotation already: cs says who said it, ck of what kind.")
            return
        kind: QuotationKind = "direct" if self.words(at).startswith(_MARKS) else "indirect"

        def accept(who: Who | None) -> bool:
            return self.set_selection_right(at, IsAQuotation(kind, who), _chosen(at))

        self._ask_speaker(at, None, accept)


def _chosen(at: Span) -> tuple[Literal["quotation"], int, int]:
    return "quotation", *at
