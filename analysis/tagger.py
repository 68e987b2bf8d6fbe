"""Tag every token with its Penn tag and its name tag, in one pass of a small encoder."""

import hashlib
import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import dropwhile, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis.models import Checkpoint, TagWindow
from analysis.syntax.tokens import Doc, Token
from analysis.word_pieces import Pieces, WordPieces

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


_SHIPPED = Path(__file__).parent / "weights" / "encoder.onnx"
# Words of a passage of consecutive sentences, as in the encoder's training.
_MOST_WORDS = 110
# Passages between two checkpoints of a long text.
_WINDOW = 256
_threads, _model = 1, _SHIPPED

Floats = NDArray[np.float32]


class EncoderError(Exception):
    """The encoder cannot be loaded; the message is one line with the cause and the remedy."""


class Model(Struct, frozen=True):
    """An open file of weights; its texts are at most `longest` pieces long."""

    session: "InferenceSession"
    pieces: WordPieces
    longest: int
    metadata: Mapping[str, str]


class _Encoder(Struct, frozen=True):
    session: "InferenceSession"
    pieces: WordPieces
    heads: dict[str, list[str]]
    longest: int


class _Passage(Struct, frozen=True):
    first: int  # the index of its first token
    words: list[tuple[Pieces, int]]


def configure(threads: int = 1, model: Path = _SHIPPED) -> None:
    """Set the encoder's number of threads per process and the file of its weights.

    Use one thread in a pool of processes. Takes effect at the next `tag`.
    """
    global _threads, _model
    if (threads, model) != (_threads, _model):
        _threads, _model = threads, model
        _load.cache_clear()


def tag(
    words: Doc,
    progress: Callable[[float], None] = lambda _: None,
    checkpoint: Checkpoint | None = None,
) -> Doc:
    """Return the same words with `tag`, `name` and `name_score` set for every token.

    `progress` receives the fraction of tagged tokens, from 0 to 1. Tags in `checkpoint` are
    reused. Raises `EncoderError` if the encoder cannot be loaded.
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
        window = _tag_window(encoder, first, scores, begins)
        tokens += _tagged(encoder, words, window)
        if checkpoint:
            checkpoint.save(key, window)
        progress(len(tokens) / len(words.tokens))
    return Doc(words.text, tuple(tokens), words.sentences)


def _is_sound(encoder: _Encoder, words: Doc, window: TagWindow) -> bool:
    """Return whether a stored window has known labels, for tokens that the text has."""
    count = len(window.tags)
    return (
        0 < count <= len(words.tokens) - window.first
        and len(window.names) == count
        and len(window.scores) == count * array("f").itemsize
        and max(window.tags) < len(encoder.heads["tags"])
        and max(window.names) < len(encoder.heads["names"])
    )


def _tag_window(
    encoder: _Encoder, first: int, scores: dict[str, Floats], begins: set[int]
) -> TagWindow:
    labels = encoder.heads["names"]
    names, certainty = _decode_names(scores["names"], labels, first, begins)
    number = {label: index for index, label in enumerate(labels)}
    return TagWindow(
        first,
        bytes(scores["tags"].argmax(1).tolist()),
        bytes(number[name] for name in names),
        array("f", certainty).tobytes(),
    )


def _tagged(encoder: _Encoder, words: Doc, window: TagWindow) -> Iterator[Token]:
    """Yield the tokens of a window with their tags."""
    tags, names = encoder.heads["tags"], encoder.heads["names"]
    untagged = islice(words.tokens, window.first, window.first + len(window.tags))
    scores = array("f")
    scores.frombytes(window.scores)
    for token, penn, name, score in zip(untagged, window.tags, window.names, scores, strict=True):
        yield Token(token.start, token.end, token.text, token.lower, tags[penn], names[name], score)


def _checkpoint_key(words: Doc) -> str:
    digest = hashlib.sha256(_model.read_bytes())
    digest.update(words.text.encode("utf-8", "surrogatepass"))
    for token in words.tokens:
        digest.update(b"%d %d " % (token.start, token.end))
    return digest.hexdigest()


@cache
def _load() -> _Encoder:
    model = open_model(_model, _threads)
    return _Encoder(model.session, model.pieces, json.loads(model.metadata["heads"]), model.longest)


def open_model(path: Path, threads: int = 1) -> Model:
    """Open a file of weights; raises EncoderError."""
    try:
        import onnxruntime
    except ImportError as error:
        raise EncoderError(
            f"onnxruntime cannot be loaded ({error}): install a wheel of it for this system"
        ) from error
    onnxruntime.disable_telemetry_events()  # Windows telemetry has no environment variable
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        metadata = session.get_modelmeta().custom_metadata_map
        pieces = WordPieces(metadata["vocabulary"].split("\n"))
        return Model(session, pieces, int(metadata["longest"]), metadata)
    except Exception as error:  # onnxruntime raises classes of its own, not exported
        reason = " ".join(str(error).split())
        raise EncoderError(
            f"the encoder in {path.name} cannot be loaded ({reason}): install OnRecord again"
        ) from error


def _run(encoder: _Encoder, words: Doc, begin: int) -> Iterator[tuple[int, dict[str, Floats]]]:
    """Yield for each window of passages its first token and every head's scores, tokens × labels.

    `begin` is the first token of the first window: 0, or the end of an earlier window.
    """
    passages = dropwhile(lambda passage: passage.first < begin, _passages(encoder, words))
    while window := list(islice(passages, _WINDOW)):
        first, last = window[0].first, window[-1].first + len(window[-1].words)
        found = {
            task: np.empty((last - first, len(labels)), np.float32)
            for task, labels in encoder.heads.items()
        }
        for passage in window:
            begin = passage.first - first
            scores = encoder.session.run(list(encoder.heads), _inputs(encoder.pieces, passage))
            for task, values in zip(encoder.heads, scores, strict=True):
                found[task][begin : begin + len(values)] = values
        yield first, found


def _passages(encoder: _Encoder, words: Doc) -> Iterator[_Passage]:
    """Join consecutive sentences to passages; a sentence too long for one passage is split."""
    first, length = 0, 2
    joined: list[tuple[Pieces, int]] = []
    for sentence in words.sentences:
        split = encoder.pieces.split(token.text for token in words.tokens_of(sentence))
        whole = sum(len(pieces) for pieces, _ in split)
        fits = len(joined) + len(split) <= _MOST_WORDS and length + whole <= encoder.longest
        if joined and not fits:
            yield _Passage(first, joined)
            first, joined, length = first + len(joined), [], 2
        for word in split:
            if joined and (len(joined) >= _MOST_WORDS or length + len(word[0]) > encoder.longest):
                yield _Passage(first, joined)
                first, joined, length = first + len(joined), [], 2
            joined.append(word)
            length += len(word[0])
    if joined:
        yield _Passage(first, joined)


def _inputs(pieces: WordPieces, passage: _Passage) -> dict[str, NDArray[np.int32]]:
    """Return the encoder's inputs.

    A passage is run alone: a batch would have one scale for the activations of all its passages,
    so that a word's tag could depend on another passage.
    """
    ids, kinds, firsts = [pieces.first], [0], []
    for parts, case in passage.words:
        firsts.append(len(ids))
        ids += parts
        kinds += [case] * len(parts)
    ids.append(pieces.last)
    kinds.append(0)
    return {
        "pieces": np.array([ids], np.int32),
        "cases": np.array([kinds], np.int32),
        "words": np.array(firsts, np.int32),
    }


def _decode_names(
    scores: Floats, labels: Sequence[str], first: int, begins: set[int]
) -> tuple[list[str], list[float]]:
    """Decode the best BIO name tag of each token, with its probability.

    A name ends with its sentence. Its type is the one with the highest sum of log probabilities
    over its tokens, so that a name of two types becomes one name. The scores are those of the
    tokens from `first` on; `begins` are the tokens that begin a sentence.
    """
    scores = scores - scores.max(1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    chances = np.exp(logs)
    types = list(dict.fromkeys(label[2:] for label in labels if label != "O"))
    column = {label: number for number, label in enumerate(labels)}
    opening = [column[f"B-{kind}"] for kind in types]
    inside = [column[f"I-{kind}"] for kind in types]
    ways = np.stack(
        [chances[:, column["O"]], chances[:, opening].sum(1), chances[:, inside].sum(1)], 1
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
