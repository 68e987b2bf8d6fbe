"""The reason for the choice of a speaker: the evidence that decided."""

from analysis.models import Reason
from analysis.quotations.pair_scorer import SpeakerChoice
from analysis.quotations.source_form import SourceForm

# The reason of a feature, or of all features that begin with the part before a colon. Features
# of links and of continued quotations have none: the mention or the pattern gives the reason.
_REASONS = {
    "spoke": "quotation.last_speaker",
    "spoke ago": "quotation.last_speaker",
    "spoke in paragraph": "quotation.last_speaker",
    "spoke often": "quotation.last_speaker",
    "together": "quotation.last_speaker",
    "role": "quotation.role",
    "role and stems": "quotation.role",
    "role alone": "quotation.role",
    "stems": "quotation.role",
    "only holder": "quotation.role",
    "noun near": "quotation.role",
    "noun near only": "quotation.role",
    "described again": "quotation.role",
    "noun in name": "quotation.name_part",
    "only name with noun": "quotation.name_part",
    "part of name": "quotation.name_part",
    "acronym": "quotation.name_part",
    "nearest": "quotation.nearest",
    "back": "quotation.nearest",
    "distance": "quotation.nearest",
    "subject before": "quotation.nearest",
    "subject here": "quotation.nearest",
    "named next": "quotation.named_next",
    "named next, first to speak": "quotation.named_next",
    "most mentioned": "quotation.most_mentioned",
    "label": "quotation.best_fit",
    "gender": "quotation.best_fit",
}
# The same of quoted words without a source.
_WITHOUT_SOURCE = {
    "quotation.last_speaker": "quotation.last_speaker_alone",
    "quotation.role": "quotation.role_alone",
    "quotation.name_part": "quotation.name_part_alone",
    "quotation.nearest": "quotation.nearest_alone",
    "quotation.named_next": "quotation.named_next_alone",
    "quotation.most_mentioned": "quotation.most_mentioned_alone",
    "quotation.best_fit": "quotation.best_fit_alone",
}


def explain_choice(choice: SpeakerChoice, form: SourceForm, words: str) -> Reason | None:
    """Return the reason for a speaker; None if the source names it, or if there is no speaker."""
    if not choice.candidate:
        return None
    family, _, detail = choice.evidence.partition(":")
    if family == "inside" and form.kind != "document":
        named = detail.startswith(("after", "apposed"))
        return None if named else _describe("quotation.best_fit", words)
    if family in ("inside", "author"):
        return Reason.of("quotation.author", document=form.word)
    kind = _REASONS.get(family)
    if kind == "quotation.last_speaker" and form.name == "body the":
        return Reason.of("quotation.last_body", noun=form.word)
    return _describe(kind, words) if kind is not None else None


def _describe(kind: str, words: str) -> Reason:
    words = " ".join(words.split())
    if not words:
        return Reason(_WITHOUT_SOURCE[kind])
    if kind == "quotation.last_speaker":
        return Reason.of("quotation.last_speaker", pronoun=words)
    return Reason(kind, (("words", words),))
