"""Stored reasons come back as they were, and share rows where only columns of findings differ."""

from hypothesis import given
from hypothesis import strategies as st

from analysis import Reason
from db.finding_rows import cue_of_reason, decode_reason, encode_reason

words = st.text("ab {}\"'", max_size=8)
args = st.dictionaries(st.sampled_from(["words", "cue", "a"]), words)
reasons = st.builds(lambda id, args: Reason.of(id, **args), words, args)


@given(reasons, st.lists(reasons, max_size=2), args)
def test_a_reason_comes_back_as_it_was(
    reason: Reason, also: list[Reason], columns: dict[str, str]
) -> None:
    whole = reason.extend(*also)
    row = encode_reason(whole, "rule", columns)
    assert decode_reason(row, columns) == (whole, "rule")


def test_one_row_serves_many_reasons() -> None:
    rows = set()
    for day, date in (("Sunday", "2022-03-06"), ("Monday", "2022-03-07")):
        reason = Reason.of("event.verb", words=day, cue="met")
        reason = reason.extend(Reason.of("event.day", first=date))
        columns = {"words": day, "cue": "met", "first": date, "last": date, "published": date}
        rows.add(encode_reason(reason, "machine", columns))
    ((_, args, also, _),) = rows
    assert args == '{"words":"{words}","cue":"{cue}"}'
    assert also == '[{"id":"event.day","args":{"first":"{first}"}}]'


def test_a_row_that_another_program_damaged_has_its_id() -> None:
    for args, also in (("{", "[]"), ("{}", "7"), ('{"cue": 7}', "[]"), ("[]", "[[]]")):
        assert decode_reason(("event.verb", args, also, "user")) == (Reason("event.verb"), "user")


def test_the_cue_of_a_date_is_stored_beside_it() -> None:
    verb = Reason.of("event.verb", words="Sunday", cue="was sent")
    tense = Reason.of("time.looks_back", cue="said")
    resolved = Reason.of("time.resolved", words="Sunday", value="2022-03-06")
    assert cue_of_reason(verb) == "was sent"
    assert cue_of_reason(resolved.extend(tense)) == "said"
    assert cue_of_reason(Reason("time.stated")) == ""
