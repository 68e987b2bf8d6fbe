"""Tags every word in one pass of a small encoder: its Penn tag and its name tag."""

import hashlib
import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.pieces import Pieces, WordPieces
from analysis.words import Checkpoint, TagWindow, Token, Words

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_SHIPPED = Path(__file__).parent / "models" / "encoder.onnx"
# Sentences are read together up to this many words, as they were when the encoder was trained.
_MOST_WORDS = 110
# One long passage or a few short ones: what stays in a core's cache is a third quicker.
_PIECES_A_BATCH = 200
# Passages sorted by length at a time, so that little of a batch is padding.
_WINDOW = 256
_threads, _model = 1, _SHIPPED

Floats = NDArray[np.float32]


class EncoderError(Exception):
    """The encoder cannot be loaded; the message says in one line why, and what to do."""


@dataclass(frozen=True, slots=True)
class _Encoder:
    session: "InferenceSession"
    pieces: WordPieces
    heads: dict[str, list[str]]
    longest: int


@dataclass(frozen=True, slots=True)
class _Passage:
    first: int  # the index of its first token
    words: list[tuple[Pieces, int]]
    length: int  # in pieces, with the marks at both ends


def configure(threads: int = 1, model: Path = _SHIPPED) -> None:
    """Set how many threads one process gives to the encoder, and which weights it reads.

    One thread suits a pool of processes. Takes effect at the next `tag`.
    """
    global _threads, _model
    if (threads, model) != (_threads, _model):
        _threads, _model = threads, model
        _load.cache_clear()


def tag(
    words: Words,
    progress: Callable[[float], None] = lambda _: None,
    checkpoint: Checkpoint | None = None,
) -> Words:
    """The same words with `tag`, `name` and `name_score` filled in for every token.

    `progress` receives the part of the tokens that is tagged, from 0 to 1. Raises `EncoderError`
    where the encoder cannot be loaded.
    """
    if not words.tokens:
        return words
    encoder = _load()
    tokens: list[Token] = []
    key = _checkpoint_key(words) if checkpoint else ""
    for window in checkpoint.load(key) if checkpoint else ():
        if window.first != len(tokens) or not _is_sound(encoder, words, window):
            break  # after a gap or a damaged window, the tags are computed again
        tokens += _tagged(encoder, words, window)
    progress(len(tokens) / len(words.tokens))
    begins = {sentence.first for sentence in words.sentences}
    for first, scores in _run(encoder, words, len(tokens)):
        window = _window(encoder, first, scores, begins)
        tokens += _tagged(encoder, words, window)
        if checkpoint:
            checkpoint.save(key, window)
        progress(len(tokens) / len(words.tokens))
    return Words(words.text, tuple(tokens), words.sentences)


def _is_sound(encoder: _Encoder, words: Words, window: TagWindow) -> bool:
    """Return whether a stored window has known labels, for tokens that the text has."""
    count = len(window.tags)
    return (
        0 < count <= len(words.tokens) - window.first
        and len(window.names) == count
        and len(window.scores) == count * array("f").itemsize
        and max(window.tags) < len(encoder.heads["tags"])
        and max(window.names) < len(encoder.heads["names"])
    )


def _window(
    encoder: _Encoder, first: int, scores: dict[str, Floats], begins: set[int]
) -> TagWindow:
    labels = encoder.heads["names"]
    names, certainty = _names(scores["names"], labels, first, begins)
    number = {label: index for index, label in enumerate(labels)}
    return TagWindow(
        first,
        bytes(scores["tags"].argmax(1).tolist()),
        bytes(number[name] for name in names),
        array("f", certainty).tobytes(),
    )


def _tagged(encoder: _Encoder, words: Words, window: TagWindow) -> Iterator[Token]:
    """The tokens of a window, tagged."""
    tags, names = encoder.heads["tags"], encoder.heads["names"]
    there = islice(words.tokens, window.first, window.first + len(window.tags))
    scores = array("f")
    scores.frombytes(window.scores)
    for token, penn, name, score in zip(there, window.tags, window.names, scores, strict=True):
        yield Token(token.start, token.end, token.text, token.lower, tags[penn], names[name], score)


def _checkpoint_key(words: Words) -> str:
    digest = hashlib.sha256(_model.read_bytes())
    digest.update(words.text.encode("utf-8", "surrogatepass"))
    for token in words.tokens:
        digest.update(b"%d %d " % (token.start, token.end))
    return digest.hexdigest()


@cache
def _load() -> _Encoder:
    try:
        import onnxruntime
    except ImportError as error:
        raise EncoderError(
            f"onnxruntime cannot be loaded ({error}): install a wheel of it for this system"
        ) from error
    onnxruntime.disable_telemetry_events()  # those of Windows, which no variable stops
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(_model), options, providers=["CPUExecutionProvider"]
        )
        about = session.get_modelmeta().custom_metadata_map
        return _Encoder(
            session,
            WordPieces(about["vocabulary"].split("\n")),
            json.loads(about["heads"]),
            int(about["longest"]),
        )
    except Exception as error:  # onnxruntime raises classes of its own, not exported
        reason = " ".join(str(error).split())
        raise EncoderError(
            f"the encoder in {_model.name} cannot be loaded ({reason}): install OnRecord again"
        ) from error


def _run(encoder: _Encoder, words: Words, begin: int) -> Iterator[tuple[int, dict[str, Floats]]]:
    """For each stretch of the text its first token and every head's scores, tokens × labels.

    `begin` is the first token of the first stretch: 0, or where an earlier stretch ended.
    """
    passages = dropwhile(lambda passage: passage.first < begin, _passages(encoder, words))
    while window := list(islice(passages, _WINDOW)):
        first, last = window[0].first, window[-1].first + len(window[-1].words)
        found = {
            task: np.empty((last - first, len(labels)), np.float32)
            for task, labels in encoder.heads.items()
        }
        for batch in _batches(sorted(window, key=lambda passage: passage.length)):
            scores = encoder.session.run(list(encoder.heads), _inputs(encoder.pieces, batch))
            for task, values in zip(encoder.heads, scores, strict=True):
                place = 0
                for passage in batch:
                    begin, count = passage.first - first, len(passage.words)
                    found[task][begin : begin + count] = values[place : place + count]
                    place += count
        yield first, found


def _passages(encoder: _Encoder, words: Words) -> Iterator[_Passage]:
    """Following sentences joined; a sentence too long for one passage is cut."""
    first, length = 0, 2
    held: list[tuple[Pieces, int]] = []
    for sentence in words.sentences:
        split = encoder.pieces.split(token.text for token in words.of(sentence))
        whole = sum(len(pieces) for pieces, _ in split)
        fits = len(held) + len(split) <= _MOST_WORDS and length + whole <= encoder.longest
        if held and not fits:
            yield _Passage(first, held, length)
            first, held, length = first + len(held), [], 2
        for word in split:
            if held and (len(held) >= _MOST_WORDS or length + len(word[0]) > encoder.longest):
                yield _Passage(first, held, length)
                first, held, length = first + len(held), [], 2
            held.append(word)
            length += len(word[0])
    if held:
        yield _Passage(first, held, length)


def _batches(passages: Sequence[_Passage]) -> Iterator[list[_Passage]]:
    batch: list[_Passage] = []
    for passage in passages:
        if batch and passage.length * (len(batch) + 1) > _PIECES_A_BATCH:
            yield batch
            batch = []
        batch.append(passage)
    if batch:
        yield batch


def _inputs(pieces: WordPieces, batch: Sequence[_Passage]) -> dict[str, NDArray[np.int32]]:
    width = max(passage.length for passage in batch)
    numbers = np.full((len(batch), width), pieces.padding, np.int32)
    cases = np.zeros((len(batch), width), np.int32)
    firsts: list[int] = []
    for row, passage in enumerate(batch):
        ids, kinds = [pieces.first], [0]
        for parts, case in passage.words:
            firsts.append(row * width + len(ids))
            ids += parts
            kinds += [case] * len(parts)
        ids.append(pieces.last)
        numbers[row, : len(ids)] = ids
        cases[row, : len(kinds)] = kinds
    lengths = np.array([passage.length for passage in batch], np.int32)
    return {
        "pieces": numbers,
        "cases": cases,
        "lengths": lengths,
        "words": np.array(firsts, np.int32),
    }


def _names(
    scores: Floats, labels: Sequence[str], first: int, begins: set[int]
) -> tuple[list[str], list[float]]:
    """The best name tag of each token and its probability, as names that begin and go on.

    A name ends with its sentence. Its type is the one with the highest summed log probability
    over its tokens, so that a name of two types becomes one name. The scores are those of the
    tokens from `first` on; `begins` are the tokens that begin a sentence.
    """
    scores = scores - scores.max(1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    chances = np.exp(logs)
    types = list(dict.fromkeys(label[2:] for label in labels if label != "O"))
    place = {label: number for number, label in enumerate(labels)}
    opening = [place[f"B-{kind}"] for kind in types]
    inside = [place[f"I-{kind}"] for kind in types]
    ways = np.stack(
        [chances[:, place["O"]], chances[:, opening].sum(1), chances[:, inside].sum(1)], 1
    )
    way = ways.argmax(1)
    by_type = np.log(chances[:, opening] + chances[:, inside] + 1e-6)
    names = ["O"] * len(scores)
    certainty: list[float] = ways[:, 0].tolist()
    named = np.flatnonzero(way).tolist()
    at = 0
    while at < len(named):
        end = at + 1
        while (
            end < len(named)
            and named[end] == named[end - 1] + 1
            and way[named[end]] == 2
            and first + named[end] not in begins
        ):
            end += 1
        span = named[at:end]
        kind = int(by_type[span].sum(0).argmax())
        for number, token in enumerate(span):
            names[token] = f"{'I' if number else 'B'}-{types[kind]}"
            certainty[token] = float(chances[token, [opening[kind], inside[kind]]].sum())
        at = end
    return names, certainty
