"""`onrecord` and `python -m tui`: the app, or a command of the command line."""

import gc
import os
import signal
import sys

# Until the first frame, 62,000 objects are created, nearly all of them by imports, and none of them
# is garbage. Python collects garbage at every 700 of them; even one collection takes 12 ms.
_YOUNG_OBJECTS = 100_000


def main() -> None:
    """Run the command named by the arguments; without arguments, open the app."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # no traceback while modules are imported
    gc.set_threshold(_YOUNG_OBJECTS)
    # a shell that asks for completions sets the variable and passes no arguments
    if sys.argv[1:] or "_ONRECORD_COMPLETE" in os.environ:
        from tui.cli.main import run_command

        run_command()
    else:
        # Importing Click and the commands takes 40 ms, which would delay the app's first frame.
        from tui.launch import start_app

        start_app()


if __name__ == "__main__":
    main()
