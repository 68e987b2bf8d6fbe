"""The relation of a date to its event, as its reason states it: a begin, an end, a repetition."""

from analysis.models import Reason

BEGINS, ENDS, DEADLINE, RECURS = "event.begins", "event.ends", "event.deadline", "event.recurs"
BOUNDS = (BEGINS, ENDS, DEADLINE, RECURS)
AHEAD = "event.later"
_WORDS = {BEGINS: "since", ENDS: "until", DEADLINE: "by"}


def find_recurrence(reason: Reason) -> str | None:
    """Return the recurrence rule that the reason of an event contains, if any."""
    for addition in reason.also:
        if addition.id == RECURS:
            return dict(addition.args).get("rule")
    return None


def find_bound(reason: Reason) -> str | None:
    """Return BEGINS, ENDS or DEADLINE if a reason says that; None for a day of the event itself."""
    bounds = (addition.id for addition in reason.also if addition.id in BOUNDS[:3])
    return next(bounds, None)


def is_unannounced(reason: Reason) -> bool:
    """Return True for what an article supposes for a day after its publication: "may be held".

    A recurring event needs no announcement.
    """
    ids = {addition.id for addition in reason.also}
    return AHEAD in ids and RECURS not in ids


def format_bound(reason: Reason) -> str:
    """Return the word that bounds the date of a state with a space: "since ", "until ", "by "."""
    bound = find_bound(reason)
    return "" if bound is None else f"{_WORDS[bound]} "
