"""`onrecord` and `python -m tui`: the app, or a command of the command line."""

import sys


def main() -> None:
    """Run what the arguments ask for; without any, open the app."""
    if sys.argv[1:]:
        from tui.commands.group import main as run_command

        run_command()
    else:
        # Click and its commands cost 40 ms, which the app's first frame need not wait for.
        from tui.start import start

        start()


if __name__ == "__main__":
    main()
