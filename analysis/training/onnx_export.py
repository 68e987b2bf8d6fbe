"""Export encoders as ONNX files that include their vocabulary.

The tagging encoder has int8 matrices and heads. The sentence encoder has four-bit matrices, and its
output is one vector for each text.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from analysis.training.model import HEAD, Encoder, Size

# Passages at run time are at most this many pieces long.
POSITIONS = 320
# Weights have seven bits: processors without VNNI add pairs of products in sixteen bits.
SEVEN_BITS = 63
# Four-bit codes from −7 to 7; so many inputs of a column share a factor.
_LARGEST_CODE = 7
_GROUP = 128
# The products with matrices: their names in the graph and in PyTorch.
_PRODUCTS = {"joint": "query_key_value", "attended": "attended", "inner": "inner", "outer": "outer"}
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

    def add_table(self, name: str, values: Floats) -> str:
        """Add an embedding table, stored as int8 with a scale for each row.

        onnxruntime computes the floats once, when it loads the file.
        """
        scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
        small = self.add_weight(f"{name}_int8", np.rint(values / scale).astype(np.int8))
        scales = self.add_weight(f"{name}_scales", scale)
        floats = self.add("Cast", [small], f"{name}_float", to=TensorProto.FLOAT)
        return self.add("Mul", [floats, scales], f"{name}_table")

    def add_four_bit_table(self, name: str, codes: Floats, rows: str) -> str:
        """Add a lookup of rows in a table of codes from −7 to 7, stored as two codes per byte."""
        low, high = np.split((codes + 8).astype(np.uint8), 2, axis=1)
        packed = self.add_weight(f"{name}_codes", low + 16 * high)
        both = self.add("Gather", [packed, rows], f"{name}_packed")
        return self.unpack(name, both, -1)

    def unpack(self, name: str, packed: str, axis: int) -> str:
        """Add the conversion of two four-bit codes per byte to floats, joined along `axis`.

        A byte has a code of the first half and one of the second half, each increased by 8.
        """
        mask = self.add_weight(f"{name}_mask", np.array(15, np.uint8))
        shift = self.add_weight(f"{name}_shift", np.array(4, np.uint8))
        low = self.add("BitwiseAnd", [packed, mask], f"{name}_low")
        high = self.add("BitShift", [packed, shift], f"{name}_high", direction="RIGHT")
        joined = self.add("Concat", [low, high], f"{name}_joined", axis=axis)
        floats = self.add("Cast", [joined], f"{name}_float", to=TensorProto.FLOAT)
        eight = self.add_weight(f"{name}_eight", np.array(8, np.float32))
        return self.add("Sub", [floats, eight], f"{name}_signed")

    def add_rows(self, rows: str) -> None:
        """Set the number of rows (the tensor `rows`) that the next normalizations get."""
        self._ones, self._zeros = (
            self.add(
                "ConstantOfShape",
                [rows],
                f"{rows}_{name}s",
                value=helper.make_tensor(name, TensorProto.FLOAT, [1], [value]),
            )
            for name, value in (("one", 1.0), ("zero", 0.0))
        )

    def add_normalization(self, name: str, values: str, weight: str, bias: str) -> str:
        """Add layer normalization over the last axis: each row is an instance's channel.

        The operators for layer normalization of onnxruntime 1.28 take six times as long on a CPU:
        they add up a row's values one after the other.
        """
        inputs = [values, self._ones, self._zeros]
        scaled = self.add("InstanceNormalization", inputs, f"{name}_scaled", epsilon=1e-12)
        weighted = self.add("Mul", [scaled, weight], f"{name}_weighted")
        return self.add("Add", [weighted, bias], name)

    def add_linear(self, name: str, values: str, weight: Floats, bias: Floats) -> str:
        """Add a product with an int8 matrix, one scale per column; dynamic activations."""
        scale = np.maximum(np.abs(weight).max(1) / SEVEN_BITS, 1e-8).astype(np.float32)
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

        onnxruntime computes the int8 matrix once, when it loads the file.
        """
        codes, factors = quantize_columns(weight)
        scale = np.maximum(_LARGEST_CODE * factors.max(1) / SEVEN_BITS, 1e-8).astype(np.float32)
        low, high = np.split((codes.T + 8).astype(np.uint8), 2)
        ratios = (factors / scale[:, None]).T.astype(np.float32)
        packed = self.add_weight(f"{name}_codes", low + 16 * high)
        signed = self.unpack(name, packed, 0)
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


def export_onnx(
    encoder: Encoder,
    path: Path,
    vocabulary: Sequence[str],
    labels: Mapping[str, Sequence[str]],
    mixtures: Mapping[str, torch.Tensor],
) -> None:
    """Write `encoder` to `path`, each head folded to its mixture of the corpora's conventions.

    Inputs: `pieces` and `cases` of one passage (1 × pieces), and `words`: the index of each word's
    first piece. Outputs: one for each head, words × labels.
    """
    state = {name: value.detach().numpy() for name, value in encoder.state_dict().items()}
    graph = Graph()
    states = _embeddings(graph, state)
    last = len(encoder.layers) - 1
    for number in range(last):
        states = _layer(graph, state, number, states, graph.add_linear)
    states = _layer(graph, state, last, states, graph.add_linear, "words")
    width = graph.add_weight("width", np.array([-1, state["norm.weight"].size], np.int64))
    words = graph.add("Reshape", [states, width], "word_states")
    outputs = []
    for task, names in labels.items():
        weight, bias = (
            part.detach().numpy() for part in encoder.heads[task].fold_mixture(mixtures[task])
        )
        values = [
            words,
            graph.add_weight(f"{task}_weight", weight),
            graph.add_weight(f"{task}_bias", bias),
        ]
        graph.add("Gemm", values, task, transB=1)
        outputs.append(helper.make_tensor_value_info(task, TensorProto.FLOAT, ["n", len(names)]))
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT32, [1, "pieces"]),
        helper.make_tensor_value_info("cases", TensorProto.INT32, [1, "pieces"]),
        helper.make_tensor_value_info("words", TensorProto.INT32, ["n"]),
    ]
    about = {
        "heads": json.dumps({task: list(names) for task, names in labels.items()}),
        "longest": str(POSITIONS),
        "vocabulary": "\n".join(vocabulary),
    }
    _write(path, helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.weights), about)


def read_exported(path: Path, layers: Iterable[int]) -> tuple[Encoder, list[str]]:
    """Read some layers of an exported encoder, and its vocabulary.

    The shared weights of each head are those of the exported mixture of conventions; no corpus has
    its own. An export of all layers has the same weights again.
    """
    model = onnx.load(str(path))
    stored = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    about = {entry.key: entry.value for entry in model.metadata_props}
    vocabulary = about["vocabulary"].split("\n")
    heads = {task: len(names) for task, names in json.loads(about["heads"]).items()}
    numbers = list(layers)
    sizes = [
        Size(len(stored[f"{n}_attended_int8"]) // HEAD, len(stored[f"{n}_outer_int8"]))
        for n in numbers
    ]
    encoder = Encoder(len(vocabulary), heads, 0, sizes)
    state = encoder.state_dict()

    def put(key: str, values: NDArray[np.generic]) -> None:
        state[key][: len(values)] = torch.tensor(values)

    packed = stored["piece_codes"].astype(np.int16)
    put("pieces.codes", np.concatenate([packed % 16, packed // 16], axis=1) - 8)
    put("pieces.rows", stored["piece_rows"])
    put("pieces.columns", stored["piece_columns"])
    put("positions.weight", stored["position_int8"] * stored["position_scales"])
    put("cases.weight", stored["case_int8"] * stored["case_scales"])
    for end in ("weight", "bias"):
        put(f"norm.{end}", stored[f"norm_{end}"])
        for task in heads:
            put(f"heads.{task}.shared.{end}", stored[f"{task}_{end}"])
    for ours, number in enumerate(numbers):
        for name, part in _PRODUCTS.items():
            matrix = stored[f"{number}_{name}_int8"] * stored[f"{number}_{name}_scale"]
            put(f"layers.{ours}.{part}.weight", matrix.T)
            put(f"layers.{ours}.{part}.bias", stored[f"{number}_{name}_bias"])
        for name in ("attended_norm", "outer_norm"):
            for end in ("weight", "bias"):
                put(f"layers.{ours}.{name}.{end}", stored[f"{number}_{name}_{end}"])
    encoder.load_state_dict(state)
    return encoder, vocabulary


def export_sentences(encoder: Encoder, path: Path, vocabulary: Sequence[str]) -> None:
    """Write the encoder of whole texts to `path`, with four-bit matrices and without heads.

    Input: `pieces` of one text (1 × pieces). Output: `vectors` (1 × width), the sum of the states
    of the text's pieces. Its length has no meaning.
    """
    state = {name: value.detach().numpy() for name, value in encoder.state_dict().items()}
    graph = Graph()
    states = _embeddings(graph, state, with_cases=False)
    for number in range(len(encoder.layers)):
        states = _layer(graph, state, number, states, graph.add_four_bit_linear)
    second = graph.add_weight("second", np.array([1], np.int64))
    graph.add("ReduceSum", [states, second], "vectors", keepdims=0)
    width = int(state["norm.weight"].size)
    inputs = [helper.make_tensor_value_info("pieces", TensorProto.INT32, [1, "pieces"])]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, width])]
    about = {"longest": str(POSITIONS), "vocabulary": "\n".join(vocabulary)}
    _write(path, helper.make_graph(graph.nodes, "sentences", inputs, outputs, graph.weights), about)


def _write(path: Path, graph: onnx.GraphProto, about: Mapping[str, str]) -> None:
    operators = [helper.make_opsetid("", 23), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=operators, ir_version=10)
    helper.set_model_props(model, dict(about))
    path.write_bytes(model.SerializeToString())


def _embeddings(graph: Graph, state: dict[str, Floats], *, with_cases: bool = True) -> str:
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


Linear = Callable[[str, str, Floats, Floats], str]
"""Adds a product with a matrix: name, values, weight, bias → the output's name."""


def _layer(
    graph: Graph,
    state: dict[str, Floats],
    number: int,
    states: str,
    linear: Linear,
    selected: str = "",
) -> str:
    """Add a layer; with `selected`, the output has these pieces only."""

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

    joint = linear(f"{number}_joint", states, *part(_PRODUCTS["joint"]))
    split = [f"{number}_{name}" for name in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joint], split, axis=2, num_outputs=3))
    # faster than MultiHeadAttention of onnxruntime 1.28, with equal results
    heads = part("attended")[0].shape[1] // HEAD
    found = graph.add("Attention", split, f"{number}_found", q_num_heads=heads, kv_num_heads=heads)
    if selected:
        states = graph.add("Gather", [states, selected], f"{number}_old", axis=1)
        found = graph.add("Gather", [found, selected], f"{number}_selected", axis=1)
        graph.add_rows(graph.add("Shape", [selected], f"{selected}_length"))
    attended = linear(f"{number}_attended", found, *part("attended"))
    states = norm("attended_norm", states, attended)
    inner = linear(f"{number}_inner", states, *part("inner"))
    curved = graph.add("Gelu", [inner], f"{number}_curved")
    outer = linear(f"{number}_outer", curved, *part("outer"))
    return norm("outer_norm", states, outer)
