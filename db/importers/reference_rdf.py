"""References in RDF/XML: Zotero, the Bibliographic Ontology, Dublin Core and schema.org."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from lxml import etree

from db.errors import ImportingError
from db.importers.models import ItemReaders
from db.importers.references import (
    DAMAGED_LIST,
    FIELDS,
    NO_REFERENCES,
    Reference,
    turn_name,
)
from db.importers.xml_trees import parse_xml

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PATHS: Mapping[str, Sequence[str]] = FIELDS["rdf"]
_NOT_WORKS = frozenset(FIELDS["rdf"]["not_works"])
_LISTS = ("Seq", "Bag", "Alt", "List")
_DEEPEST = 4  # works in works
_MOST_SAME = 20  # elements that describe one node


class _Graph:
    """The nodes of a file, by their names, and the values of their properties."""

    def __init__(self, root: etree._Element) -> None:
        self._nodes: dict[str, list[etree._Element]] = {}
        for node in root.iter(etree.Element):
            for key in ("about", "nodeID", "ID"):
                if (label := node.get(_RDF + key)) and _is_node(node):
                    same = self._nodes.setdefault(str(label).removeprefix("#"), [])
                    same += [node] if len(same) < _MOST_SAME else []

    def follow(self, node: etree._Element, names: Sequence[str]) -> list[etree._Element]:
        """Return the values of the first of these properties that a node has."""
        same = self._nodes.get(_label(node), [node])
        for name in names:
            found = [
                value
                for each in same
                for element in each
                if _local(element) == name
                for value in self._values(element)
            ]
            if found:
                return found
        return []

    def _values(self, element: etree._Element) -> Iterator[etree._Element]:
        """Yield the nodes that a property names or contains, or itself if it is a text."""
        label = element.get(_RDF + "resource") or element.get(_RDF + "nodeID")
        if label is not None:
            nodes = self._nodes.get(str(label).removeprefix("#"))
            yield nodes[0] if nodes else element
        elif not len(element):
            yield element
        for child in element:
            if _local(child) in _LISTS:
                for item in child:
                    yield from self._values(item) if item.tag == _RDF + "li" else (item,)
            elif isinstance(child.tag, str):
                yield child


def read_rdf_references(data: bytes, name: str) -> ItemReaders:
    """Read the works of a file; persons, journals, notes and attached files are none."""
    root, is_damaged = parse_xml(data)
    graph = _Graph(root)
    works = [
        node
        for node in root
        if isinstance(node.tag, str)
        and _local(node) not in _NOT_WORKS
        and graph.follow(node, _PATHS["title"])
    ]
    if not works:
        raise ImportingError(NO_REFERENCES)
    for number, work in enumerate(works, 1):
        yield partial(_read_work(graph, work).to_item, f"{name}#{number}")
    if is_damaged:
        raise ImportingError(DAMAGED_LIST)


def _read_work(graph: _Graph, work: etree._Element) -> Reference:
    def first(field: str) -> str:
        return next(
            filter(None, (_text(graph, value) for value in graph.follow(work, _PATHS[field]))), ""
        )

    wholes = list(_wholes(graph, work))
    site = next(
        (words for whole in wholes for value in graph.follow(whole, _PATHS["title"])
         if (words := _text(graph, value))),
        "",
    )  # fmt: skip
    dates = [
        _text(graph, value) for node in (work, *wholes)
        for value in graph.follow(node, _PATHS["published"])
    ]  # fmt: skip
    address = next(
        (words for words in (first("address"), _label(work)) if words.startswith("http")), ""
    )
    doi = " ".join(
        _text(graph, value) or _label(value) for value in graph.follow(work, _PATHS["doi"])
    )
    return Reference(
        title=first("title"),
        authors=[name for value in graph.follow(work, _PATHS["author"])
                 if (name := _name(graph, value))],
        site=site or first("site"),
        published=dates[:1],
        address=address,
        doi=doi,
        abstract=first("abstract"),
        language=first("language"),
        tags=[_text(graph, value) for value in graph.follow(work, _PATHS["tags"])],
        notes=[
            _text(graph, value) for value in graph.follow(work, _PATHS["notes"])
            if _local(value) == "Memo"
        ],
    )  # fmt: skip


def _wholes(graph: _Graph, work: etree._Element) -> Iterator[etree._Element]:
    """Yield the issue, the journal and the like that a work is a part of, from inside out."""
    for _ in range(_DEEPEST):
        found = [node for node in graph.follow(work, _PATHS["part_of"]) if len(node)]
        if not found:
            return
        work = found[0]
        yield work


def _name(graph: _Graph, person: etree._Element) -> str:
    parts = (
        next((_text(graph, value) for value in graph.follow(person, _PATHS[part])), "")
        for part in ("given", "family")
    )
    return " ".join(filter(None, parts)) or turn_name(_text(graph, person))


def _text(graph: _Graph, value: etree._Element) -> str:
    """Return the text of a literal, or the label of a node."""
    if len(value):
        labels = graph.follow(value, _PATHS["label"])
        return _text(graph, labels[0]) if labels and not len(labels[0]) else ""
    words = " ".join("".join(map(str, value.itertext())).split())
    return words or str(value.get(_RDF + "resource") or "")


def _is_node(element: etree._Element) -> bool:
    """Return True for an element that describes a node, not for a property that names it."""
    return _RDF + "about" in element.attrib or bool(len(element))


def _label(node: etree._Element) -> str:
    found = node.get(_RDF + "about") or node.get(_RDF + "nodeID") or node.get(_RDF + "ID") or ""
    return str(found).removeprefix("#")


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
