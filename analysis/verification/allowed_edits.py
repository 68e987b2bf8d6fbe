"""The alterations of quotations that a house allows."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from analysis.verification.verdicts import EDITS, Edit, Verdict

Allowance = Edit | Literal["cut", "marked-cut"]
"""An edit that leaves the words as they were said, any cut, or a cut with an ellipsis."""
ALLOWANCES: tuple[Allowance, ...] = (*EDITS, "cut", "marked-cut")


class AllowedEdits(Struct, frozen=True):
    """A set of allowed alterations, by default all that leave the words as they were said."""

    names: frozenset[Allowance] = frozenset(EDITS)

    @classmethod
    def parse(cls, allowed: Iterable[str] = (), forbidden: Iterable[str] = ()) -> "AllowedEdits":
        """Add and remove alterations by their names; raises ValueError for an unknown one."""
        known = {str(name): name for name in ALLOWANCES}
        for name in (*allowed, *forbidden):
            if name not in known:
                raise ValueError(f"no such alteration: {name!r}; use {', '.join(known)}")
        added = {known[name] for name in allowed}
        return cls((frozenset(EDITS) | added) - {known[name] for name in forbidden})

    def list_forbidden(self, verdict: Verdict) -> tuple[Edit, ...]:
        """Return the edits of a quotation that are not allowed."""
        return tuple(edit for edit in verdict.edits if edit not in self.names)

    def passes(self, verdict: Verdict) -> bool:
        """Return whether a quotation is verbatim but for allowed alterations."""
        if verdict.kind == "near":
            return True
        if self.list_forbidden(verdict):
            return False
        if verdict.kind == "cut":
            is_marked = all(difference.is_marked for difference in verdict.differences)
            return "cut" in self.names or ("marked-cut" in self.names and is_marked)
        return verdict.kind == "verbatim"
