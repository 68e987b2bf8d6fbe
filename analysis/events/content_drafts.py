"""Make a headline of reported content and its source: "The road will reopen, Reis said"."""

from analysis import lexicon
from analysis.events.drafts import Draft, is_sentence
from analysis.events.headline_names import Names
from analysis.events.headline_sources import LONGEST_SOURCE
from analysis.events.headline_text import LONGEST_HEADLINE, join_spans
from analysis.events.phrases import trim_clause
from analysis.events.reports import Report
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.noun_phrases import phrase_end, phrase_start
from analysis.syntax.tag_sets import FINITE_TAGS, NAME_OR_PRONOUN_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc, Sentence

_WEEKDAYS = lexicon.words("weekdays", "full")
_TELLING = REPORTING_VERBS | {"told"}
_QUOTING = REPORTING_VERBS | {"told", "wrote"}
_LONGEST_SUBJECT = 40  # characters of a source with its titles
_MOST_LISTENERS = 18  # tokens between "told" and "that"


def draft_quotation(
    words: Doc, sentence: Sentence, tokens: range, report: Report | None
) -> Draft | None:
    """Return the draft of a quotation before its dated source: "…," wrote Reis on Friday.

    None if the date is not after the quotation, or the sentence does not begin with it. Without a
    date, only a quotation in the first person has one.
    """
    if report is None or not report.direct:
        return None
    content = words.token_range(max(report.start, sentence.start), report.end)
    if not content or content.start > sentence.first + 1:
        return None
    if not tokens:
        line = trim_clause(words, content.start, content.stop)
        personal = words.tokens[line.start].lower in ("i", "we", "my", "our")
        return Draft([line], speaker=report.source) if personal else None
    if content.stop > tokens.start:
        return None
    rest = [words.tokens[at] for at in range(content.stop, sentence.last)]
    verbs = sum(token.tag in FINITE_TAGS for token in rest)
    if verbs > 1 or any(token.tag in WH_TAGS for token in rest):
        return None  # "…," said Reis, who was born there in 1970
    line = trim_clause(words, content.start, content.stop)
    if any(words.tokens[at].lower in ("i", "we", "my", "our") for at in line):
        return Draft([line], speaker=report.source, dated=False)
    source = f", {report.source} {report.cue}"
    return Draft([line], source, dated=False) if len(source) <= LONGEST_SOURCE else None


def draft_content(
    words: Doc, sentence: Sentence, span: range, tokens: range, names: Names
) -> Draft | None:
    """Return the draft of a content before its dated source: "…, Reis told us on Friday".

    None if the date does not belong to a source at the end of a sentence. None for a sentence that
    is short enough to be the headline itself.
    """
    if sentence.end - sentence.start <= LONGEST_HEADLINE:
        return None
    verb = next(
        (at for at in range(tokens.start - 1, span.start, -1)
         if words.tokens[at].tag in FINITE_TAGS), None,
    )  # fmt: skip
    if verb is None or words.tokens[verb].lower not in _QUOTING:
        return None
    if has_finite_verb(words.tokens[tokens.stop : sentence.last]):
        return None
    first = phrase_start(words.tokens, verb, sentence.first + 1)
    stop = first
    while stop - 1 > sentence.first and not words.tokens[stop - 1].text[0].isalnum():
        stop -= 1
    content = trim_clause(words, sentence.first, stop)
    quoted = words.tokens[first - 1].tag == "''" or words.tokens[first - 1].text == ","
    if first == verb or not quoted or not is_sentence(words, Draft([content]), None):
        return None
    subject = _write_source(words, range(first, verb), names)
    cue = "said" if words.tokens[verb].lower == "told" else words.tokens[verb].text
    source = f", {subject} {cue}"
    return Draft([content], source, dated=False) if len(source) <= LONGEST_SOURCE else None


def draft_reported_content(
    words: Doc, sentence: Sentence, tokens: range, names: Names
) -> Draft | None:
    """Return the draft of the content after its source: "The mayor said on Friday the road …".

    None for a sentence that is short enough to be the headline itself.
    """
    if sentence.end - sentence.start <= LONGEST_HEADLINE:
        return None
    verb = next(
        (at for at in range(sentence.first, sentence.last) if words.tokens[at].tag in FINITE_TAGS),
        sentence.first,
    )
    cue = words.tokens[verb].text
    if words.tokens[verb].lower not in _TELLING:
        return None
    first = phrase_start(words.tokens, verb, sentence.first)
    after = verb + 1
    if words.tokens[verb].lower == "told":
        that = range(after, min(after + _MOST_LISTENERS, sentence.last))
        listener = phrase_end(words.tokens, verb + 1) or verb
        after = next((at for at in that if words.tokens[at].lower == "that"), listener)
        cue = "said"
    elif tokens and tokens.start - 1 <= after <= tokens.start:
        after = tokens.stop if tokens.start == after or words.tokens[after].tag == "IN" else after
    after += words.tokens[min(after, sentence.last - 1)].lower in _WEEKDAYS
    after += words.tokens[min(after, sentence.last - 1)].lower == "that"
    content = trim_clause(words, after, sentence.last)
    if first == verb or after <= verb or not content or content.start in names:
        return None
    if first > sentence.first and words.tokens[first - 1].text != ",":
        return None  # "Officials in Porto said": the last noun is not the source
    if any(token.lower in _WEEKDAYS for token in words.tokens[first:verb]):
        return None
    if words.tokens[first].tag == "PRP" or not is_sentence(words, Draft([content]), names):
        return None
    subject = _write_source(words, range(first, verb), names)
    source = f", {subject} {cue}"
    dated = bool(tokens) and tokens.start in content
    return Draft([content], source, dated=dated) if len(source) <= LONGEST_SOURCE else None


def _write_source(words: Doc, span: range, names: Names) -> str:
    """Return the source of a content that is before it, in lower case unless it is a name."""
    subject = join_spans(words, [span], names)
    if len(subject) > _LONGEST_SUBJECT:  # "the president of the bank, | Ana Reis"
        start = span.stop
        while start > span.start and words.tokens[start - 1].name.endswith("PERSON"):
            start -= 1
        named = range(start, span.stop) if start < span.stop else span
        subject, span = join_spans(words, [named], names), named
    opener = words.tokens[span.start]
    is_pronoun = opener.tag == "PRP" and subject[0] != "["
    if is_pronoun or (opener.tag not in (*NAME_OR_PRONOUN_TAGS, "JJ") and subject[0] != "["):
        return subject[:1].lower() + subject[1:]
    return subject
