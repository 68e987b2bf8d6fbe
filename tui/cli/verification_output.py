"""Output of `onrecord verify`: lines for people, values for programs, and SARIF."""

import importlib.metadata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from analysis.verification import VERDICT_KINDS, VERDICT_NAMES, WordDifference
from db.models import record_to_dict
from db.verification_remarks import Remark, RemarkPart, list_remarks
from tui.cli.options import OutputForm
from tui.cli.output import print_json, print_json_line, print_styled_line, print_values
from tui.display_text import format_count, in_quotation_marks

if TYPE_CHECKING:
    from db.verified_drafts import VerifiedMatch, VerifiedQuotation

_STYLES: dict[str, str] = {"passes": "green", "differs": "bold red", "not found": "bold magenta"}
_SARIF_LEVELS = {"passes": "none", "near": "note", "not found": "warning", "differs": "error"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def print_results(
    results: "Iterable[VerifiedQuotation]",
    form: OutputForm | Literal["sarif"],
    *,
    brief: bool,
) -> "list[VerifiedQuotation]":
    """Print results, each as soon as it is known in lines and JSON Lines; return them."""
    found: list[VerifiedQuotation] = []
    for result in results:
        found.append(result)
        if form == "jsonl":
            print_json_line(verification_to_json(result))
        elif form is None:
            _print_result(result, brief=brief)
    if form == "sarif":
        print_json(_to_sarif(found))
    elif form in ("json", "tsv"):
        print_values(form, [verification_to_json(result) for result in found])
    return found


def describe_counts(found: "Sequence[VerifiedQuotation]") -> str:
    """Return the number of quotations with each verdict: `5 quotations: 3 verbatim, 2 cut`."""
    counts = Counter(result.name for result in found)
    parts = (f"{number:,} {name}" for name, number in sorted(counts.items(), key=_rank_verdict))
    return f"{format_count(len(found), 'quotation')}: {', '.join(parts)}"


def _rank_verdict(counted: tuple[str, int]) -> int:
    names = list(VERDICT_NAMES.values())
    return names.index(counted[0]) if counted[0] in names else len(names)


def _print_result(result: "VerifiedQuotation", *, brief: bool) -> None:
    """Print `file:line: verdict: words`, and below it the passages and the differences."""
    print_styled_line(
        (f"{result.draft}:{result.line}: ", "dim"),
        (result.name, _STYLES.get(result.result, "yellow")),
        (f": {result.words}", ""),
    )
    if brief:
        return
    for match in result.matches:
        print_styled_line(("    ", ""), (format_passage_place(match), "cyan"))
        print_styled_line(("    ", ""), (in_quotation_marks(match.words), ""))
    for remark in format_remarks(result):
        print_styled_line((f"    {remark}", "dim" if result.result == "passes" else ""))


def format_passage_place(match: "VerifiedMatch") -> str:
    """Return the place of a passage: `debate.vtt:12 · 00:01:04 · Ana Berg`."""
    name = f"article {match.original}" if match.article is not None else match.original
    return " · ".join(filter(None, (f"{name}:{match.line}", match.time, match.speaker)))


def format_remarks(result: "VerifiedQuotation") -> list[str]:
    """Return the remarks on a quotation, a line each: `replaced: 12 → 20 (number)`."""
    return [_format_remark(remark) for remark in list_remarks(result)]


def _format_remark(remark: Remark) -> str:
    shown = "".join(map(_format_part, remark.parts))
    return f"{remark.label}: {shown}" if shown else remark.label


def _format_part(part: RemarkPart) -> str:
    if part.role == "sentence":
        return in_quotation_marks(part.text)
    return f" ({part.text})" if part.role == "concern" else part.text


def verification_to_json(result: "VerifiedQuotation") -> dict[str, Any]:
    """Return a result as JSON-ready values."""
    verdict, quotation = result.verdict, result.verdict.quotation
    return {
        "draft": result.draft,
        "line": result.line,
        "verdict": verdict.kind,
        "result": result.result.replace(" ", "_"),
        "quotation": result.words,
        "kind": quotation.kind,
        "speaker": quotation.speaker,
        "spans": [list(span) for span in quotation.spans],
        "matches": [record_to_dict(match) for match in result.matches],
        "differences": [_difference_to_json(each) for each in verdict.differences],
        "edits": list(verdict.edits),
        "not_allowed": list(result.forbidden),
        "frame": verdict.frame,
        "is_question": verdict.is_question,
        "searched": list(result.searched),
    }


def _difference_to_json(difference: WordDifference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "concern": difference.concern,
        "original": difference.spoken,
        "quoted": difference.quoted,
        "original_span": list(difference.spoken_span),
        "quoted_span": list(difference.quoted_span),
        "is_marked": difference.is_marked,
    }


def _to_sarif(found: "Sequence[VerifiedQuotation]") -> dict[str, Any]:
    """Return a log of SARIF 2.1.0 with a result for each quotation that does not pass."""
    rules = [
        {"id": kind, "shortDescription": {"text": VERDICT_NAMES[kind]}} for kind in VERDICT_KINDS
    ]
    driver = {
        "name": "OnRecord",
        "version": importlib.metadata.version("onrecord"),
        "rules": rules,
    }
    results = [_sarif_result(result) for result in found if result.result != "passes"]
    return {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _sarif_result(result: "VerifiedQuotation") -> dict[str, Any]:
    message = [f"{result.name}: {in_quotation_marks(result.words)}"]
    message += format_remarks(result)
    message += [f"{format_passage_place(match)}: {match.words}" for match in result.matches]
    value = {
        "ruleId": result.verdict.kind,
        "level": _SARIF_LEVELS[result.result],
        "message": {"text": "\n".join(message)},
        "locations": [_sarif_location(result.draft, result.line)],
    }
    if result.matches:
        value["relatedLocations"] = [
            _sarif_location(match.original, match.line) for match in result.matches
        ]
    return value


def _sarif_location(name: str, line: int) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": name.replace("\\", "/").replace(" ", "%20")},
            "region": {"startLine": line},
        }
    }
