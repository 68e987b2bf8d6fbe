"""The commands of the linear reader as a table, from which `help` and the parser are made."""

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from typing import NamedTuple

from analysis import clean
from db import NotFound, StoreError
from db.article_properties import FLAGS
from tui.cli.linear import (
    article_edits,
    article_search,
    finding_lists,
    navigation,
    quotation_corrections,
)
from tui.cli.linear.session import CommandError, LinearSession


class LinearCommand(NamedTuple):
    """A command: its word, its letter or "", its arguments and its sentence in the help."""

    word: str
    letter: str
    arguments: str
    help: str
    run: Callable[[LinearSession, str], None]


def print_help(session: LinearSession, words: str) -> None:
    """Print the sentence of each command, or of one."""
    if words:
        found = find_command(words.split()[0].lower())
        session.print_line(_describe(found))
        return
    session.print_line(
        "Type a word or its letter. Enter alone reads on. A number reads a paragraph."
    )
    for command in COMMANDS:
        session.print_line(_describe(command))


def _describe(command: LinearCommand) -> str:
    letter = f" or {command.letter}" if command.letter else ""
    arguments = f" {command.arguments}" if command.arguments else ""
    return f"{command.word}{letter}{arguments}: {command.help}"


def end_session(session: LinearSession, words: str) -> None:
    """End the session."""
    del words
    session.is_ended = True


COMMANDS = (
    LinearCommand(
        "list",
        "l",
        "[WORDS]",
        "List the newest articles, or those with words in title, site or tags.",
        article_search.list_newest,
    ),
    LinearCommand(
        "search",
        "/",
        "WORDS",
        "Search all articles, quotations, events and notes.",
        article_search.search_texts,
    ),
    LinearCommand(
        "said",
        "",
        "NAME",
        "List the quotations of a person in all articles.",
        article_search.list_speaker_quotations,
    ),
    LinearCommand("more", "", "", "Continue the list.", article_search.list_more),
    LinearCommand("open", "o", "NUMBER", "Open an entry of the list.", article_search.open_entry),
    LinearCommand("article", "", "ID", "Open an article by its id.", article_search.open_by_id),
    LinearCommand("next", "n", "", "Read the next paragraph.", navigation.read_next),
    LinearCommand("previous", "p", "", "Read the previous paragraph.", navigation.read_previous),
    LinearCommand("sentence", "s", "", "Read the next sentence.", navigation.read_sentence),
    LinearCommand("again", "a", "", "Read the same text again.", navigation.read_again),
    LinearCommand(
        "go", "g", "NUMBER", "Read a paragraph by its number.", navigation.go_to_paragraph
    ),
    LinearCommand(
        "read",
        "r",
        "[3-5]",
        "Read several paragraphs, or the rest of the article.",
        navigation.read_range,
    ),
    LinearCommand(
        "find",
        "f",
        "[WORDS]",
        "Find words in this article; without words, the next match.",
        navigation.find_in_article,
    ),
    LinearCommand(
        "where",
        "",
        "",
        "Say the title, the paragraph, the star and the tags.",
        navigation.print_position,
    ),
    LinearCommand(
        "findings",
        "i",
        "[on|off]",
        "Say the findings in the text read last; on: after each paragraph.",
        finding_lists.set_findings,
    ),
    LinearCommand(
        "quotes",
        "k",
        "[NAME]",
        "List the quotations of this article, or those of a speaker.",
        finding_lists.list_article_quotations,
    ),
    LinearCommand(
        "who",
        "w",
        "[NUMBER]",
        "Say who speaks in this article, or who says a quotation, and why.",
        finding_lists.print_speaker,
    ),
    LinearCommand(
        "names", "m", "[WORDS]", "List the names of this article.", finding_lists.list_article_names
    ),
    LinearCommand(
        "events", "e", "", "List the events of this article by date.", finding_lists.list_events
    ),
    LinearCommand(
        "notes", "", "", "List the notes of this article.", finding_lists.list_article_notes
    ),
    LinearCommand(
        "note",
        "t",
        "[5|q4|here] TEXT",
        "Add a note on the text read last, on paragraph 5, or on quotation 4.",
        article_edits.add_note,
    ),
    LinearCommand(
        "highlight",
        "h",
        "[5|q4]",
        "Highlight the text read last, paragraph 5, or quotation 4.",
        article_edits.add_highlight,
    ),
    *(
        LinearCommand(
            flag.noun,
            "x" if flag.noun == "star" else "",
            "",
            f"{flag.noun.capitalize()} this article, or remove its {flag.noun}.",
            partial(article_edits.toggle_flag, flag),
        )
        for flag in FLAGS
    ),
    LinearCommand(
        "tag", "#", "[NAME]", "Add a tag to this article, or say its tags.", article_edits.add_tag
    ),
    LinearCommand("untag", "", "NAME", "Remove a tag of this article.", article_edits.remove_tag),
    LinearCommand(
        "speaker",
        "c",
        "NUMBER [NAME|none|new NAME]",
        "Correct the speaker of a quotation; without a name, offer names.",
        quotation_corrections.correct_speaker,
    ),
    LinearCommand(
        "kind",
        "",
        "NUMBER KIND",
        "Correct the kind of a quotation: direct, indirect, mixed, topic, continuation or scare.",
        quotation_corrections.correct_kind,
    ),
    LinearCommand(
        "always",
        "",
        "[new]",
        "Apply the last correction to all articles with the same words; new: to later ones only.",
        quotation_corrections.correct_all_articles,
    ),
    LinearCommand(
        "wrong",
        "",
        "NUMBER",
        "Remove a quotation that is none.",
        quotation_corrections.reject_quotation,
    ),
    LinearCommand(
        "delete",
        "",
        "NUMBER",
        "Delete a note by its number in the list of notes.",
        article_edits.delete_note,
    ),
    LinearCommand(
        "undo", "u", "", "Undo the last change, and say which.", article_edits.undo_change
    ),
    LinearCommand(
        "redo", "", "", "Redo the change that was undone last.", article_edits.redo_change
    ),
    LinearCommand("help", "?", "[COMMAND]", "Say the commands, or what one does.", print_help),
    LinearCommand("quit", "q", "", "End.", end_session),
)
_BY_NAME = {
    name: command for command in COMMANDS for name in (command.word, command.letter) if name
}


def find_command(name: str) -> LinearCommand:
    """Return a command by its word or letter; raises CommandError with the nearest word."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    close = get_close_matches(name[:40], [command.word for command in COMMANDS], n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise CommandError(f"There is no command {name[:40]}. {hint}Type help for the commands.")


def run_line(session: LinearSession, line: str) -> bool:
    """Run a typed line and print its answer; return False if it could not be done."""
    try:
        _run(session, clean(line).strip())
    except CommandError as error:
        session.print_line(str(error))
    except NotFound as error:
        session.print_line(f"{error}. Type list for the articles.")
    except StoreError as error:
        session.print_line(f"Not done: {error}.")
    else:
        return True
    return False


def _run(session: LinearSession, line: str) -> None:
    name, _, words = line.partition(" ")
    name, words = name.lower(), words.strip()
    if line[:1] in {"/", "#", "?"}:
        name, words = line[0], line[1:].strip()
    is_text_open = session.text is not None
    if not line:
        (navigation.read_next if is_text_open else article_search.list_more)(session, "")
    elif name.isdecimal() and not words:
        (navigation.go_to_paragraph if is_text_open else article_search.open_entry)(session, name)
    elif not is_text_open and name not in _BY_NAME:
        article_search.search_texts(session, line)
    else:
        find_command(name).run(session, words)
