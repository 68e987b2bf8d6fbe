"""The operators, the sample, and mutants of a small project that its tests notice or miss."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.mutants.contexts import Chosen, LineRecord
from tests.mutants.equivalents import read_equivalents
from tests.mutants.operators import find_mutations
from tests.mutants.report import print_report
from tests.mutants.sample import Mutant, draw_mutants
from tests.mutants.trials import Checkout, Result, try_mutants


def mutants_of(source: str) -> list[str]:
    """The changed lines of all mutants of a source."""
    encoded = source.encode()
    return [mutation.before_and_after(encoded)[1] for mutation in find_mutations(encoded)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("late = day < end", ["late = day <= end"]),
        ("late = day >= end", ["late = day > end"]),
        ("same = day == end", ["same = day != end"]),
        ("first <= day < last", ["first < day < last", "first <= day <= last"]),
        ("known = name in names", ["known = name not in names"]),
        ("known = name not in names", ["known = name in names"]),
        ("known = name is None", ["known = name is not None"]),
        ("said = quoted and named", ["said = quoted or named"]),
        ("said = quoted or named", ["said = quoted and named"]),
        ("undated = not (day or at)", ["undated = (day or at)", "undated = not (day and at)"]),
        ("end = start + length", ["end = start - length"]),
        ("start = end - length", ["start = end + length"]),
        ("most = 7", ["most = 8"]),
        ("share = 0.5", ["share = 1.5"]),
        ("quoted = True", ["quoted = False"]),
        ("joined = ''", ["joined = 'x'"]),
        ("mark = '”'", ["mark = '”x'"]),
        ("span = cut(start, end)", ["span = cut(end, start)"]),
        ("span = cut((start), end, text=text)", ["span = cut((end), start, text=text)"]),
        ("self.at = here", ["pass"]),
        ("self.at += here", ["self.at -= here", "pass"]),
        ("count -= length", ["count += length"]),
        ("store.close()", ["pass"]),
        ("if quoted: pass", ["if True: pass", "if False: pass"]),
        ("for name in names:\n  break", ["pass"]),
        ("for name in names:\n  continue", ["pass"]),
        ("def find():\n  for name in names:\n    return name\n  return last", ["pass"]),
        ("async def load():\n  await store.load()", ["pass"]),
    ],
)  # fmt: skip
def test_an_operator_changes_one_segment(source: str, expected: list[str]) -> None:
    assert sorted(mutants_of(source)) == sorted(expected)


@pytest.mark.parametrize(
    "source",
    [
        '"""Find names."""',
        "def find():\n  '''Find.'''",
        "class Finder:\n  'Finds.'",
        "most: Literal['a', 'b']",
        "def find(most: Literal['a'] | None = None) -> Literal['b']: ...",
        "__all__ = ['find']",
        "Kind = Literal['direct', 'indirect']",
        "if TYPE_CHECKING:\n  most = 7",
        "LOG.error('failed', 1)",
        "logging.getLogger('x')",
        "CSS = 'height: 1'",
        "BINDINGS: ClassVar[list[BindingType]] = [Binding('q', 'back', 'Back', show=False)]",
        "option = click.option(name, help='a day')",
        "title = 'a message to the reader, longer than a key'",
        "line = f'{count + 1} names'",
        "names = isinstance(name, str)",
        "draw(*first, second)",
        "def find():\n  return name",
    ],
)
def test_texts_types_and_logs_are_left_as_they_are(source: str) -> None:
    assert set(mutants_of(source)) <= {"pass"}


def test_only_the_segment_of_a_mutation_changes() -> None:
    source = "# “Überfahrt”\nlast = (ends[first]  # of “the ferry”, in\n    + 1)\n".encode()
    changed = [mutation.apply(source).decode() for mutation in find_mutations(source)]
    assert changed == [
        "# “Überfahrt”\nlast = (ends[first]  # of “the ferry”, in\n    - 1)\n",
        "# “Überfahrt”\nlast = (ends[first]  # of “the ferry”, in\n    + 2)\n",
    ]


def test_an_operator_in_a_comment_is_not_one() -> None:
    assert mutants_of("late = (day  # < end\n  < end)") == ["<= end)"]


def test_a_mutation_has_the_lines_of_its_statement_and_knows_its_time() -> None:
    source = b"most = 7\ndef find(a):\n  if (a and\n      most):\n    a.at = most\n"
    by_operator = {mutation.operator: mutation for mutation in find_mutations(source)}
    assert [by_operator[name].lines for name in ("constant", "and/or", "condition", "removal")] == [
        (1, 1), (3, 4), (3, 4), (5, 5),
    ]  # fmt: skip
    assert [m.operator for m in by_operator.values() if m.at_import] == ["constant"]


CREWS = '''"""Ships and their crews."""

from ships.words import SHORT


def is_large(crew: int) -> bool:
    """Whether a crew is large."""
    return crew > 20


def label(name: str) -> str:
    """`Freya` → `MS Freya`; a long name stays as it is."""
    if len(name) > SHORT:
        return name
    return "MS " + name


def is_small(crew: int) -> bool:
    """Whether a crew is small; no test runs this."""
    return crew < 5
'''
TESTS = """import pytest
from ships.crews import is_large, label

def test_a_crew_of_thirty_is_large():
    assert is_large(30)
    assert not is_large(3)

@pytest.fixture(scope="module")
def labelled():
    return label("Freya")

def test_a_label_begins_with_the_kind(labelled):
    assert labelled[0] == "M"

def test_a_label_ends_with_the_name(labelled):
    assert labelled.endswith(" Freya")

def test_a_ship_is_skipped():
    pytest.skip("no harbour")
"""
DEPARTURES = """def depart() -> int:
    hour = 0
    while hour < 3:
        hour += 1
    return hour
"""
LARGE, BEGINS, ENDS = (
    f"tests/test_crews.py::test_a_{name}"
    for name in (
        "crew_of_thirty_is_large",
        "label_begins_with_the_kind",
        "label_ends_with_the_name",
    )
)


def write_project(root: Path, **changed: str) -> Path:
    """Write a project of three modules, of which the tests execute two."""
    for name, text in {
        "ships/__init__.py": "",
        "ships/words.py": "SHORT = 8\n",
        "ships/crews.py": CREWS,
        "ships/departures.py": DEPARTURES,
        "tests/__init__.py": "",
        "tests/test_crews.py": TESTS,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(changed.get(Path(name).stem, text), encoding="utf-8")
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without a record."""
    return write_project(tmp_path / "project")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> LineRecord:
    """The record of a project's tests."""
    root, folder = (tmp_path_factory.mktemp(name) for name in ("project", "record"))
    checkout = Checkout(write_project(root), tmp_path_factory.mktemp("checkout"))
    assert checkout.record(folder, ["ships"], ["tests"]) == 0
    return LineRecord(root, folder)


def mutant(root: Path, path: str, changed: str) -> Mutant:
    """The mutant of a file with a changed line."""
    source = (root / path).read_bytes()
    for mutation in find_mutations(source):
        if mutation.before_and_after(source)[1] == changed:
            return Mutant(path, source, mutation)
    raise AssertionError(changed)


def report(results: list[Result], record: LineRecord, listed: Path | None = None) -> str:
    """The printed report."""
    printed = io.StringIO()
    equivalents = read_equivalents(listed) if listed else frozenset()
    print_report(results, record, equivalents, Console(file=printed, width=100))
    return printed.getvalue()


def test_a_sample_is_the_same_for_a_seed(project: Path) -> None:
    samples = [draw_mutants(project, ["ships"], 4, seed) for seed in (1, 1, *range(2, 8))]
    assert samples[0] == samples[1]
    assert any(sample != samples[0] for sample in samples)
    for sample in samples:
        assert len({(drawn.path, drawn.mutation.lines) for drawn in sample}) == 4


def test_packages_are_sampled_in_proportion_to_their_lines(project: Path) -> None:
    for package, count in (("large", 30), ("small", 10)):
        (project / package).mkdir()
        (project / package / "days.py").write_text("day = 1\n" * count, encoding="utf-8")
    sample = draw_mutants(project, ["large", "small"], 8, seed=1)
    assert [drawn.package for drawn in sample] == ["large"] * 6 + ["small"] * 2


@pytest.mark.slow
def test_the_tests_of_a_mutant_are_those_that_execute_its_line(record: LineRecord) -> None:
    for path, changed, tests, executed in (
        ("ships/crews.py", "return crew >= 20", {LARGE}, True),
        ("ships/crews.py", 'return "MS " - name', {BEGINS, ENDS}, True),  # through a fixture
        ("ships/words.py", "SHORT = 9", {LARGE, BEGINS, ENDS}, True),  # through its importer
        ("ships/crews.py", "return crew <= 5", {LARGE, BEGINS, ENDS}, False),  # they import it
        ("ships/departures.py", "hour -= 1", set(), False),
    ):
        changes = mutant(record.root, path, changed)
        chosen = record.choose(changes, most=40, seconds=30)
        assert (set(chosen.tests), chosen.executed) == (tests, executed)
    assert record.unusable == ["tests/test_crews.py::test_a_ship_is_skipped"]


def test_the_tests_of_a_mutant_are_few(record: LineRecord) -> None:
    changes = mutant(record.root, "ships/words.py", "SHORT = 9")
    assert len(record.choose(changes, most=2, seconds=30).tests) == 2
    assert len(record.choose(changes, most=40, seconds=0).tests) == 1


@pytest.mark.slow
def test_mutants_are_killed_survive_or_are_not_covered(record: LineRecord, tmp_path: Path) -> None:
    mutants = [
        mutant(record.root, path, changed)
        for path, changed in (
            ("ships/crews.py", "return crew >= 20"),  # no test has a crew of twenty
            ("ships/crews.py", 'return "MS " - name'),
            ("ships/departures.py", "hour = 1"),
        )
    ]
    results = try_mutants(mutants, record, tmp_path, jobs=1, most=40, seconds=30)
    assert [(result.fate, len(result.chosen.tests)) for result in results] == [
        ("survived", 1), ("killed", 2), ("not covered", 0),
    ]  # fmt: skip
    assert results[1].killer in (BEGINS, ENDS)
    assert (record.root / "ships/crews.py").read_text(encoding="utf-8") == CREWS

    printed = report(results, record)
    assert "ships/crews.py:8 (comparison; tests: 1 of 1)" in printed
    assert "  - return crew > 20\n  + return crew >= 20" in printed
    assert "50%" in printed

    listed = tmp_path / "equivalents.toml"
    listed.write_text(
        '[[equivalent]]\nfile = "ships/crews.py"\nline = "return crew > 20"\n'
        'mutant = "return crew >= 20"\nreason = "no ship has a crew of twenty"\n',
        encoding="utf-8",
    )
    printed = report(results, record, listed)
    assert "crew >= 20" not in printed
    assert "100%" in printed


@pytest.mark.slow
def test_a_mutant_that_survives_is_tried_with_more_tests(
    record: LineRecord, tmp_path: Path
) -> None:
    changes = mutant(record.root, "ships/words.py", "SHORT = 9")
    (first,) = record.choose(changes, most=1, seconds=30).tests
    (result,) = try_mutants([changes], record, tmp_path, jobs=1, most=1, seconds=30)
    assert set(result.chosen.tests) == {LARGE, BEGINS, ENDS} - {first}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["conftest", "test_crews"])
def test_an_import_that_fails_kills_a_mutant(project: Path, tmp_path: Path, name: str) -> None:
    with (project / f"tests/{name}.py").open("a", encoding="utf-8") as file:
        file.write("from ships.words import SHORT\nassert SHORT == 8\n")
    chosen = Chosen((ENDS,), 1, 0.0, executed=True)
    changes = mutant(project, "ships/words.py", "SHORT = 9")
    assert Checkout(project, tmp_path / "copy").try_mutant(changes, chosen).fate == "killed"


def test_an_endless_mutant_is_timed_out(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.mutants.trials._SLACK", 1.0)
    (project / "tests/test_departures.py").write_text(
        "from ships.departures import depart\n\ndef test_hour():\n    assert depart() == 3\n",
        encoding="utf-8",
    )
    chosen = Chosen(("tests/test_departures.py::test_hour",), 1, 0.0, executed=True)
    checkout = Checkout(project, tmp_path / "copy")
    result = checkout.try_mutant(mutant(project, "ships/departures.py", "hour -= 1"), chosen)
    assert result.fate == "timed out"
    assert (checkout.root / "ships/departures.py").read_text(encoding="utf-8") == DEPARTURES


@pytest.mark.slow
def test_a_test_that_fails_on_the_code_itself_notices_nothing(
    record: LineRecord, tmp_path: Path
) -> None:
    root = write_project(tmp_path / "changed", test_crews=TESTS.replace("(30)", "(20)"))
    changes = mutant(root, "ships/crews.py", "return crew > 21")
    (result,) = try_mutants(
        [changes], LineRecord(root, record.folder), tmp_path, jobs=1, most=40, seconds=30
    )
    assert result.fate == "not covered"


def test_a_file_changed_since_the_record_is_reported(record: LineRecord, tmp_path: Path) -> None:
    root = write_project(tmp_path / "changed", crews="# Crews of ships.\n" + CREWS)
    changes = mutant(root, "ships/crews.py", "return crew >= 20")
    changed = LineRecord(root, record.folder)
    chosen = changed.choose(changes, most=40, seconds=30)
    assert set(chosen.tests) == {LARGE, BEGINS, ENDS}
    assert "Changed since the record: ships/crews.py." in report(
        [Result(changes, "survived", chosen)], changed
    )


def test_an_equivalent_has_a_reason(tmp_path: Path) -> None:
    listed = tmp_path / "equivalents.toml"
    listed.write_text('[[equivalent]]\nfile = "a.py"\nline = "b"\nmutant = "c"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="no reason"):
        read_equivalents(listed)


def test_the_list_of_equivalents_can_be_read() -> None:
    read_equivalents()
