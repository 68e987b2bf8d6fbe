"""Telemetry of onnxruntime is off in every process, before it can be imported.

Versions from 1.29 on send some unless `ORT_DISABLE_TELEMETRY` is set before the import. The lock
has an earlier one, and the switch stays all the same.
"""

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.pipeline import run_analysis
from tests.support.children import DEADLINE

ROOT = Path(__file__).parents[2]
ENTRIES = {
    "the app": "import tui.app",
    "the command line": "import tui.cli",
    "a worker process": "import db.ingest",
    "training": "import analysis.training",
    "a notebook": "import onrecord",
    "a program with a store": "import db",
    "a benchmark": "import benchmarks.corpora, benchmarks.names",
    "a worker of a cluster": f"import pickle; pickle.loads({pickle.dumps(run_analysis)!r})",
}
TELL = (
    "import os, sys; print(os.environ.get('ORT_DISABLE_TELEMETRY'), 'onnxruntime' in sys.modules)"
)


@pytest.mark.slow
@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("before", [None, "0"])
def test_the_switch_is_set_before_onnxruntime_is_imported(entry: str, before: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}
    if before is not None:
        environment["ORT_DISABLE_TELEMETRY"] = before
    ran = subprocess.run(
        [sys.executable, "-c", f"{ENTRIES[entry]}; {TELL}"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=DEADLINE,
    )  # fmt: skip
    assert ran.stdout.split() == ["1", "False"]


def test_only_the_package_with_the_switch_imports_onnxruntime() -> None:
    importing = {
        str(path.relative_to(ROOT).parts[0])
        for folder in ("onrecord", "analysis", "db", "tui", "benchmarks", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^\s*(?:import|from) onnxruntime\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert importing == {"analysis"}


def test_the_lock_has_a_version_without_telemetry() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    (version,) = re.findall(r"^onnxruntime==(\d+)\.(\d+)", lock, re.M)
    assert tuple(map(int, version)) < (1, 29)
