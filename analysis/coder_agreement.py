"""Agreement of coders: percent, Cohen's kappa and Krippendorff's alpha for nominal values.

Units are counted by the values that the coders gave them, so that a million units cost no more than
a few: `{("yes", "yes"): 20, ("yes", "no"): 5}`.
"""

from collections import Counter
from collections.abc import Hashable, Mapping

from msgspec import Struct

Values = tuple[Hashable, ...]
"""The value that each coder gave a unit, in the order of the coders; None for no value."""


def krippendorff_alpha(units: Mapping[Values, int]) -> float | None:
    """Return Krippendorff's alpha of any number of coders, some of whose values may be missing.

    None if all values are equal, or no unit has two: the agreement by chance is then not defined.
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    totals: Counter[Hashable] = Counter()
    observed = 0.0  # ordered pairs of different values within units
    for values, number in units.items():
        given = Counter(value for value in values if value is not None)
        size = given.total()
        if size < 2:
            continue
        for value, times in given.items():
            totals[value] += times * number
            observed += number * times * (size - times) / (size - 1)
    pairable = totals.total()
    expected = sum(times * (pairable - times) for times in totals.values())
    if not expected:
        return None
    return 1 - (pairable - 1) * observed / expected


def cohen_kappa(units: Mapping[Values, int]) -> float | None:
    """Return Cohen's kappa of two coders; None if both gave one and the same value to all units.

    Units without a value of both coders are left out. Cohen (1960), A coefficient of agreement for
    nominal scales.
    """
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    equal = 0
    for values, number in units.items():
        before, after = values
        if before is None or after is None:
            continue
        first[before] += number
        second[after] += number
        equal += number if before == after else 0
    total = first.total()
    by_chance = sum(times * second[value] for value, times in first.items())
    if by_chance == total * total:
        return None
    return (equal * total - by_chance) / (total * total - by_chance)


class CodeAgreement(Struct, frozen=True):
    """The agreement of two coders about one code: the units by who gave it.

    `only_first` and `only_second` are units to which one coder alone gave the code.
    """

    code: str
    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def units(self) -> int:
        """The number of units."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def agreement(self) -> float | None:
        """The share of units on which the coders agree, from 0 to 1; None without units."""
        return (self.both + self.neither) / self.units if self.units else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None if it is not defined."""
        return cohen_kappa(self._count_values())

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha; None if it is not defined."""
        return krippendorff_alpha(self._count_values())

    def _count_values(self) -> dict[Values, int]:
        return {
            (True, True): self.both, (True, False): self.only_first,
            (False, True): self.only_second, (False, False): self.neither,
        }  # fmt: skip
