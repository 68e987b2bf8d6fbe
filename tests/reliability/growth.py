"""The time and the memory of an import, for files whose shape is expensive to parse."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.reliability.shapes import SHAPES

SIZES = (10_000, 100_000, 1_000_000)
_MOST_GROWTH = 12  # for ten times the size
_LEAST_SECONDS = 0.25  # a shorter time is noise
_MOST_SECONDS = 30
_MEASURE = """
import json, resource, sys
from db.importers import read_all_bytes
from db.importers.models import ImportItem
from db.importers.sandbox import _close_idle
from tests.reliability.shapes import SHAPES

def seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

def read(data):
    began = seconds()
    items = list(read_all_bytes(data, name))
    _close_idle()
    return seconds() - began, items

name, make = SHAPES[sys.argv[1]]
start, _ = read(b"x")
data = make(int(sys.argv[2]))
spent, items = read(data)
problems = [item.message for item in items if not isinstance(item, ImportItem)]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
articles = len(items) - len(problems)
print(json.dumps([len(data), max(spent - start, 0), peak, articles, problems[-1:]]))
"""


@dataclass(frozen=True, slots=True)
class ImportCost:
    """The CPU seconds of the parser, the peak memory of the importing process, and the items."""

    size: int
    seconds: float
    memory: int
    articles: int
    problem: str


@dataclass(slots=True)
class Growth:
    """The costs of each shape at each size, and what is wrong with them."""

    costs: dict[str, list[ImportCost]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def measure_growth(sizes: Sequence[int] = SIZES, shapes: Iterable[str] = SHAPES) -> Growth:
    """Measure the costs of reading each shape at each size, in processes of their own."""
    growth = Growth()
    for shape in shapes:
        costs = growth.costs[shape] = [_measure(shape, size) for size in sizes]
        for smaller, larger in pairwise(costs):
            if larger.seconds > _MOST_GROWTH * max(smaller.seconds, _LEAST_SECONDS):
                growth.failures.append(
                    f"{shape}: {smaller.seconds:.1f} s for {smaller.size:,} bytes, "
                    f"{larger.seconds:.1f} s for {larger.size:,}"
                )
        for cost in costs:
            if not cost.articles and not cost.problem:
                growth.failures.append(f"{shape}: neither an article nor a problem")
            if cost.seconds > _MOST_SECONDS:
                growth.failures.append(f"{shape}: {cost.seconds:.1f} s")
            if cost.memory > 2 * cost.size + 100_000_000:
                growth.failures.append(f"{shape}: {cost.memory // 1_000_000} MB")
    return growth


def _measure(shape: str, size: int) -> ImportCost:
    command = [sys.executable, "-c", _MEASURE, shape, str(size)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    length, seconds, memory, articles, problems = json.loads(printed)
    return ImportCost(length, seconds, memory, articles, next(iter(problems), ""))
