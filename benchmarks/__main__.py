"""`python -m benchmarks NAME [ARGUMENT …]`: runs one benchmark and prints its tables."""

import importlib
import sys
from pathlib import Path

_SUPPORT = {"corpora", "minimal_app", "rivals"}
NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if not path.stem.startswith("_") and path.stem not in _SUPPORT
)


def main(arguments: list[str]) -> int:
    """Run the benchmark named first; the rest are its own arguments. Returns an exit code."""
    if not arguments or arguments[0] not in NAMES:
        print(f"usage: python -m benchmarks {'|'.join(NAMES)} [ARGUMENT …]", file=sys.stderr)
        return 2
    code: int = importlib.import_module(f"benchmarks.{arguments[0]}").run(arguments[1:])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
