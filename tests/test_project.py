"""The files around the code agree with it: versions, workflows, templates, hooks, changelog."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.support.children import DEADLINE

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = [
    path
    for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    if path.stem != "config"
]
POSIX_ONLY = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty")
IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    sys.modules[name] = None  # an import of it fails, as on Windows
for package in ("onrecord", "analysis", "db", "tui"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if not module.name.startswith("analysis.training") and "__main__" not in module.name:
            importlib.import_module(module.name)
"""


def load(path: Path) -> Any:
    """Return the contents of a YAML file; the key `on` of a workflow is read as True."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def workflow_steps(path: Path) -> list[dict[str, Any]]:
    """Return the steps of all jobs of a workflow."""
    return [step for job in load(path)["jobs"].values() for step in job.get("steps", ())]


def test_the_tests_run_with_every_python_that_is_declared() -> None:
    declared = [
        match[1]
        for classifier in PROJECT["classifiers"]
        if (match := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", classifier))
    ]
    jobs = load(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]
    assert jobs["tests"]["strategy"]["matrix"]["python"] == declared
    assert PROJECT["requires-python"] == f">={declared[0]}"
    # the combination that the matrix leaves out is that of `checks`
    assert jobs["tests"]["strategy"]["matrix"]["exclude"] == [
        {"os": jobs["checks"]["runs-on"], "python": declared[0]}
    ]
    assert {"run": ".ci/run"} in jobs["checks"]["steps"]
    (setup,) = (step for step in jobs["checks"]["steps"] if "setup-python" in step.get("uses", ""))
    assert setup["with"]["python-version"] == declared[0]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_its_actions_have_a_version(path: Path) -> None:
    assert load(path)["permissions"] == {"contents": "read"}
    actions = [step["uses"] for step in workflow_steps(path) if "uses" in step]
    assert actions
    for action in actions:
        assert re.fullmatch(r"[\w-]+/[\w-]+@(v\d+|release/v\d+|[0-9a-f]{40})", action), action


def test_only_the_jobs_of_a_release_that_need_more_rights_have_them() -> None:
    jobs = load(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    rights = {name: job["permissions"] for name, job in jobs.items() if "permissions" in job}
    assert rights == {"publish": {"id-token": "write"}, "attach": {"contents": "write"}}
    assert set(jobs["publish"]["needs"]) == {"ci", "build"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_has_a_description_and_questions_with_ids(path: Path) -> None:
    form = load(path)
    assert form["name"]
    assert form["description"]
    questions = [part for part in form["body"] if part["type"] != "markdown"]
    ids = [question["id"] for question in questions]
    assert ids
    assert len(set(ids)) == len(ids)
    assert all(question["attributes"]["label"] for question in questions)


def test_the_citation_has_the_version_and_license_of_the_package() -> None:
    citation = load(ROOT / "CITATION.cff")
    assert str(citation["version"]) == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]


def test_the_hooks_are_checks_of_ci() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (source,) = load(ROOT / ".pre-commit-config.yaml")["repos"]
    assert source["repo"] == "local"  # nothing is downloaded
    commands = [hook["entry"].replace(" --force-exclude", "") for hook in source["hooks"]]
    assert commands == ["ruff check", "ruff format --check", "mypy", "lint-imports"]
    assert [command for command in commands if f"bin/{command}" not in script] == []


def test_every_package_is_typed() -> None:
    assert "Typing :: Typed" in PROJECT["classifiers"]
    assert all(
        (ROOT / package / "py.typed").exists() for package in ("onrecord", "analysis", "db", "tui")
    )


def test_no_module_needs_a_posix_system_to_be_imported() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *POSIX_ONLY], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr


def test_the_changelog_has_versions_with_known_groups() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (.+)$", text, re.M)
    assert versions[0] == "[Unreleased]"
    for version in versions[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version), version
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        groups = re.findall(r"^### (.+)$", section, re.M)
        assert set(groups) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
        assert len(set(groups)) == len(groups)


def test_a_record_that_never_changes_is_a_struct() -> None:
    frozen = re.compile(r"@dataclass\(.*frozen")
    found = {
        str(path)
        for package in ("onrecord", "analysis", "db", "tui")
        for path in (ROOT / package).rglob("*.py")
        if frozen.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_the_names_of_files_are_plain() -> None:
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE)
    if listed.returncode:
        pytest.skip("the files are not in a repository")
    names = listed.stdout.split("\0")
    assert [name for name in names if not re.fullmatch(r"[\w./+-]*", name)] == []
