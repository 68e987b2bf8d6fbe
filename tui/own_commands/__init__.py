"""The reader's own commands: programs of the configuration that receive words of an article."""

from tui.own_commands.definitions import OwnCommand, read_commands

__all__ = ["OwnCommand", "read_commands"]
