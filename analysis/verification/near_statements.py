"""The statements of originals nearest in meaning to an indirect quotation; they prove nothing."""

from collections.abc import Iterable

from analysis.sentences import encode_text, find_related_words
from analysis.verification.passage_index import TextWindow
from analysis.verification.passage_speakers import is_same_speaker
from analysis.verification.quotation_check import OriginalIndex
from analysis.verification.spoken_words import find_spoken_words
from analysis.verification.verdicts import Match, QuotedText, Verdict
from analysis.verification.word_alignment import weigh_word

_MOST_WINDOWS = 10
_MOST_COMPARED = 24  # sentences: the comparison of each takes 6 ms
_MOST_SHOWN = 3
_LEAST = 0.35  # the cosine from which a statement is near; the floor of searches by meaning
_FEWEST_WORDS = 4
_RELATED = 3  # words of similar meaning that are looked for beside each word


def find_near_statements(text: str, quotation: QuotedText, index: OriginalIndex) -> Verdict:
    """Return the sentences of the speaker that are nearest in meaning to an indirect quotation.

    Without any, the verdict is `not_found`. Raises `EncoderError` if the weights cannot be loaded.
    """
    words = " ".join(text[slice(*span)] for span in quotation.spans)
    keys = [word.key for word in find_spoken_words(words)]
    content = [key for key in dict.fromkeys(keys) if weigh_word(key) > 1]
    related = [near for key in content for near in find_related_words(key)[:_RELATED]]
    windows = index.passages.find_windows(words, _MOST_WINDOWS)
    windows += index.passages.find_windows(" ".join(related), _MOST_WINDOWS)
    candidates = _list_sentences(index, windows, quotation)
    shared = set(content) | set(related)

    def count_shared(match: Match) -> int:
        sentence = index.originals[match.original].text[match.start : match.end]
        return len(shared.intersection(word.key for word in find_spoken_words(sentence)))

    chosen = sorted(candidates, key=count_shared, reverse=True)[:_MOST_COMPARED]
    wanted = encode_text(words)
    ranked = sorted(
        (
            (float(encode_text(_text_of(index, match)) @ wanted), number, match)
            for number, match in enumerate(chosen)
        ),
        key=lambda found: (-found[0], found[1]),
    )
    near = tuple(match for cosine, _, match in ranked[:_MOST_SHOWN] if cosine >= _LEAST)
    return Verdict("near" if near else "not_found", quotation, near)


def _list_sentences(
    index: OriginalIndex, windows: Iterable[TextWindow], quotation: QuotedText
) -> list[Match]:
    """Return the sentences in windows that the speaker may have said."""
    found: dict[tuple[int, int], Match] = {}
    for window in windows:
        reader = index.passages.readers[window.original]
        offset = window.start
        while offset < window.end:
            start, end = reader.find_sentence(offset)
            if end <= offset:  # between two paragraphs
                offset += 1
                continue
            words = reader.find_words(start, end)
            speaker = reader.find_speaker(start)
            differs = is_same_speaker(quotation.names, speaker) is False
            if len(words) >= _FEWEST_WORDS and not differs:
                first, last = words[0].start, words[-1].end
                found[window.original, first] = Match(
                    window.original, first, last, reader.find_line(first), speaker,
                    reader.find_time(first),
                )  # fmt: skip
            offset = end + 1
    return list(found.values())


def _text_of(index: OriginalIndex, match: Match) -> str:
    return index.originals[match.original].text[match.start : match.end]
