"""Export encoders as ONNX files that include their vocabulary.

The tagging encoder has int8 matrices and heads. The sentence encoder has four-bit matrices, and its
output is one vector for each text.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from analysis.training.model import ATTENTIONS, LAYERS, Encoder

# Passages at run time are at most this many pieces long.
POSITIONS = 320
# Weights have seven bits: processors without VNNI add pairs of products in sixteen bits.
_SEVEN_BITS = 63
# Four-bit codes from −7 to 7; so many inputs of a column share a factor.
_LARGEST_CODE = 7
_GROUP = 128
_EPSILON = "epsilon"  # prevents a division by zero in layer normalization
_MICROSOFT = "com.microsoft"  # onnxruntime's own operators for the parts of a transformer

Floats = NDArray[np.float32]


class Graph:
    """A builder of an ONNX graph."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def add_weight(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant; returns its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **how: object
    ) -> str:
        """Add an operator with one output; returns the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **how))
        return output

    def add_table(self, name: str, values: Floats, rows: str) -> str:
        """Add a lookup of rows in an embedding table, stored as int8 with a scale for each row."""
        scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
        small = self.add_weight(f"{name}_int8", np.rint(values / scale).astype(np.int8))
        scales = self.add_weight(f"{name}_scales", scale)
        codes = self.add("Gather", [small, rows], f"{name}_taken")
        floats = self.add("Cast", [codes], f"{name}_float", to=TensorProto.FLOAT)
        factors = self.add("Gather", [scales, rows], f"{name}_factors")
        return self.add("Mul", [floats, factors], f"{name}_rows")

    def add_four_bit_table(self, name: str, codes: Floats, rows: str) -> str:
        """Add a lookup of rows in a table of codes from −7 to 7, stored as two codes per byte.

        A byte has a code of the row's first half and one of its second half.
        """
        low, high = np.split((codes + 8).astype(np.uint8), 2, axis=1)
        packed = self.add_weight(f"{name}_codes", low + 16 * high)
        both = self.add("Gather", [packed, rows], f"{name}_packed")
        wide = self.add("Cast", [both], f"{name}_wide", to=TensorProto.INT32)
        sixteen = self.add_weight(f"{name}_sixteen", np.array(16, np.int32))
        halves = [self.add(kind, [wide, sixteen], f"{name}_{kind}") for kind in ("Mod", "Div")]
        joined = self.add("Concat", halves, f"{name}_joined", axis=-1)
        floats = self.add("Cast", [joined], f"{name}_float", to=TensorProto.FLOAT)
        eight = self.add_weight(f"{name}_eight", np.array(8, np.float32))
        return self.add("Sub", [floats, eight], f"{name}_signed")

    def add_normalization(self, name: str, values: str, weight: str, bias: str) -> str:
        """Add layer normalization over the last axis, in single operators.

        The fused operators of onnxruntime 1.28 compute a row at a time, and take three times as
        long on a CPU. onnxruntime does not fuse these single operators by itself.
        """
        mean = self.add("ReduceMean", [values], f"{name}_mean", axes=[-1], keepdims=1)
        centered = self.add("Sub", [values, mean], f"{name}_centered")
        square = self.add("Mul", [centered, centered], f"{name}_square")
        variance = self.add("ReduceMean", [square], f"{name}_variance", axes=[-1], keepdims=1)
        positive = self.add("Add", [variance, _EPSILON], f"{name}_positive")
        deviation = self.add("Sqrt", [positive], f"{name}_deviation")
        scaled = self.add("Div", [centered, deviation], f"{name}_scaled")
        weighted = self.add("Mul", [scaled, weight], f"{name}_weighted")
        return self.add("Add", [weighted, bias], name)

    def add_linear(self, name: str, values: str, weight: Floats, bias: Floats) -> str:
        """Add a product with an int8 matrix, one scale per column; dynamic activations."""
        scale = np.maximum(np.abs(weight).max(1) / _SEVEN_BITS, 1e-8).astype(np.float32)
        small = np.rint(weight / scale[:, None]).astype(np.int8).T
        inputs = [
            values,
            self.add_weight(f"{name}_int8", small),
            self.add_weight(f"{name}_scale", scale),
        ]
        inputs += ["", self.add_weight(f"{name}_bias", bias)]
        return self.add("DynamicQuantizeMatMul", inputs, name, _MICROSOFT)

    def add_four_bit_linear(self, name: str, values: str, weight: Floats, bias: Floats) -> str:
        """Add a product with an int8 matrix that is stored in four bits.

        onnxruntime computes the int8 matrix once, when it loads the file. A byte has a code of the
        first half of the inputs and one of the second half.
        """
        codes, factors = quantize_columns(weight)
        scale = np.maximum(_LARGEST_CODE * factors.max(1) / _SEVEN_BITS, 1e-8).astype(np.float32)
        low, high = np.split((codes.T + 8).astype(np.uint8), 2)
        ratios = (factors / scale[:, None]).T.astype(np.float32)
        packed = self.add_weight(f"{name}_codes", low + 16 * high)
        wide = self.add("Cast", [packed], f"{name}_wide", to=TensorProto.INT32)
        sixteen = self.add_weight(f"{name}_sixteen", np.array(16, np.int32))
        halves = [self.add(kind, [wide, sixteen], f"{name}_{kind}") for kind in ("Mod", "Div")]
        joined = self.add("Concat", halves, f"{name}_joined", axis=0)
        floats = self.add("Cast", [joined], f"{name}_float", to=TensorProto.FLOAT)
        eight = self.add_weight(f"{name}_eight", np.array(8, np.float32))
        signed = self.add("Sub", [floats, eight], f"{name}_signed")
        groups = self.add_weight(f"{name}_groups", np.array([len(ratios), _GROUP, -1], np.int64))
        grouped = self.add("Reshape", [signed, groups], f"{name}_grouped")
        ratio = self.add_weight(f"{name}_ratios", ratios[:, None, :])
        scaled = self.add("Mul", [grouped, ratio], f"{name}_scaled")
        rounded = self.add("Round", [scaled], f"{name}_rounded")
        shape = self.add_weight(f"{name}_shape", np.array(codes.T.shape, np.int64))
        whole = self.add("Reshape", [rounded, shape], f"{name}_whole")
        small = self.add("Cast", [whole], f"{name}_int8", to=TensorProto.INT8)
        inputs = [values, small, self.add_weight(f"{name}_scale", scale), ""]
        inputs.append(self.add_weight(f"{name}_bias", bias))
        return self.add("DynamicQuantizeMatMul", inputs, name, _MICROSOFT)


def quantize_columns(weight: Floats) -> tuple[Floats, Floats]:
    """Quantize a matrix (outputs × inputs): codes, and a factor for each group of inputs.

    The factors minimize the squared error of each group.
    """
    groups = weight.reshape(len(weight), -1, _GROUP)
    largest = np.maximum(np.abs(groups).max(2, keepdims=True), 1e-8)
    best = np.full_like(largest, np.inf)
    codes, factors = np.zeros_like(groups), np.ones_like(largest)
    for share in np.linspace(0.6, 1.0, 9, dtype=np.float32):
        factor = largest * share / _LARGEST_CODE
        tried = np.rint(groups / factor).clip(-_LARGEST_CODE, _LARGEST_CODE)
        loss = np.square(tried * factor - groups).sum(2, keepdims=True)
        better = loss < best
        best = np.where(better, loss, best)
        codes, factors = np.where(better, tried, codes), np.where(better, factor, factors)
    return codes.reshape(weight.shape), factors[:, :, 0]


def export(
    encoder: Encoder,
    path: Path,
    vocabulary: Sequence[str],
    labels: Mapping[str, Sequence[str]],
    mixtures: Mapping[str, torch.Tensor],
) -> None:
    """Write `encoder` to `path`, each head folded to its mixture of the corpora's conventions.

    Inputs: `pieces` and `cases` (batch × pieces), `lengths` (batch), and `words`: the index of
    each word's first piece in the flattened batch. Outputs: one for each head, words × labels.
    """
    state = {name: value.detach().numpy() for name, value in encoder.state_dict().items()}
    graph = Graph()
    graph.add_weight(_EPSILON, np.array(1e-12, np.float32))
    states = _embeddings(graph, state)
    for number in range(LAYERS):
        states = _layer(graph, state, number, states, graph.add_linear)
    width = graph.add_weight("width", np.array([-1, state["norm.weight"].size], np.int64))
    flat = graph.add("Reshape", [states, width], "flat")
    words = graph.add("Gather", [flat, "words"], "word_states")
    outputs = []
    for task, names in labels.items():
        weight, bias = (
            part.detach().numpy() for part in encoder.heads[task].fold_mixture(mixtures[task])
        )
        inputs = [
            words,
            graph.add_weight(f"{task}_weight", weight),
            graph.add_weight(f"{task}_bias", bias),
        ]
        graph.add("Gemm", inputs, task, transB=1)
        outputs.append(helper.make_tensor_value_info(task, TensorProto.FLOAT, ["n", len(names)]))
    square = ["batch", "pieces"]
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT32, square),
        helper.make_tensor_value_info("cases", TensorProto.INT32, square),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        helper.make_tensor_value_info("words", TensorProto.INT32, ["n"]),
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=8,
    )
    helper.set_model_props(
        model,
        {
            "heads": json.dumps({task: list(names) for task, names in labels.items()}),
            "longest": str(POSITIONS),
            "vocabulary": "\n".join(vocabulary),
        },
    )
    path.write_bytes(model.SerializeToString())


def export_sentences(encoder: Encoder, path: Path, vocabulary: Sequence[str]) -> None:
    """Write the encoder of whole texts to `path`, with four-bit matrices and without heads.

    Inputs: `pieces` (batch × pieces) and `lengths` (batch). Output: `vectors`, batch × width: the
    sums of the states of a text's pieces. Their length has no meaning.
    """
    state = {name: value.detach().numpy() for name, value in encoder.state_dict().items()}
    graph = Graph()
    graph.add_weight(_EPSILON, np.array(1e-12, np.float32))
    states = _embeddings(graph, state, with_cases=False)
    for number in range(LAYERS):
        states = _layer(graph, state, number, states, graph.add_four_bit_linear)
    second = graph.add_weight("second", np.array([1], np.int64))
    third = graph.add_weight("third", np.array([2], np.int64))
    places = graph.add("Cast", ["places"], "piece_places", to=TensorProto.INT32)
    column = graph.add("Unsqueeze", ["lengths", second], "lengths_column")
    inside = graph.add("Less", [places, column], "inside")
    factors = graph.add("Cast", [inside], "inside_float", to=TensorProto.FLOAT)
    mask = graph.add("Unsqueeze", [factors, third], "mask")
    masked = graph.add("Mul", [states, mask], "masked")
    graph.add("ReduceSum", [masked, second], "vectors", keepdims=0)
    width = int(state["norm.weight"].size)
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT32, ["batch", "pieces"]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
    ]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", width])]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "sentences", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=8,
    )
    helper.set_model_props(model, {"longest": str(POSITIONS), "vocabulary": "\n".join(vocabulary)})
    path.write_bytes(model.SerializeToString())


def _embeddings(graph: Graph, state: dict[str, Floats], *, with_cases: bool = True) -> str:
    codes = graph.add_four_bit_table("piece", state["pieces.codes"], "pieces")
    rows = graph.add_weight("piece_rows", state["pieces.rows"])
    factors = graph.add("Gather", [rows, "pieces"], "piece_factors")
    of_rows = graph.add("Mul", [codes, factors], "piece_of_rows")
    columns = graph.add_weight("piece_columns", state["pieces.columns"])
    pieces = graph.add("Mul", [of_rows, columns], "piece")
    shape = graph.add("Shape", ["pieces"], "shape")
    constant_1 = graph.add_weight("one", np.array(1, np.int64))
    constant_0 = graph.add_weight("zero", np.array(0, np.int64))
    length = graph.add("Gather", [shape, constant_1], "length")
    indexes = graph.add("Range", [constant_0, length, constant_1], "places")
    positions = graph.add_table("position", state["positions.weight"][:POSITIONS], indexes)
    both = graph.add("Add", [pieces, positions], "piece_position")
    norm = [graph.add_weight(f"norm_{end}", state[f"norm.{end}"]) for end in ("weight", "bias")]
    if not with_cases:
        return graph.add_normalization("embedded", both, *norm)
    cases = graph.add_table("case", state["cases.weight"], "cases")
    total = graph.add("Add", [both, cases], "embedding")
    return graph.add_normalization("embedded", total, *norm)


Linear = Callable[[str, str, Floats, Floats], str]
"""Adds a product with a matrix: name, values, weight, bias → the output's name."""


def _layer(graph: Graph, state: dict[str, Floats], number: int, states: str, linear: Linear) -> str:
    def part(name: str) -> tuple[Floats, Floats]:
        key = f"layers.{number}.{name}"
        return state[f"{key}.weight"], state[f"{key}.bias"]

    def norm(name: str, old: str, new: str) -> str:
        total = graph.add("Add", [old, new], f"{number}_{name}_sum")
        values = [
            graph.add_weight(f"{number}_{name}_{end}", value)
            for end, value in zip(("weight", "bias"), part(name), strict=True)
        ]
        return graph.add_normalization(f"{number}_{name}", total, *values)

    joint = linear(f"{number}_joint", states, *part("query_key_value"))
    split = [f"{number}_{name}" for name in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joint], split, axis=2))
    found = graph.add(
        "MultiHeadAttention",
        [*split, "", "lengths"],
        f"{number}_found",
        _MICROSOFT,
        num_heads=ATTENTIONS,
    )
    attended = linear(f"{number}_attended", found, *part("attended"))
    states = norm("attended_norm", states, attended)
    inner = linear(f"{number}_inner", states, *part("inner"))
    curved = graph.add("Gelu", [inner], f"{number}_curved", _MICROSOFT)
    outer = linear(f"{number}_outer", curved, *part("outer"))
    return norm("outer_norm", states, outer)
