"""The small defects that a source file can be given, each as the replacement of one segment.

Docstrings, annotations, `__all__`, `TYPE_CHECKING` blocks, logging calls, f-strings and texts for
readers (style sheets, bindings, help) stay as they are.
"""

import ast
import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
}
_SHORT = 12  # characters of a string that is changed; longer ones are messages, SQL and patterns
_TEXTS = {"__all__", "__slots__", "CSS", "DEFAULT_CSS", "BINDINGS", "HELP"}
_TEXT_CALLS = {"Binding", "Literal", "NewType", "TypeVar", "cast"}
_TEXT_KEYWORDS = {"help", "short_help", "epilog", "metavar", "tooltip", "description", "maxsize"}
_LOGS = {"LOG", "log", "logger", "logging"}
_UNSWAPPED = {"isinstance", "issubclass"}  # swapped, they raise: any test would notice


@dataclass(frozen=True, slots=True)
class Mutation:
    """One replacement: bytes `start` to `end` of the source become `text`.

    `lines` are those of the statement, or of its header; `at_import` is true outside functions.
    """

    operator: str
    start: int
    end: int
    text: str
    lines: tuple[int, int]
    at_import: bool

    def apply(self, source: bytes) -> bytes:
        """The source with the defect."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def line(self, source: bytes) -> int:
        """The number of the line in which the replaced segment begins."""
        return source.count(b"\n", 0, self.start) + 1

    def before_and_after(self, source: bytes) -> tuple[str, str]:
        """The lines of the segment in the source and in the mutant, each as one line."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        last = len(source) if last < 0 else last
        before = source[first:last]
        after = source[first : self.start] + self.text.encode() + source[self.end : last]
        return " ".join(before.decode().split()), " ".join(after.decode().split())


def find_mutations(source: bytes) -> list[Mutation]:
    """All mutations of a source file, in its order."""
    finder = _Finder(source)
    finder.visit(ast.parse(source))
    return sorted(finder.found, key=lambda mutation: (mutation.start, mutation.end, mutation.text))


class _Finder(ast.NodeVisitor):
    """Collects mutations; knows the statement and the function around a node."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.found: list[Mutation] = []
        self._line_starts = [0, *(match.end() for match in re.finditer(rb"\n", source))]
        self._header = (0, 0)
        self._functions = 0

    # Segments

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._line_starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._line_starts[node.end_lineno - 1] + node.end_col_offset

    def _segment(self, start: int, end: int) -> str:
        return self.source[start:end].decode()

    def _add(self, operator: str, start: int, end: int, text: str) -> None:
        lines = bisect(self._line_starts, start), bisect(self._line_starts, end)
        if self._header[0] <= lines[0] <= self._header[1]:
            lines = self._header
        self.found.append(Mutation(operator, start, end, text, lines, self._functions == 0))

    def _replace(self, operator: str, node: ast.expr | ast.stmt, text: str) -> None:
        self._add(operator, self._start(node), self._end(node), text)

    def _replace_between(
        self, operator: str, left: ast.expr, right: ast.expr, pattern: str, text: str
    ) -> None:
        """Replace the operator between two operands; brackets and comments may be there too."""
        gap = self.source[self._end(left) : self._start(right)]
        for match in re.finditer(rb"#[^\n]*|(" + pattern.encode() + rb")", gap):
            if match[1]:
                begin = self._end(left)
                self._add(operator, begin + match.start(), begin + match.end(), text)
                return

    # Statements

    def visit(self, node: ast.AST) -> None:
        """Visit a node; note the lines of a statement."""
        around = self._header
        if isinstance(node, ast.stmt):
            self._header = _header(node)
        super().visit(node)
        self._header = around

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Visit a function without its annotations; find its early exits."""
        self._visit_all(node.decorator_list)
        self._visit_all((*node.args.defaults, *node.args.kw_defaults))
        self._functions += 1
        self._visit_all(node.body)
        for statement in node.body:
            if not isinstance(statement, ast.Return):
                for early in _returns(statement):
                    self._remove(early)
        self._functions -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Visit a lambda: its body runs later."""
        self._visit_all((*node.args.defaults, *node.args.kw_defaults))
        self._functions += 1
        self.visit(node.body)
        self._functions -= 1

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Visit a class without its bases."""
        self._visit_all((*node.decorator_list, *node.keywords, *node.body))

    def visit_Assign(self, node: ast.Assign) -> None:
        """Visit what is assigned; assignments to attributes are removed."""
        if not any(isinstance(target, ast.Name) and target.id in _TEXTS for target in node.targets):
            if any(isinstance(target, ast.Attribute) for target in node.targets):
                self._remove(node)
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Visit what is assigned, not the annotation."""
        if node.value and not (isinstance(node.target, ast.Name) and node.target.id in _TEXTS):
            if isinstance(node.target, ast.Attribute):
                self._remove(node)
            self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Change `+=` to `-=`, and the other way round; changes of attributes are removed."""
        if isinstance(node.target, ast.Attribute):
            self._remove(node)
        if isinstance(node.op, ast.Add):
            self._replace_between("arithmetic", node.target, node.value, r"\+=", "-=")
        elif isinstance(node.op, ast.Sub):
            self._replace_between("arithmetic", node.target, node.value, "-=", "+=")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Remove a call made for its effect; docstrings are not visited."""
        if isinstance(node.value, ast.Constant):
            return
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call) and not _is_logging(call):
            self._remove(node)
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        """Remove a `continue`."""
        self._remove(node)

    def visit_Break(self, node: ast.Break) -> None:
        """Remove a `break`."""
        self._remove(node)

    def visit_If(self, node: ast.If) -> None:
        """Make a condition true and false; blocks for type checkers are not visited."""
        condition = ast.unparse(node.test)
        if condition.endswith("TYPE_CHECKING") or condition.startswith("__name__"):
            self._visit_all(node.orelse)
            return
        self._replace("condition", node.test, "True")
        self._replace("condition", node.test, "False")
        self.generic_visit(node)

    def _remove(self, node: ast.stmt) -> None:
        around, self._header = self._header, _header(node)
        self._replace("removal", node, "pass")
        self._header = around

    # Expressions

    def visit_Compare(self, node: ast.Compare) -> None:
        """Change each comparison."""
        operands = (node.left, *node.comparators)
        for left, right, sign in zip(operands, node.comparators, node.ops, strict=False):
            pattern, text = _COMPARISONS[type(sign)]
            self._replace_between("comparison", left, right, pattern, text)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Change `and` to `or`, and the other way round."""
        pattern, text = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._replace_between("and/or", left, right, pattern, text)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Remove a `not`."""
        if isinstance(node.op, ast.Not):
            start, end = self._start(node), self._end(node)
            self._add("not", start, end, self._segment(start + len("not"), end).strip())
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Change `+` to `-`, and the other way round."""
        if isinstance(node.op, ast.Add):
            self._replace_between("arithmetic", node.left, node.right, r"\+", "-")
        elif isinstance(node.op, ast.Sub):
            self._replace_between("arithmetic", node.left, node.right, "-", "+")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Change a number, a truth value or a short string."""
        value = node.value
        if isinstance(value, bool):
            self._replace("constant", node, str(not value))
        elif isinstance(value, int | float):
            self._replace("constant", node, repr(value + 1))
        elif isinstance(value, str) and len(value) <= _SHORT:
            self._replace("constant", node, repr(value + "x"))

    def visit_Call(self, node: ast.Call) -> None:
        """Swap the arguments of a call with two; visit those that are no texts for readers."""
        name = _name(node.func)
        if name in _TEXT_CALLS or _is_logging(node):
            return
        if len(node.args) == 2 and name not in _UNSWAPPED:
            self._swap(*node.args)
        self._visit_all((node.func, *node.args))
        self._visit_all(word for word in node.keywords if word.arg not in _TEXT_KEYWORDS)

    def _swap(self, first: ast.expr, second: ast.expr) -> None:
        left = self._segment(self._start(first), self._end(first))
        gap = self._segment(self._end(first), self._start(second))
        right = self._segment(self._start(second), self._end(second))
        if left != right and not any(isinstance(part, ast.Starred) for part in (first, second)):
            self._add("arguments", self._start(first), self._end(second), right + gap + left)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Visit an item, unless it is a type."""
        if _name(node.value) not in _TEXT_CALLS:
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave out f-strings: Python 3.11 has no exact positions for their parts."""


def _header(statement: ast.stmt) -> tuple[int, int]:
    """The first and last line of a statement, without the block of a compound one."""
    if not hasattr(statement, "body"):
        return statement.lineno, statement.end_lineno or statement.lineno
    ends = [
        getattr(node, "end_lineno", None) or statement.lineno
        for child in ast.iter_child_nodes(statement)
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
        for node in ast.walk(child)
    ]
    return statement.lineno, max(ends, default=statement.lineno)


def _returns(node: ast.AST) -> Iterator[ast.Return]:
    """The return statements in a block, without those of functions inside it."""
    if isinstance(node, ast.Return):
        yield node
    elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _returns(child)


def _name(node: ast.expr) -> str:
    """`logging` → `logging`; `ast.Name` → `Name`; other expressions → an empty string."""
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _is_logging(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and _name(node.func.value) in _LOGS
