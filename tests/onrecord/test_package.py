"""The package for users: its names, its import, and its reference page."""

import re
import subprocess
import sys

import pytest

import onrecord
from onrecord.reference import package_reference

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


def test_the_reference_has_a_section_for_each_name_of_the_package() -> None:
    headings = re.findall(r"^## (.+)$", package_reference(), re.M)
    assert sorted(headings) == sorted(onrecord.__all__)


def test_the_reference_of_a_class_has_its_methods_properties_and_fields() -> None:
    page = package_reference()
    assert "\n### Library.search()\n\n```py\nsearch(" in page
    assert "\n### Quotation.because\n" in page
    assert re.search(r"^Fields: .*`speaker_name`", page, re.M)


def test_every_public_name_has_a_docstring() -> None:
    documented = [section for section in package_reference().split("\n## ") if section]
    assert [section for section in documented if section.rstrip().endswith("```")] == []
