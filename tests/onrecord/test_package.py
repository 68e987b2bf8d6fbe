"""The package for users: its names, its import, and its reference page."""

import subprocess
import sys

import pytest

import onrecord
from onrecord.reference import PAGE, package_reference

IMPORT = """
import sys
import onrecord
print(*({name.partition(".")[0] for name in sys.modules} & {"analysis", "db", "tui", "typing"}))
onrecord.analyze, onrecord.analyze_many
print(*({"nltk", "onnxruntime", "numpy", "multiprocessing", "db"} & set(sys.modules)))
onrecord.Library
print(*({"sqlite_utils", "db.importers", "db.exporters", "textual"} & set(sys.modules)))
"""


def test_every_name_of_the_package_exists_and_no_other() -> None:
    assert {name: getattr(onrecord, name).__name__ for name in onrecord.__all__} == {
        name: name for name in onrecord.__all__
    }
    assert set(onrecord.__all__) <= set(dir(onrecord))
    with pytest.raises(AttributeError, match="no attribute 'analyse_all'"):
        onrecord.analyse_all  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_loads_nothing_else_and_the_analysis_no_encoder() -> None:
    ran = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_the_reference_of_the_package_is_written_from_its_docstrings() -> None:
    assert package_reference() == PAGE.read_text(encoding="utf-8"), (
        "run `python -m onrecord.reference`"
    )


def test_every_public_name_has_a_docstring() -> None:
    documented = [section for section in package_reference().split("\n## ") if section]
    assert [section for section in documented if section.rstrip().endswith("```")] == []
