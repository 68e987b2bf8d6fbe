"""`python -m onrecord`: the app and the commands, as `onrecord`."""

from tui.__main__ import main

if __name__ == "__main__":
    main()
