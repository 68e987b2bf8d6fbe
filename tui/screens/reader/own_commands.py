"""The reader's own commands on an open article: choose one, ask before its first run, run it."""

import json
import shutil
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual import events
from textual.widgets import Input

from analysis import Span
from analysis.speaker_names import name_speaker
from db.origins import format_origin
from tui.actions import load_bindings
from tui.dialogs.picker import Choice
from tui.dialogs.prompts import ConfirmDialog
from tui.display_text import format_count
from tui.own_commands import OwnCommand
from tui.screens.app_screen import AppScreen
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.settings import config_path
from tui.strings.own_command_text import OwnCommandText

if TYPE_CHECKING:
    from tui.own_commands.process import CommandResult

_CONFIRMED = "commands.confirmed."  # the settings keys of the commands that have been confirmed


class OwnCommandController(Controller[ReaderView]):
    """Run commands of the configuration on words of the article."""

    BINDINGS = load_bindings("reader_commands")

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why no command can run now."""
        del action
        return None if self.model.article and self.model.findings else NOT_LOADED

    @property
    def commands(self) -> tuple[OwnCommand, ...]:
        """The commands of the configuration."""
        return self.context.own_commands

    def action_run_command(self, name: str = "") -> None:
        """Run the command with this name, else the one that the reader picks."""
        named = [command for command in self.commands if command.name == name]
        if named:
            self.start(named[0])
            return
        if not self.commands:
            self.context.show_message(OwnCommandText.NONE.format(path=config_path()))
            return
        choices = [
            Choice(
                command.name,
                OwnCommandText.DETAIL.format(
                    line=command.line, input=OwnCommandText.INPUTS[command.input]
                ),
                command,
            )
            for command in self.commands
        ]
        self.pick_value(OwnCommandText.WHICH, choices, self.start)

    def start(self, command: OwnCommand) -> None:
        """Run a command, after a question if it is the first time."""
        program = shutil.which(command.run[0])
        if program is None:
            missing = OwnCommandText.NOT_FOUND.format(
                name=command.name, program=command.run[0], path=config_path()
            )
            self.context.show_message(missing, severity="error")
            return
        span = self._find_span(command)
        if span is None:
            self.context.show_message(OwnCommandText.NO_QUOTATION)
            return
        digest, setting = command.digest(program), f"{_CONFIRMED}{command.name}"
        if self.context.settings.get(setting, "") == digest:
            self._run(command, span)
            return

        def confirmed(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self.context.settings.set(setting, digest)
                self._run(command, span)

        detail = OwnCommandText.FIRST_RUN_DETAIL.format(
            line=command.line,
            program=program,
            input=OwnCommandText.INPUTS[command.input],
            size=format_count(span[1] - span[0], "character"),
            format=OwnCommandText.FORMATS[command.format],
            seconds=format_count(command.seconds, "second"),
        )
        question = OwnCommandText.FIRST_RUN.format(name=command.name)
        self.context.push_screen(ConfirmDialog(question, detail, OwnCommandText.RUN), confirmed)

    def _find_span(self, command: OwnCommand) -> Span | None:
        """Return the span of the text that a command receives, None without one."""
        model = self.model
        if command.input == "article":
            return 0, len(model.text.text)
        if command.input == "quotation":
            quotation = model.quotation_at_cursor
            return None if quotation is None else (quotation.start, quotation.end)
        target = model.note_target
        return None if target is None else (target.start, target.end)

    def _run(self, command: OwnCommand, span: Span) -> None:
        data = self._to_input(command, span)

        def ended(result: "CommandResult | None") -> None:
            if result is not None:
                self._keep(command, span, result)

        self.context.open("command_output", command=command, data=data, on_result=ended)

    def _to_input(self, command: OwnCommand, span: Span) -> bytes:
        """Return the standard input of a command: the words, or a JSON object with a line end."""
        words = self.model.text.text[slice(*span)]
        if command.format == "text":
            return words.encode("utf-8", "surrogateescape")
        article = self.model.article
        assert article is not None
        values = article.to_dict()
        if command.input != "article":
            values = self._excerpt_values(command, span, words, values)
        return f"{json.dumps(values, ensure_ascii=False)}\n".encode("utf-8", "surrogateescape")

    def _excerpt_values(
        self, command: OwnCommand, span: Span, words: str, article: Mapping[str, Any]
    ) -> dict[str, Any]:
        quotation = self.model.quotation_at_cursor if command.input == "quotation" else None
        analysis = self.model.analysis
        speaker = (
            name_speaker(analysis, analysis.quotations[quotation.index]) if quotation else None
        )
        return {
            "input": command.input,
            "text": words,
            "start": span[0],
            "end": span[1],
            "speaker": speaker.name or None if speaker else None,
            "quotation": article["quotations"][quotation.index] if quotation else None,
            "article": {
                name: value for name, value in article.items() if not isinstance(value, list)
            },
        }

    def _keep(self, command: OwnCommand, span: Span, result: "CommandResult") -> None:
        """Add a note with the output on the words that the command received."""
        notes, article = self.context.store.notes, self.model.article_id
        if command.input == "article":
            span = self.model.text.sentence
        origin = format_origin(OwnCommandText.ORIGIN.format(name=command.name))
        body = result.output.strip()

        def make() -> None:
            notes.add(article, *span, body, color=self.model.note_color, origin=origin)

        done = OwnCommandText.KEPT.format(name=command.name)
        if self.context.edit("notes", make, done) is not None:
            added = OwnCommandText.NOTE_ADDED.format(
                name=command.name, key=self.context.user_keys.undo_key
            )
            self.context.show_message(added)


def run_key_command(screen: AppScreen, event: events.Key) -> None:
    """Run the command with the key of an event, unless the key has another use now."""
    command = next((own for own in screen.context.own_commands if own.key == event.key), None)
    is_free = event.key not in screen.active_bindings
    if command is not None and is_free and not isinstance(screen.focused, Input):
        event.stop()
        screen.call_next(screen.run_action, f"run_command({command.name!r})")
