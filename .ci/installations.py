"""Checks that the lock and the wheel install in each way that users have, and that they work.

`python installations.py WHEEL`: the lock with old and new installers; the wheel with the lowest
versions of its dependencies, on each supported Python, with pipx and with uv, as far as they are
there. Prints a line for each; exits with 1 if one failed.
"""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIPS = ("22.3.1", "23.2.1", "")  # Python 3.11's first, Python 3.11.7's, and the newest
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PAGE = (
    "<html><body><article><h1>Rain</h1><p>“It rained in the harbour on Friday, and the ships "
    "waited,” said Ana Reis, the mayor of Skarvik.</p></article></body></html>"
)
PATIENCE = 120.0  # seconds until a screen is shown on a busy machine


def run(*command: str | Path, **environment: str | Path) -> str:
    """Run a command outside the checkout; return its output, or raise with it."""
    ended = subprocess.run(
        command, env={**os.environ, **environment}, cwd=tempfile.gettempdir(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if ended.returncode:
        last = "\n".join(ended.stdout.splitlines()[-15:])
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {ended.returncode}\n{last}")
    return ended.stdout


def create_environment(folder: Path, python: str | Path = sys.executable) -> Path:
    """Create a virtual environment; return its Python."""
    run(python, "-m", "venv", folder)
    return folder / "bin" / "python"


def resolve_lock_with_pip(folder: Path, version: str) -> None:
    """Resolve the lock, without installing it, with a version of pip; "" is the newest."""
    python = create_environment(folder)
    pinned = f"pip=={version}" if version else "pip"
    run(python, "-m", "pip", "install", "-q", "--upgrade", pinned)
    options = ("-q", "--dry-run", "--no-deps", "--require-hashes")
    run(python, "-m", "pip", "install", *options, "-r", ROOT / "requirements.lock")


def resolve_lock_with_uv(folder: Path, uv: str) -> None:
    """Resolve the lock, without installing it, with both of uv's commands."""
    python = create_environment(folder)
    options = ("--dry-run", "--require-hashes", "--python", python)
    run(uv, "pip", "sync", *options, ROOT / "requirements.lock")
    run(uv, "pip", "install", *options, "--no-deps", "-r", ROOT / "requirements.lock")


def install_wheel(folder: Path, wheel: Path, python: str | Path, constraints: str = "") -> None:
    """Install the wheel in a new environment, and use it."""
    installed = create_environment(folder, python)
    listed = folder / "constraints.txt"
    listed.write_text(constraints, encoding="utf-8")
    run(installed, "-m", "pip", "install", "-q", "-c", listed, wheel)
    run(installed, "-m", "pip", "check")
    use(folder / "bin" / "onrecord", folder)


def install_with_pipx(folder: Path, wheel: Path, pipx: str) -> None:
    """Install the wheel with pipx, and use it."""
    places = {"PIPX_HOME": folder / "home", "PIPX_BIN_DIR": folder / "bin"}
    run(pipx, "install", "--python", sys.executable, wheel, **places, PIPX_MAN_DIR=folder / "man")
    use(folder / "bin" / "onrecord", folder)


def install_with_uv(folder: Path, wheel: Path, uv: str) -> None:
    """Install the wheel as a tool of uv, and use it."""
    places = {"UV_TOOL_DIR": folder / "tools", "UV_TOOL_BIN_DIR": folder / "bin"}
    run(uv, "tool", "install", "--python", sys.executable, wheel, **places)
    use(folder / "bin" / "onrecord", folder)


def use(program: Path, folder: Path) -> None:
    """Start the app for the first time, open the sample article, add a page and list quotations."""
    page, store = folder / "page.html", folder / "store.sqlite"
    page.write_text(PAGE, encoding="utf-8")
    environment = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE")}
    environment["HOME"] = str(folder)
    open_sample(program, {**os.environ, **environment, "TERM": "xterm-256color"})
    quoted = run(program, "quotes", **environment)
    run(program, "--store", store, "add", page, "--published", "2026-03-12")
    quoted += run(program, "--store", store, "quotes")
    for speaker in ("Helena Marques", "Ana Reis"):
        if speaker not in quoted:
            raise RuntimeError(f"no quotation of {speaker} is found")


def open_sample(program: Path, environment: dict[str, str]) -> None:
    """Start the app in a terminal, press Enter, and wait until the sample article is shown."""
    inner, outer = pty.openpty()
    termios.tcsetwinsize(outer, (40, 120))
    with subprocess.Popen(
        program, stdin=outer, stdout=outer, stderr=outer, env=environment, start_new_session=True
    ) as app:
        try:
            read_screen(inner, "Read the sample article")
            os.write(inner, b"\r")
            read_screen(inner, "By Ines Duarte")
        finally:
            os.killpg(app.pid, signal.SIGKILL)  # and what it started
            os.close(outer)
            os.close(inner)


def read_screen(terminal: int, expected: str) -> None:
    """Read what the app draws until `expected` was drawn; raise if it does not come."""
    drawn, deadline = "", time.monotonic() + PATIENCE
    while expected not in re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", drawn):
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        if not ready or time.monotonic() > deadline:
            raise RuntimeError(f"{expected!r} was not shown; last drawn: {drawn[-500:]!r}")
        drawn += os.read(terminal, 65536).decode("utf-8", "replace")


def read_lowest_versions() -> str:
    """Return constraints with the lower bound of each run-time dependency in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounds = [re.match(r"([\w.-]+)>=([\w.]+)", each) for each in project["dependencies"]]
    if not all(bounds):
        raise RuntimeError("a run-time dependency in pyproject.toml has no lower bound")
    return "".join(f"{bound[1]}=={bound[2]}\n" for bound in bounds if bound)


def find_pythons() -> Iterator[tuple[str, str]]:
    """Yield the version and the command of each supported Python that runs here."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in PYTHONS:
        candidates = [f"python{version}", *map(str, versions.glob(f"{version}.*/bin/python"))]
        for candidate in candidates:
            found = shutil.which(candidate)
            if found and not subprocess.run([found, "-c", ""], capture_output=True).returncode:
                yield version, found
                break


def list_checks(wheel: Path) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Yield the name of each check, and the check, which takes a new folder."""
    uv, pipx = shutil.which("uv"), shutil.which("pipx")
    for number in PIPS:
        name = f"lock, pip {number or '(newest)'}"
        yield name, lambda folder, number=number: resolve_lock_with_pip(folder, number)
    if uv:
        yield "lock, uv", lambda folder: resolve_lock_with_uv(folder, uv)
        yield "wheel, uv tool", lambda folder: install_with_uv(folder, wheel, uv)
    if pipx:
        yield "wheel, pipx", lambda folder: install_with_pipx(folder, wheel, pipx)
    lowest = read_lowest_versions()
    yield (
        "wheel, lowest versions",
        lambda folder: install_wheel(folder, wheel, sys.executable, lowest),
    )
    for version, python in find_pythons():
        yield (
            f"wheel, Python {version}",
            lambda folder, python=python: install_wheel(folder, wheel, python),
        )


def main() -> int:
    """Run all checks, one on each core at a time; return an exit code."""
    wheel = Path(sys.argv[1]).resolve()
    failed = False
    with tempfile.TemporaryDirectory() as temporary:

        def check(number: int, examine: Callable[[Path], None]) -> str:
            folder = Path(temporary) / str(number)
            folder.mkdir()
            try:
                examine(folder)
            except (RuntimeError, OSError) as error:
                return str(error)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            return ""

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            checks = list(list_checks(wheel))
            running = [
                pool.submit(check, *numbered) for numbered in enumerate(e for _, e in checks)
            ]
            for (name, _), outcome in zip(checks, running, strict=True):
                error = outcome.result()
                failed |= bool(error)
                print(f"installs: {name}" if not error else f"FAILS: {name}: {error}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
