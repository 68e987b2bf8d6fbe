"""A process that writes to a store until it is killed, saying after each change that it is done.

Each line on standard output is a change that the store acknowledged: `article NAME`, `note BODY`,
`edited BODY` or `starred NAME`. It is run by the tests of kills and of several processes at once.
"""

import itertools
import sys
from pathlib import Path

from db import Store
from tests.reliability.editions import edition


def write_editions(path: Path, name: str, most: int) -> None:
    """Add editions and annotate them, at most `most` changes."""
    made = itertools.count(1)

    def print_line(line: str) -> None:
        print(line, flush=True)
        if next(made) >= most:
            sys.exit()

    with Store(path) as store:
        store.articles.add(*edition(name))  # and what is needed for that is loaded
        print("ready", flush=True)
        for number in itertools.count():
            this = f"{name}-{number}"
            article = store.articles.add(*edition(this)).article
            print_line(f"article {this}")
            note = store.notes.add(article, 0, 7, f"{this} noted", tags=["pilots", name])
            print_line(f"note {this} noted")
            store.notes.edit(note.id, body=f"{this} edited")
            print_line(f"edited {this} edited")
            store.reading_state.set_flag("starred", article, True)
            print_line(f"starred {this}")


if __name__ == "__main__":
    write_editions(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
