"""The strings about the reader's own commands."""

from __future__ import annotations

from typing import Final


class OwnCommandText:
    # Problems of the configuration file
    NOT_A_TABLE = "{name} must be a table, such as [commands.define]"
    NO_RUN = '{name} needs the words of a command: run = "dict -"'
    UNKNOWN = "Unknown option “{option}”; a command has {known}"
    NOT_WORDS = "{option} takes the words of a command: a text, or a list of texts"
    ONE_OF = "{option} takes one of {choices}"
    SECONDS = "{option} takes a whole number from 1 to {most}"
    NOT_A_KEY = "{option} takes one key, such as F12"
    KEY_USED = "{option}: the key {key} already has the action {action}; choose another"
    # The reader
    WHICH = "Which of your commands?"
    NONE = (
        "No command is defined. Add a table such as [commands.define] to {path}; “onrecord config”"
        " prints an example, “onrecord config --check” lists problems."
    )
    NAME = "Command: {name}"
    DETAIL = "{line}  ({input})"
    HELP = "Run {line} on the {input}"
    NO_QUOTATION = "There is no quotation here. Go to one, or select words."
    FIRST_RUN = "Run “{name}” for the first time?"
    FIRST_RUN_DETAIL = (
        "Command: {line}\n"
        "Program: {program}\n"
        "It receives: {input}, {size} as {format}\n\n"
        "It runs with your rights and without a shell, for at most {seconds}. OnRecord asks again"
        " when the command or its input changes."
    )
    RUN = "run it"
    NOT_FOUND = "“{name}” cannot run: there is no program {program}. Install it, or change {path}."
    INPUTS: Final[dict[str, str]] = {
        "selection": "the selection",
        "quotation": "the quotation",
        "article": "the article",
    }
    FORMATS: Final[dict[str, str]] = {"text": "text", "json": "JSON"}
    # The output
    KEYS = "The output of a command"
    TITLE = "Output of {name}"
    RUNNING = "Running {line} …"
    RUNNING_HINT = "Esc cancels"
    HINT = "{keep} keeps it as a note, {copy} copies it, {close} closes"
    CLOSE_HINT = "{close} closes"
    EMPTY = "The command printed nothing."
    TIMEOUT = "ended after {seconds}: the limit of time"
    TOO_LONG = "cut after {size}: the limit of the output"
    NOT_STARTED = "not started: {error}"
    CODE = "exit status {code}"
    SHORTENED = "{count} are not shown; copy the output for all of it"
    KEPT = "Added a note with the output of {name}"
    NOTE_ADDED = "Added the output of {name} as a note ({key} reverts)"
    COPIED = "Copied the output"
    ORIGIN = "command {name}"
