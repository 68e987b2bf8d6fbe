"""Commands that correct a quotation: its speaker, its kind, and whether it is a quotation."""

from collections.abc import Iterable
from typing import NamedTuple

from analysis import Quotation
from db.corrections import Change, EntityRef, RemoveQuotation, SetKind, SetSpeaker, rule_for
from tui.cli.linear.article_edits import require_writable
from tui.cli.linear.descriptions import describe_quotation, join_words
from tui.cli.linear.session import CommandError, LinearSession, OpenText
from tui.correction_text import QUOTATION_KIND_NAMES, describe_rule_change, label_noun
from tui.display_text import format_count
from tui.entity_candidates import EntityCandidate, name_in_text, rank_speakers

_MOST_OFFERED = 9  # names offered at a time
_NO_SPEAKER = {"none", "nobody", "no speaker"}


class _Choice(NamedTuple):
    """A chosen speaker, None for no speaker, and a remark on where the name is from."""

    reference: EntityRef | None
    remark: str = ""


def correct_speaker(session: LinearSession, words: str) -> None:
    """Correct the speaker of a quotation: by a name, by the number of an offered name, or none.

    `speaker 4` offers names, `speaker 4 Reis` sets the speaker or offers those that match, and
    `speaker 4 new Ana Reis` adds a name.
    """
    text = require_writable(session)
    first, _, rest = words.partition(" ")
    number, _, quotation = text.find_quotation(first)
    speaker = _choose_speaker(session, text, number, rest.strip())
    if speaker is None:
        return
    change = SetSpeaker(speaker.reference, name_in_text(text.analysis, quotation))
    _correct(session, quotation, change, f"the speaker of quotation {number}", speaker.remark)
    session.candidates.pop(number, None)


def correct_kind(session: LinearSession, words: str) -> None:
    """Correct the kind of a quotation: `kind 4 indirect`."""
    text = require_writable(session)
    first, _, name = words.partition(" ")
    number, _, quotation = text.find_quotation(first)
    kind = next((kind for kind in QUOTATION_KIND_NAMES if kind == name.strip().lower()), None)
    if kind is None:
        kinds = ", ".join(f"{kind} ({words})" for kind, words in QUOTATION_KIND_NAMES.items())
        raise CommandError(f"Type kind {number} and one of these words: {kinds}.")
    _correct(session, quotation, SetKind(kind), f"the kind of quotation {number}")


def reject_quotation(session: LinearSession, words: str) -> None:
    """Remove a quotation that is none."""
    text = require_writable(session)
    number, _, quotation = text.find_quotation(words)
    _correct(session, quotation, RemoveQuotation(), f"the removal of quotation {number}")


def _correct(
    session: LinearSession,
    quotation: Quotation,
    change: Change,
    description: str,
    remark: str = "",
) -> None:
    """Store a correction, and print the quotation as it is now."""
    corrections, at = session.store.corrections, (quotation.start, quotation.end)
    with session.record("correction", description):
        made = corrections.add(session.open_text.article.row.id, *at, change)
    session.last_correction = made
    session.reload()
    always = " Type always to correct all articles with the same words." if rule_for(made) else ""
    session.print_line(f"Corrected{remark}. Type undo to undo it.{always}")
    text = session.open_text
    for number, (_, found) in enumerate(text.list_quotations(), 1):
        if (found.start, found.end) == at:
            session.print_line(describe_quotation(text.analysis, found, number))
            return
    session.print_line("It is no quotation now; the later ones have new numbers.")
    session.candidates.clear()


def correct_all_articles(session: LinearSession, words: str) -> None:
    """Add a rule for the last correction: to all articles, or with `new` to later ones only."""
    require_writable(session)
    if words.casefold() not in {"", "new"}:
        raise CommandError("Type always, or always new for articles that are added from now on.")
    if session.last_correction is None:
        raise CommandError("Nothing was corrected yet. Type speaker and the number of a quotation.")
    rule = rule_for(session.last_correction)
    if rule is None:
        raise CommandError(
            "The last correction fits this article only: its words denote someone else elsewhere, "
            "or are a person's own name."
        )
    phrase, change = rule
    description, corrections = describe_rule_change(phrase, change), session.store.corrections
    is_everywhere = not words
    with session.record("rule" if is_everywhere else "future rule", description):
        corrections.add_rule(phrase, change)
    if not is_everywhere:
        session.print_line(f"{description}, in new articles. Type undo to undo it.")
        return
    updated = sum(
        corrections.reapply_rules(article) for article in corrections.articles_containing([phrase])
    )
    session.reload()
    articles = f"Updated {format_count(updated, 'article')}" if updated else "No article changed"
    session.print_line(f"{description}. {articles}. Type undo to undo it.")


def _choose_speaker(
    session: LinearSession, text: OpenText, number: int, name: str
) -> _Choice | None:
    """Return the speaker that a name or a number chooses; None after names were offered."""
    _, quotation = text.list_quotations()[number - 1]
    ranked = rank_speakers(text.analysis, (quotation.start, quotation.end), quotation)
    if name.isdecimal():
        offered = session.candidates.get(number) or [each.reference for each in ranked]
        if len(name) > 9 or not 1 <= int(name) <= len(offered):
            raise CommandError(f"Type speaker {number} to hear the names with their numbers.")
        return _Choice(offered[int(name) - 1])
    if name.casefold() in _NO_SPEAKER:
        return _Choice(None)
    if not name:
        _offer(session, number, _describe(ranked[:_MOST_OFFERED]), len(ranked))
        return None
    first, _, rest = name.partition(" ")
    if first.casefold() == "new" and rest.strip():
        return _Choice(EntityRef(rest.strip()), ", with a new name in this article")
    same = [each for each in ranked if each.name.casefold() == name.casefold()]
    if len(same) == 1:
        return _Choice(same[0].reference)
    near = same or [each for each in ranked if _has_words(_names(text, each), name)]
    if len(near) == 1:
        return _Choice(near[0].reference)
    if near:
        _offer(session, number, _describe(near[:_MOST_OFFERED]), len(near), name)
        return None
    elsewhere = [
        (known, f"{label_noun(label)} in {format_count(articles, 'other article')}", label)
        for known, label, articles in session.store.corrections.known_entities(text.article.row.id)
        if _has_words([known], name)
    ]
    if not elsewhere:
        return _Choice(EntityRef(name), ", with a new name: no stored article has it")
    _offer(
        session,
        number,
        [(f"{known}, {detail}", EntityRef(known, label)) for known, detail, label in elsewhere][
            :_MOST_OFFERED
        ],
        len(elsewhere),
        name,
    )
    return None


def _names(text: OpenText, candidate: EntityCandidate) -> list[str]:
    if candidate.entity is None:
        return [candidate.name]
    return [candidate.name, *text.analysis.entities[candidate.entity].aliases]


def _has_words(names: Iterable[str], typed: str) -> bool:
    """Return True if each typed word begins a word of one of the names."""
    words = typed.casefold().split()
    return any(
        all(any(part.startswith(word) for part in name.casefold().split()) for word in words)
        for name in names
    )


def _describe(candidates: Iterable[EntityCandidate]) -> list[tuple[str, EntityRef]]:
    return [
        (f"{each.name}, {each.detail.replace(' · ', ', ')}", each.reference) for each in candidates
    ]


def _offer(
    session: LinearSession,
    number: int,
    offered: list[tuple[str, EntityRef]],
    count: int,
    name: str = "",
) -> None:
    """Print names with numbers, and store them for the next command."""
    session.candidates[number] = [reference for _, reference in offered]
    matching = f" for {name}" if name else ""
    cut = f", the first {len(offered)} are listed" if len(offered) < count else ""
    session.print_line(f"{format_count(count, 'name')}{matching}{cut}. Nothing was changed yet.")
    for rank, (words, _) in enumerate(offered, 1):
        session.print_line(f"{rank}. {join_words(words)}")
    example = f"speaker {number} 1" if offered else f"speaker {number} and a name"
    session.print_line(
        f"Type {example}, speaker {number} none, or speaker {number} new {name or 'and a name'}."
    )
