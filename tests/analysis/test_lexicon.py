"""Word lists are files: each word is in one list, and no list is in the code."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

import analysis
from analysis import lexicon

FOLDER = Path(lexicon.__file__).parent
LISTS = sorted(path.stem for path in FOLDER.glob("*.txt"))
READERS = [FOLDER.parent, FOLDER.parents[1] / "db"]
FEWEST = 8
FEWEST_VALUES = 12  # a shorter table of words and values is one of exceptions
# Entries of a relation are words of other lists, and gazetteers are written by the training.
RELATIONS = {"narrower_nouns", "nicknames", "metonyms"}
GAZETTEERS = {
    "towns", "settled_places", "family_names", "rare_mens_names", "rare_womens_names"
}  # fmt: skip
# Kinds of time expressions and of evidence, and names of fields, which are not words of a text.
KINDS = {
    ("composition.py", "nth"), ("composition.py", "shift"), ("serialization.py", "headline"),
    ("speaker_reasons.py", "stems"),
}  # fmt: skip
SPLIT = {"split", "word_set"}
ALTERNATIVES = re.compile(rf"[a-z]+(?:\|[a-z]+){{{FEWEST - 1},}}")


def read_header(name: str) -> str:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.startswith("#"))


def read_entries(name: str) -> list[tuple[str, list[str]]]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    heads = [line.partition(" = ")[0].partition(": ") for line in lines if line[0] != "#"]
    return [(entry, classes.split()) for entry, _, classes in heads]


def test_a_use_reads_the_words_of_its_classes() -> None:
    assert {"senator", "mayor"} <= lexicon.words("person_nouns", "office")
    assert "plumber" not in lexicon.words("person_nouns", "office")
    both = lexicon.words("person_nouns", "office", "trade")
    assert both == lexicon.words("person_nouns", "office") | lexicon.words("person_nouns", "trade")
    assert lexicon.words("months", "full") < lexicon.words("months")


def test_entries_have_values() -> None:
    assert lexicon.values("titles", "abbreviation")["sen"] == "senator"
    assert "mr" not in lexicon.values("titles")
    assert lexicon.numbers("weekdays")["thurs"] == 4


def test_words_keep_the_order_of_their_file() -> None:
    assert lexicon.entries("weekdays", "full")[::6] == ("monday", "sunday")
    assert lexicon.entries("months", "short", "full")[:3] == ("january", "jan", "february")


def test_a_pattern_prefers_the_longest_word() -> None:
    found = re.match(lexicon.pattern("reporting_verb_forms", "after_quote"), "adds")
    assert found is not None
    assert found[0] == "adds"


def test_an_unknown_class_is_an_error() -> None:
    with pytest.raises(KeyError):
        lexicon.words("months", "long")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_describes_itself_and_has_no_word_twice(name: str) -> None:
    header, entries = read_header(name), read_entries(name)
    undescribed = {given for _, classes in entries for given in classes} - set(
        re.findall(r"\w+", header)
    )
    words = [entry for entry, _ in entries]
    assert header
    assert not undescribed
    assert all(entry and entry == entry.strip() for entry in words)
    assert len(words) == len(set(words))
    assert f"`{name}.txt`" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({"given_names", "reporting_verbs", "stop_words"}))
def test_a_list_is_sorted(name: str) -> None:
    words = [entry.lower() for entry, _ in read_entries(name)]
    assert words == sorted(words)


def test_no_two_lists_share_most_of_their_words() -> None:
    stop_words = lexicon.words("stop_words")
    names = set(LISTS) - RELATIONS - GAZETTEERS - {"stop_words"}
    contents = {name: lexicon.words(name) - stop_words for name in sorted(names)}
    alike = [
        f"{first} and {second} share {' '.join(sorted(contents[first] & contents[second]))}"
        for first, second in combinations(contents, 2)
        if (fewer := min(len(contents[first]), len(contents[second]))) >= FEWEST
        and len(contents[first] & contents[second]) >= 0.6 * fewer
    ]
    assert not alike, "\n".join(alike)


def test_each_class_is_read() -> None:
    read: dict[str, set[str]] = {}
    for path in (path for folder in READERS for path in folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = _reader(call.func)
            if name in ("words", "entries", "values", "numbers", "pattern"):
                literal = all(isinstance(arg, ast.Constant) for arg in call.args)
                # a class that the call has as a variable is one of the strings of its module
                given = _strings(call.args[1:] if literal else ast.walk(tree))
                for listed in _strings(call.args[:1]):
                    read.setdefault(listed, set()).update(given)
    classes = {name: {each for _, given in read_entries(name) for each in given} for name in LISTS}
    unread = {name: found for name in LISTS if (found := classes[name] - read.get(name, set()))}
    assert not unread


def test_no_list_stands_in_the_code() -> None:
    root = Path(analysis.__file__).parent
    found = [
        f"{path.relative_to(root)}:{line}: {' '.join(words[:5])} …"
        for path in sorted(root.rglob("*.py"))
        if not {"training", "lexicon"} & set(path.parts)
        for line, words in find_lists(ast.parse(path.read_text(encoding="utf-8")))
        if not any((path.name, word) in KINDS for word in words)
    ]
    assert not found, "\n".join(found)


def test_lists_in_code_are_found() -> None:
    words = "ash beech birch cedar elm maple oak pine"
    for code in (
        f"TREES = word_set('{words}')",
        f"TREES = '{words}'.split()",
        f"TEXT = '{words}'\nTREES = frozenset(TEXT.split())",
        f"TREES = frozenset({words.split()})",
        f"TREES = {set(words.split())}",
        f"TREES = {tuple((word, word) for word in words.split())}",
        f"TREES = {dict.fromkeys(f'alder fir larch yew {words}'.split(), 'tree')}",
        f"TREES = re.compile(r'({words.replace(' ', '|')})s?')",
    ):
        assert list(find_lists(ast.parse(code))), code
    assert not list(find_lists(ast.parse("TAGS = word_set('CC CD DT EX FW IN JJ NN')")))


def find_lists(tree: ast.Module) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the words of each word list in a module.

    Part-of-speech tags, labels and kinds of lexemes are in capitals, and are no words of a text.
    """
    texts = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        for words in (_listed(node, texts), _alternatives(node)):
            lower = [word for word in words if re.search(r"[^\W\d_]", word) and not word.isupper()]
            if len(lower) >= FEWEST:
                yield getattr(node, "lineno", 0), lower


def _reader(function: ast.expr) -> str:
    """Return `words` for `words` and `lexicon.words`."""
    if isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "lexicon":
        return function.attr
    return getattr(function, "id", "")


def _listed(node: ast.AST, texts: dict[str, ast.expr]) -> list[str]:
    if isinstance(node, ast.Set):
        return _strings(node.elts)
    if isinstance(node, ast.Dict):
        is_table = all(isinstance(value, ast.Constant) for value in node.values)
        keys = [key for key in _strings(filter(None, node.keys)) if key.isalpha()]
        return keys if is_table and len(keys) >= FEWEST_VALUES else []
    if isinstance(node, ast.Tuple | ast.List):
        rows = [_strings(row.elts) for row in node.elts if isinstance(row, ast.Tuple | ast.List)]
        return [row[0] for row in rows if row and row[0].replace(" ", "").isalpha()]
    if not isinstance(node, ast.Call):
        return []
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if (
        name in ("frozenset", "set")
        and node.args
        and isinstance(node.args[0], ast.List | ast.Tuple)
    ):
        return _strings(node.args[0].elts)
    if name in SPLIT:
        sources = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
        resolved = [texts.get(s.id, s) if isinstance(s, ast.Name) else s for s in sources]
        return [word for text in _strings(resolved) for word in text.split()]
    return []


def _alternatives(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = ALTERNATIVES.search(node.value)
        return found[0].split("|") if found else []
    return []


def _strings(nodes: Iterable[ast.AST]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
