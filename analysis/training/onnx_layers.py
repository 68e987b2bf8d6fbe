"""The embeddings and the transformer layers of encoders as ONNX operators."""

from collections.abc import Callable

import numpy as np
from onnx import helper

from analysis.training.model import ATTENTIONS
from analysis.training.onnx_graph import Floats, Graph

# Passages at run time are at most this many pieces long.
POSITIONS = 320
PRODUCTS = {"joint": "query_key_value", "attended": "attended", "inner": "inner", "outer": "outer"}
"""The products with matrices: their names in the graph and in PyTorch."""

State = dict[str, Floats]
Linear = Callable[[str, str, Floats, Floats], str]
"""Adds a product with a matrix: name, values, weight, bias → the output's name."""


def add_embeddings(graph: Graph, state: State, *, with_cases: bool = True) -> str:
    """Add the embeddings of the input `pieces` (1 × pieces), and of `cases`."""
    codes = graph.add_four_bit_table("piece", state["pieces.codes"], "pieces")
    rows = graph.add_weight("piece_rows", state["pieces.rows"])
    factors = graph.add("Gather", [rows, "pieces"], "piece_factors")
    of_rows = graph.add("Mul", [codes, factors], "piece_of_rows")
    columns = graph.add_weight("piece_columns", state["pieces.columns"])
    total = graph.add("Mul", [of_rows, columns], "piece")
    length = graph.add("Shape", ["pieces"], "length", start=1)
    first = graph.add_weight("first", np.array([0], np.int64))
    table = graph.add_table("position", state["positions.weight"][:POSITIONS])
    positions = graph.add("Slice", [table, first, length], "positions")
    total = graph.add("Add", [total, positions], "piece_position")
    if with_cases:
        table = graph.add_table("case", state["cases.weight"])
        cases = graph.add("Gather", [table, "cases"], "case")
        total = graph.add("Add", [total, cases], "embedding")
    norm = [graph.add_weight(f"norm_{end}", state[f"norm.{end}"]) for end in ("weight", "bias")]
    graph.add_rows(length)
    return graph.add_normalization("embedded", total, *norm)


def read_part(state: State, number: int, name: str) -> tuple[Floats, Floats]:
    """Return weight and bias of a part of a layer."""
    key = f"layers.{number}.{name}"
    return state[f"{key}.weight"], state[f"{key}.bias"]


def add_layer(graph: Graph, state: State, number: int, states: str, linear: Linear) -> str:
    """Add a whole layer; returns its states."""
    found = attend(graph, state, number, states, linear)
    return finish_layer(graph, state, number, states, found, linear)


def attend(graph: Graph, state: State, number: int, states: str, linear: Linear) -> str:
    """Add the attention of a layer; returns what its heads find."""
    joint = linear(f"{number}_joint", states, *read_part(state, number, PRODUCTS["joint"]))
    split = [f"{number}_{name}" for name in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joint], split, axis=2, num_outputs=3))
    return add_attention(graph, number, split)


def add_attention(graph: Graph, number: int, split: list[str]) -> str:
    """Add the attention to query, key and value; returns what the heads find."""
    # faster than MultiHeadAttention of onnxruntime 1.28, with equal results
    return graph.add(
        "Attention", split, f"{number}_found", q_num_heads=ATTENTIONS, kv_num_heads=ATTENTIONS
    )


def finish_layer(
    graph: Graph, state: State, number: int, states: str, found: str, linear: Linear
) -> str:
    """Add what follows the attention; the rows of `states` and `found` are the same pieces."""

    def norm(name: str, old: str, new: str) -> str:
        total = graph.add("Add", [old, new], f"{number}_{name}_sum")
        values = [
            graph.add_weight(f"{number}_{name}_{end}", value)
            for end, value in zip(("weight", "bias"), read_part(state, number, name), strict=True)
        ]
        return graph.add_normalization(f"{number}_{name}", total, *values)

    def multiply(name: str, values: str) -> str:
        return linear(f"{number}_{name}", values, *read_part(state, number, PRODUCTS[name]))

    states = norm("attended_norm", states, multiply("attended", found))
    curved = graph.add("Gelu", [multiply("inner", states)], f"{number}_curved")
    return norm("outer_norm", states, multiply("outer", curved))
