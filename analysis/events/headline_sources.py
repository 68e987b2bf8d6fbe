"""Find the source that a headline of reported content ends or begins with."""

from analysis import lexicon
from analysis.events.headline_names import POSSESSIVES, PRONOUNS, Names
from analysis.events.headline_subjects import with_subject
from analysis.events.headline_text import join_spans
from analysis.events.reports import Report
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.noun_phrases import base_phrase_end, phrase_end, phrase_start
from analysis.syntax.tag_sets import NARRATIVE_TAGS, PROPER_NOUN_TAGS, TENSED_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc, Sentence

_SPEAKING = lexicon.words("reporting_verb_forms", "speaker")
_REPORTING_OR_SPEAKING = REPORTING_VERBS | _SPEAKING
LONGEST_SOURCE = 48
_FIRST_PERSON = frozenset(("i", "we", "my", "our"))


def find_sources(
    words: Doc, sentence: Sentence, line: range, names: Names, report: Report | None
) -> tuple[str, str] | None:
    """Return the source that follows a line and the speaker before it, "" for none.

    None if the line has a source that cannot be written shortly.
    """
    source = _source_of(words, sentence, line, names)
    if source is None:
        return _source_of_content(words, sentence, line, names, report)
    source = source or _according_source(words, sentence, line)
    if not source and report is None:
        source = _trailing_source(words, sentence, line)
    return (source, "") if source else _reported_source(words, line, names, report)


def _source_of_content(
    words: Doc, sentence: Sentence, line: range, names: Names, report: Report | None
) -> tuple[str, str] | None:
    """Return the source of a line that is the whole content of a report, or None.

    "Reis told us on Tuesday that | …", "Reis, the mayor, left and said | …". A line that begins
    with an unresolved pronoun needs its sentence.
    """
    if report is None:
        return None
    opener = words.tokens[line.start]
    if opener.tag in ("PRP", "PRP$", "DT") and opener.lower in PRONOUNS and line.start not in names:
        return None
    relative = any(token.tag in WH_TAGS for token in words.tokens[sentence.first : line.start])
    if relative or words.tokens[line.stop - 1].end < report.end - 1:
        return None
    reported = _reported_source(words, line, names, report)
    return reported if any(reported) else None


def _trailing_source(words: Doc, sentence: Sentence, line: range) -> str:
    """Return the source at the end of a sentence: ", the mayor said"; "" for none."""
    last = sentence.last - 1
    while last > line.stop and not words.tokens[last].text[0].isalnum():
        last -= 1
    verb = words.tokens[last]
    if last <= line.stop or verb.lower not in REPORTING_VERBS or verb.tag not in NARRATIVE_TAGS:
        return ""
    if not has_finite_verb(words.tokens[line.start : line.stop]):
        return ""
    first = phrase_start(words.tokens, last, line.stop)
    marks = words.tokens[max(first - 1, 0)]
    if first == last or (marks.text != "," and marks.tag != "''"):
        return ""
    subject = join_spans(words, [range(first, last)], {})
    if words.tokens[first].tag not in PROPER_NOUN_TAGS:
        subject = subject[:1].lower() + subject[1:]
    source = f", {subject} {verb.text}"
    return source if len(source) <= LONGEST_SOURCE else ""


def _according_source(words: Doc, sentence: Sentence, line: range) -> str:
    """Return the source of "According to a legend, …", before or after a line; "" for none."""
    for first in (sentence.first, line.stop, line.stop + 1):
        if first in line or first + 2 >= sentence.last:
            continue
        if words.tokens[first].lower != "according":
            continue
        for find_end in (phrase_end, base_phrase_end):
            stop = find_end(words.tokens, first + 2) or first
            after = words.tokens[stop : stop + 2]
            if len(after) == 2 and after[0].text == "," and after[1].tag == "CD":
                stop = find_end(words.tokens, stop + 1) or stop  # "a March 14, | 2019 report"
            source = words.text[words.tokens[first].start : words.tokens[stop - 1].end]
            source = " ".join(f", {source[:1].lower()}{source[1:]}".split())
            if first < stop <= sentence.last and len(source) <= LONGEST_SOURCE:
                return source
        return ""
    return ""


def _reported_source(
    words: Doc, line: range, names: Names, report: Report | None
) -> tuple[str, str]:
    """Return the source after a line of a report and the speaker before one; "" for none."""
    none = "", ""
    if report is None or not has_finite_verb(words.tokens[line.start : line.stop]):
        return none
    if report.speaker is not None and names.get(line.start) == report.speaker:
        return none
    if (
        words.tokens[line.stop - 1].end > report.end
        or words.tokens[line.start].start < report.start
    ):
        return none
    if len(report.source) > LONGEST_SOURCE:
        return none
    before = words.tokens[line.start - 1] if line.start else None
    clause = before is not None and before.tag in ("IN", "WRB", "WP", "WDT")
    if not clause and _is_first_person(words, line):
        return "", report.speaker.name if report.speaker is not None else report.source
    return f", {report.source} {report.cue}", ""


def _is_first_person(words: Doc, line: range) -> bool:
    """Return whether a line contains a word of the first person outside quotation marks."""
    quoted = False
    for position, at in enumerate(line):
        if words.tokens[at].tag in ("``", "''"):
            quoted = words.tokens[at].tag == "``" and position > 0
        elif not quoted and words.tokens[at].lower in _FIRST_PERSON:
            return True
    return False


def _source_of(words: Doc, sentence: Sentence, span: range, names: Names) -> str | None:
    """Return the source of reported content: ", the ministry said"; "" if there is none.

    None if there is one that is too long or has no short form.
    """
    if not has_finite_verb(words.tokens[span.start : span.stop]):
        return ""
    at = span.start - 1
    at -= words.tokens[at].lower == "that"
    verb = at
    reporting = REPORTING_VERBS
    if words.tokens[span.start - 1].lower == "that":
        reporting = _REPORTING_OR_SPEAKING  # "predicted that …"
    while verb > max(sentence.first, at - 4) and words.tokens[verb].lower not in reporting:
        if words.tokens[verb].tag[:2] not in ("IN", "NN", "DT", "PR", "JJ"):
            return ""
        verb -= 1
    if verb <= sentence.first or words.tokens[verb].tag not in TENSED_TAGS:
        return ""
    opening = names.get(span.start)
    if words.tokens[verb - 1].tag == "WP" and opening is not None:
        pronoun = words.tokens[span.start].lower
        return f", {POSSESSIVES.get(pronoun, pronoun)} {words.tokens[verb].text}"
    if words.tokens[verb].lower in ("told", "tells", "tell"):
        return None
    first = phrase_start(words.tokens, verb, sentence.first)
    if first == verb or (
        first > sentence.first and words.tokens[first - 1].tag[:2] in ("IN", "CC")
    ):
        return None
    names = with_subject(words, sentence, first, names)
    subject = join_spans(words, [range(first, verb)], names).replace("[The ", "[the ")
    if opening is not None and opening == names.get(first):
        subject = words.tokens[span.start].lower
        subject = POSSESSIVES.get(subject, subject)
    opener = words.tokens[first]
    if opener.tag not in PROPER_NOUN_TAGS and opener.lower not in PRONOUNS and opener.name == "O":
        subject = subject[:1].lower() + subject[1:]
    elif subject.lower() in PRONOUNS:
        subject = subject.lower()
    source = f", {subject} {words.tokens[verb].text}"
    return source if len(source) <= LONGEST_SOURCE else None
