"""Export to CoNLL-U (https://universaldependencies.org/format.html) with findings as brackets.

The columns are the words, their Penn Treebank tags, and their parts of speech where these follow
from the tags. `TokenRange` in the last column has the offsets of a token in the text. Findings are
bracketed there as in CorefUD: `Entity=(a7e0-person` opens a mention and `a7e0)` closes it. Comments
have the details of each finding as JSON, before the sentence in which it begins.
"""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from analysis import Span, lexicon
from analysis.lexicon import word_set
from analysis.syntax.tokens import Doc, Sentence, Token
from analysis.tagger import EncoderError, tag
from analysis.tokenizer import tokenize
from db.exporters.escapes import flatten_lines
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle, ExportOptions
from db.wire_records import describe_status

Brackets = dict[str, list[str]]
"""The brackets of a token by the key of their layer."""

# The attributes of a bracket in each layer; `Entity` is the layer of CorefUD.
_LAYERS = {"Entity": "eid-etype", "Quotation": "id-kind-speakers", "Cue": "id", "Source": "id",
           "Time": "id-type", "Event": "id"}  # fmt: skip
_DETERMINERS = word_set("a an the every each no")


def write_conllu(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield the sentences of all articles; report each kind of omission.

    An export without the text has only the sentences in which a finding begins or ends.
    """
    omitted: Counter[str] = Counter()
    for article in articles:
        yield from _Sentences(article, export.options, omitted).lines()
    for reason, count in omitted.items():
        export.report(f"{reason}: {count:,}")


class _Sentences:
    """Writes the sentences of one article; `omitted` counts what they cannot represent."""

    def __init__(
        self, article: ExportedArticle, options: ExportOptions, omitted: Counter[str]
    ) -> None:
        self._article, self._omitted = article, omitted
        self._has_text = "text" in options.parts
        self._has_names = "names" in options.parts
        self._has_times = self._has_text and "events" in options.parts
        self._prefix = f"a{article.row.id}"
        self._words = self._tag(tokenize(article.document.text))
        self._starts = [token.start for token in self._words.tokens]
        self._ends = [token.end for token in self._words.tokens]
        self._brackets: dict[int, Brackets] = {}
        self._comments: dict[int, list[str]] = {}

    def _tag(self, words: Doc) -> Doc:
        try:
            return tag(words)
        except EncoderError as error:
            self._omitted[f"articles without tags, since {error}"] += 1
            return words

    def lines(self) -> Iterator[str]:
        """Yield the article, a sentence at a time."""
        if not self._words.sentences:
            self._omitted["articles without words, left out with their notes"] += 1
            return
        spans = self._add_findings()
        paragraph = -1
        is_first = True
        for number, sentence in enumerate(self._words.sentences, 1):
            if not self._has_text and not _has_border(sentence, spans):
                continue
            lines = self._document_comments() if is_first else []
            if sentence.paragraph != paragraph:
                lines.append(f"# newpar id = {self._prefix}-p{sentence.paragraph + 1}")
            tokens = self._words.tokens_of(sentence)
            lines.append(f"# sent_id = {self._prefix}-{number}")
            lines.append(f"# text = {self._plain_text(tokens)}")
            for index in range(sentence.first, sentence.last):
                lines += self._comments.get(index, ())
            for index, token in enumerate(tokens, sentence.first):
                lines.append(self._token_line(index - sentence.first + 1, token, index))
            yield "\n".join(lines) + "\n\n"
            paragraph, is_first = sentence.paragraph, False

    def _document_comments(self) -> list[str]:
        document = self._article.document
        facts = {
            "title": self._article.title, "author": document.byline, "publisher": document.site,
            "sourceURL": document.source, "section": document.section,
            "dateCreated": document.published.isoformat() if document.published else "",
            "dateCreatedFrom": document.published_from, "language": document.language,
            "status": describe_status(self._article.row.wire_status, self._article.row.wire_note),
            "embargo": self._article.row.embargo.isoformat() if self._article.row.embargo else "",
        }  # fmt: skip
        named = {mention.entity for mention in self._article.analysis.mentions}
        named |= {
            speaker
            for quotation in self._article.analysis.quotations
            for speaker in quotation.speakers
        }
        if self._has_names:
            for event in self._article.analysis.events:
                named |= set(event.entities)
        return [
            f"# newdoc id = {self._prefix}",
            *(f"# global.{layer} = {attributes}" for layer, attributes in _LAYERS.items()),
            *(f"# meta::{name} = {flatten_lines(fact)}" for name, fact in facts.items() if fact),
            *(
                _comment(
                    "entity", self._id("e", entity.id), name=entity.name, label=entity.label,
                    identity=self._article.identity_name(entity.id),
                    aliases=list(entity.aliases if self._has_names else ()),
                    role=entity.role, confidence=round(entity.confidence, 2), by=entity.origin,
                )
                for entity in self._article.analysis.entities if entity.id in named
            ),
        ]  # fmt: skip

    def _id(self, kind: str, number: int) -> str:
        return f"{self._prefix}{kind}{number}"

    def _plain_text(self, tokens: Sequence[Token]) -> str:
        """Return a sentence as its tokens and their spaces make it."""
        gaps = ["" if _touches(*pair) else " " for pair in pairwise(tokens)]
        pieces = zip(tokens, [*gaps, ""], strict=True)
        return "".join(f"{_form(token)}{gap}" for token, gap in pieces)

    def _token_line(self, number: int, token: Token, index: int) -> str:
        layers = self._brackets.get(index, {})
        facts = [f"{layer}={''.join(layers[layer])}" for layer in _LAYERS if layer in layers]
        following = self._words.tokens[index + 1 : index + 2]
        if following and _touches(token, following[0]):
            facts.append("SpaceAfter=No")
        facts.append(f"TokenRange={token.start}:{token.end}")
        columns = (
            str(number), _form(token), "_", _universal_tag(token), token.tag or "_",
            "_", "_", "_", "_", "|".join(facts),
        )  # fmt: skip
        return "\t".join(columns)

    def _add_findings(self) -> list[Span]:
        """Add the brackets and comments of all findings; return the spans of listed ones."""
        analysis = self._article.analysis
        mentions: list[tuple[str, str, list[Span]]] = []
        for mention in analysis.mentions:
            if mention.entity is None:
                self._omitted["mentions of unknown entities, left out"] += 1
                continue
            span = mention.start, mention.end
            mentions.append((self._id("e", mention.entity), mention.label.lower(), [span]))
        self._add_layer("Entity", mentions)
        quotations, cues, sources = [], [], []
        for number, quotation in enumerate(analysis.quotations):
            id = self._id("q", number)
            speakers = [self._id("e", speaker) for speaker in quotation.speakers]
            attributes = "-".join((quotation.kind, "+".join(speakers)))
            quotations.append((id, attributes.rstrip("-"), list(quotation.spans)))
            if quotation.cue is not None:
                cues.append((id, "", [quotation.cue]))
            if quotation.source is not None:
                sources.append((id, "", [quotation.source]))
            speaker = self._article.speaker(quotation)
            self._add_comment(
                "quotation", id, quotation.spans[0], kind=quotation.kind,
                speaker=speaker.name or None, speakers=speakers,
                addressee=quotation.addressee and self._article.text_of(quotation.addressee),
                negated=quotation.negated, spans=quotation.spans,
                confidence=round(quotation.confidence, 2), by=quotation.origin,
                **({"pronoun": speaker.pronoun} if speaker.pronoun else {}),
            )  # fmt: skip
        self._add_layer("Quotation", quotations)
        self._add_layer("Cue", cues)
        self._add_layer("Source", sources)
        times = []
        for number, time in enumerate(analysis.times if self._has_times else ()):
            id, span = self._id("t", number), (time.start, time.end)
            times.append((id, time.type.lower(), [span]))
            self._add_comment(
                "time", id, span, value=time.value, type=time.type, mod=time.mod,
                confidence=round(time.confidence, 2), by=time.origin,
            )  # fmt: skip
        self._add_layer("Time", times)
        events = []
        for number, event in enumerate(analysis.events):
            id, span = self._id("v", number), (event.start, event.end)
            events.append((id, "", [span]))
            self._add_comment(
                "event", id, span, headline=event.headline,
                first_day=event.first_day and event.first_day.isoformat(),
                last_day=event.last_day and event.last_day.isoformat(),
                precision=event.precision, upcoming=event.upcoming, kind=event.kind,
                entities=[
                    self._id("e", entity) for entity in event.entities if self._has_names
                ],
                confidence=round(event.confidence, 2), by=event.origin,
            )  # fmt: skip
        self._add_layer("Event", events)
        for note in self._article.notes:
            self._add_comment(
                "note", self._id("n", note.id), (note.start, note.end), words=note.exact,
                start=note.start, end=note.end, body=note.body, tags=list(note.tags),
                verdict=note.verdict, starred=note.starred,
                by="file" if note.origin else "user", color=note.color,
                **({"origin": note.origin, "author": note.author} if note.origin else {}),
                **({} if note.page is None else {"page": note.page}),
            )  # fmt: skip
        return [
            *(span for quotation in analysis.quotations for span in quotation.spans),
            *((event.start, event.end) for event in analysis.events),
            *((note.start, note.end) for note in self._article.notes),
        ]

    def _add_comment(self, layer: str, id: str, span: Span, /, **details: object) -> None:
        """Add the details of a finding to the sentence in which it begins."""
        token = min(bisect_right(self._ends, span[0]), len(self._ends) - 1)
        self._comments.setdefault(token, []).append(_comment(layer, id, **details))

    def _add_layer(self, layer: str, findings: Sequence[tuple[str, str, list[Span]]]) -> None:
        """Add the brackets of a layer, those of long spans outside those of short ones."""
        opening: dict[int, list[tuple[int, str]]] = {}
        closing: dict[int, list[tuple[int, str]]] = {}
        single: dict[int, list[str]] = {}
        written: dict[str, list[tuple[int, int]]] = {}
        for id, attributes, spans in findings:
            ranges = [found for span in spans if (found := self._token_range(span)) is not None]
            if not ranges:
                self._omitted[f"findings without words, left out of {layer}"] += 1
                continue
            for part, (first, last) in enumerate(ranges, 1):
                if _collides((first, last), written.setdefault(id, [])):
                    # two brackets of one id that cross, or are equal, cannot be told apart
                    self._omitted[f"crossing spans of one finding, left out of {layer}"] += 1
                    continue
                written[id].append((first, last))
                name = f"{id}[{part}/{len(ranges)}]" if len(ranges) > 1 else id
                opened = "-".join(filter(None, (f"({name}", attributes)))
                if first == last:
                    single.setdefault(first, []).append(f"{opened})")
                else:
                    opening.setdefault(first, []).append((-last, opened))
                    closing.setdefault(last, []).append((-first, f"{name})"))
        for token in {*opening, *single, *closing}:
            self._brackets.setdefault(token, {})[layer] = [
                *(opened for _, opened in sorted(opening.get(token, ()))),
                *single.get(token, ()),
                *(closed for _, closed in sorted(closing.get(token, ()))),
            ]

    def _token_range(self, span: Span) -> tuple[int, int] | None:
        """Return the first and last token of a span, None without any."""
        first, after = bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])
        if first >= after or span[0] >= span[1]:
            return None
        if self._starts[first] < span[0] or self._ends[after - 1] > span[1]:
            self._omitted["findings that end within a token, which is bracketed as a whole"] += 1
        return first, after - 1


def _collides(found: tuple[int, int], written: Sequence[tuple[int, int]]) -> bool:
    """Return True if a range equals or crosses another one."""
    first, last = found
    return any(
        found == each or each[0] < first <= each[1] < last or first < each[0] <= last < each[1]
        for each in written
    )


def _has_border(sentence: Sentence, spans: Sequence[Span]) -> bool:
    return any(start < sentence.end and end > sentence.start for start, end in spans)


def _touches(token: Token, following: Token) -> bool:
    return token.end == following.start


def _form(token: Token) -> str:
    return flatten_lines(token.text) or "_"


def _comment(layer: str, id: str, /, **details: object) -> str:
    known = {
        name: value
        for name, value in details.items()
        if value is not None and value is not False and value not in ("", [])
    }
    return f"# {layer}::{id} = {json.dumps(known, ensure_ascii=False)}"


def _universal_tag(token: Token) -> str:
    """Return the part of speech of a token if its tag and its word determine it, else `_`."""
    if token.tag.startswith("VB") and token.lower in lexicon.words("auxiliaries", "verb_group"):
        return "AUX" if token.lower in lexicon.words("auxiliaries", "be") else "_"
    if token.tag == "DT" and token.lower not in _DETERMINERS:
        return "_"
    if token.tag == "RB" and token.lower in ("not", "n't", "n’t"):
        return "PART"
    return lexicon.values("universal_tags").get(token.tag, "_")
