"""Exits of an encoder as ONNX operators: see `analysis.training.early_exit`."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from onnx import TensorProto, helper

from analysis.training.early_exit import NAMES
from analysis.training.model import LAYERS, WIDTH
from analysis.training.onnx_graph import Graph, Matrix
from analysis.training.onnx_layers import PRODUCTS, State, add_attention, finish_layer, read_part


class _OpenWords(NamedTuple):
    """Names of tensors about the words that are open.

    `states` are those of their pieces, 1 × pieces × width. `owners` has the number of each piece's
    word among these words, from 1; 0 before the first word. `firsts` has each word's first piece
    among these pieces; `words` the number of each word in the passage.
    """

    states: str
    owners: str
    firsts: str
    words: str


def add_exit_layers(
    graph: Graph,
    state: State,
    limits: Mapping[int, float],
    states: str,
    tasks: Sequence[str],
) -> None:
    """Add the layers from the first exit on, the exits and the heads; the outputs are `tasks`.

    `states` are those after the layers before.
    """
    upper = range(min(limits), LAYERS)
    joint = {
        n: graph.add_matrix(f"{n}_joint", *read_part(state, n, PRODUCTS["joint"])) for n in upper
    }
    query = {n: graph.cut_matrix(f"{n}_query_part", joint[n], 0, WIDTH) for n in upper}
    read = {n: graph.cut_matrix(f"{n}_read", joint[n], WIDTH, 3 * WIDTH) for n in upper}
    current = _OpenWords(states, _number_pieces(graph), "words", "")
    scores: dict[str, str] = {}
    pairs: dict[int, list[list[str]]] = {number: [] for number in upper}
    for number in upper:
        context = current.states
        if number in limits:
            name = f"exit_{number}"
            new = _score(graph, state, f"{name}_", f"exits.{number}.", current, tasks)
            scores = _replace_scores(graph, f"{name}_all_", scores, new, current.words)
            current, halted = _select_open(
                graph, name, current, _find_confidence(graph, name, new), limits[number]
            )
            later = {n: read[n] for n in upper if n > number}
            for layer, pair in _read_halted(graph, name, halted, later).items():
                pairs[layer].append(pair)
        if number == LAYERS - 1:  # only the words' first pieces are scored
            ends = graph.add("Gather", [current.states, current.firsts], "scored_pieces", axis=1)
            current = current._replace(states=ends)
        graph.add_rows(graph.add("Shape", [current.states], f"{number}_rows", start=1, end=2))
        parts = (current.states, query[number]), (context, read[number])
        found = _attend(graph, number, parts, pairs[number])
        states = finish_layer(graph, state, number, current.states, found, graph.add_linear)
        current = current._replace(states=states)
    new = _score(graph, state, "last_", "heads.", current._replace(firsts=""), tasks)
    _replace_scores(graph, "", scores, new, current.words)


def _number_pieces(graph: Graph) -> str:
    """Add the number of each piece's word, from 1; 0 before the first word."""
    counts = [graph.add("Shape", [name], f"{name}_shape", start=-1) for name in ("pieces", "words")]
    zeros, ones = (
        graph.add("ConstantOfShape", [count], f"{name}_owner",
                  value=helper.make_tensor(name, TensorProto.INT32, [1], [value]))
        for value, (name, count) in enumerate(zip(("zero", "one"), counts, strict=True))
    )  # fmt: skip
    begins = graph.add("ScatterElements", [zeros, "words", ones], "begins", axis=0)
    return _count(graph, "owners", begins)


def _count(graph: Graph, name: str, flags: str) -> str:
    """Add the number of flags (int32) up to each place."""
    return graph.add("CumSum", [flags, graph.add_weight(f"{name}_axis", np.array(0))], name)


def _score(
    graph: Graph, state: State, name: str, key: str, current: _OpenWords, tasks: Sequence[str]
) -> dict[str, str]:
    """Add the scores of the open words by task, words × labels; `key` begins the weights' names."""
    states = current.states
    if current.firsts:
        states = graph.add("Gather", [states, current.firsts], f"{name}firsts", axis=1)
    words = graph.flatten_rows(f"{name}rows", states)
    return {
        task: graph.add_head(
            f"{name}{task}", words, state[f"{key}{task}.weight"], state[f"{key}{task}.bias"]
        )
        for task in tasks
    }


def _replace_scores(
    graph: Graph, name: str, scores: Mapping[str, str], new: Mapping[str, str], words: str
) -> dict[str, str]:
    """Add the scores of all words, with new ones for the open `words`."""
    if not scores:
        return dict(new)
    axis = graph.add_weight(f"{name}axis", np.array([1], np.int64))
    places = graph.add("Unsqueeze", [words, axis], f"{name}places")
    return {
        task: graph.add("ScatterND", [scores[task], places, new[task]], f"{name}{task}")
        for task in new
    }


def _find_confidence(graph: Graph, name: str, scores: Mapping[str, str]) -> str:
    """Add the lowest probability of each word's labels and of its neighbors' names."""
    lowest = []
    last = graph.add_weight(f"{name}_last", np.array([-1], np.int64))
    for task, of in scores.items():
        probable = graph.add("Softmax", [of], f"{name}_{task}_probable", axis=-1)
        best = graph.add("ReduceMax", [probable, last], f"{name}_{task}_best", keepdims=0)
        if task == NAMES:  # the least of three in a row, as the highest of their opposites
            row = graph.add_weight(f"{name}_row", np.array([1, 1, -1], np.int64))
            opposite = graph.add("Neg", [best], f"{name}_opposite")
            as_row = graph.add("Reshape", [opposite, row], f"{name}_as_row")
            highest = graph.add(
                "MaxPool", [as_row], f"{name}_highest", kernel_shape=[3], pads=[1, 1], strides=[1]
            )
            flat = graph.add("Reshape", [highest, last], f"{name}_flat")
            best = graph.add("Neg", [flat], f"{name}_least")
        lowest.append(best)
    return graph.add("Min", lowest, f"{name}_confidence")


def _select_open(
    graph: Graph, name: str, current: _OpenWords, confidence: str, limit: float
) -> tuple[_OpenWords, str]:
    """Add the open words, at least the least certain one, and the states of the halted pieces."""
    flat = graph.add_weight(f"{name}_vector", np.array([-1], np.int64))
    one = graph.add_weight(f"{name}_one", np.array([1], np.int32))

    def find_true(kind: str, flags: str) -> str:
        places = graph.add("NonZero", [flags], f"{name}_{kind}_places")
        return graph.add("Reshape", [places, flat], f"{name}_{kind}")

    def flags_to_numbers(kind: str, flags: str) -> str:
        numbers = graph.add("Cast", [flags], f"{name}_{kind}_flags", to=TensorProto.INT32)
        return _count(graph, f"{name}_{kind}_count", numbers)

    least = graph.add("ReduceMin", [confidence], f"{name}_least_confidence", keepdims=1)
    most = graph.add_weight(f"{name}_limit", np.array([1 - limit], np.float32))
    bound = graph.add("Max", [most, least], f"{name}_bound")
    is_open = graph.add("LessOrEqual", [confidence, bound], f"{name}_is_open")
    words = find_true("open_words", is_open)
    before = graph.add_weight(f"{name}_before", np.array([False]))
    by_owner = graph.add("Concat", [before, is_open], f"{name}_by_owner", axis=0)
    kept = graph.add("Gather", [by_owner, current.owners], f"{name}_kept")
    pieces = find_true("pieces", kept)
    halted = find_true("halted", graph.add("Not", [kept], f"{name}_is_halted"))
    # the new number of a word is the number of open words up to it, that of a piece likewise
    owners = graph.add("Gather", [current.owners, pieces], f"{name}_old_owners")
    owners = graph.add("Gather", [flags_to_numbers("word", by_owner), owners], f"{name}_owners")
    firsts = graph.add("Gather", [current.firsts, words], f"{name}_old_firsts")
    firsts = graph.add("Gather", [flags_to_numbers("piece", kept), firsts], f"{name}_next_firsts")
    firsts = graph.add("Sub", [firsts, one], f"{name}_new_firsts")
    states = graph.add("Gather", [current.states, pieces], f"{name}_open", axis=1)
    if current.words:
        words = graph.add("Gather", [current.words, words], f"{name}_all_words")
    after = _OpenWords(states, owners, firsts, words)
    return after, graph.add("Gather", [current.states, halted], f"{name}_halted_states", axis=1)


def _read_halted(
    graph: Graph, name: str, states: str, read: Mapping[int, Matrix]
) -> dict[int, list[str]]:
    """Add the keys and values of halted pieces; returns their names by layer."""
    if not read:
        return {}
    joined = graph.join_matrices(f"{name}_read", list(read.values()))
    both = graph.multiply(f"{name}_halted_pairs", states, joined)
    sizes = [WIDTH] * (2 * len(read))
    pairs = {n: [f"{name}_{kind}_{n}" for kind in ("key", "value")] for n in read}
    cut = graph.add_weight(f"{name}_sizes", np.array(sizes, np.int64))
    outputs = [part for pair in pairs.values() for part in pair]
    graph.nodes.append(helper.make_node("Split", [both, cut], outputs, axis=2))
    return pairs


def _attend(
    graph: Graph,
    number: int,
    parts: tuple[tuple[str, Matrix], tuple[str, Matrix]],
    pairs: Sequence[Sequence[str]],
) -> str:
    """Add the attention of open pieces to the pieces before the exit and the halted `pairs`.

    `parts` are the states of both with the part of the layer's matrix that they are multiplied by.
    """
    query, both = (
        graph.multiply(f"{number}_{name}", *part)
        for name, part in zip(("query", "both"), parts, strict=True)
    )
    pair = [f"{number}_key", f"{number}_value"]
    graph.nodes.append(helper.make_node("Split", [both], pair, axis=2, num_outputs=2))
    if pairs:
        pair = [
            graph.add("Concat", list(parts), f"{parts[0]}s", axis=1)
            for parts in zip(pair, *pairs, strict=True)
        ]
    return add_attention(graph, number, [query, *pair])
