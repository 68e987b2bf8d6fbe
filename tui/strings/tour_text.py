"""The strings of the guided tour. An action id in braces is replaced by that action's key."""

from __future__ import annotations

from typing import Final


class TourText:
    TITLE = "Tour"
    PROGRESS = "Tour {step}/{steps}"
    MORE = "{app.tour}: skip, back, end"
    STEPS: Final[dict[str, str]] = {
        "text.down":
            "Names, quotations and dates are marked in the text. Move down a few lines.",
        "reader.next_quotation":
            "Go to the next quotation. The line below the text shows its speaker and the reason.",
        "reader.next_name": "Go to the next name.",
        "reader.timeline":
            "The panes list all findings. Go to the timeline; its cursor also moves the text.",
        "reader.close": "Go back to the text.",
        "reader.correct_speaker":
            "Correct a finding: change the speaker of a quotation. "
            "{reader.next_quotation} goes to one.",
        "app.undo": "Every change can be undone. Undo the correction.",
        "app.search": "Search all articles, quotations, events and notes.",
        "input.apply": "Type a word, such as ships, and press Enter. The list shows the results.",
        "library.add": "Add articles of your own: a file, a folder or an address. Esc cancels.",
        "app.help": "Show the keys that work on this screen.",
    }  # fmt: skip
    """The instruction of each step, by its action."""
    DIALOGS: Final[dict[str, str]] = {
        "reader.correct_speaker": "Choose another speaker and press Enter.",
        "app.help": "Enter the path or address of an article, or press Esc to close.",
    }
    """The instructions while a dialog is open, by the action of the step."""
    CLOSE_DIALOG = "Press Esc to close the dialog and go on."
    RETURN_TO_ARTICLE = "Return to the sample article to go on."
    ARTICLE_CLOSED = "The sample article is closed. Press this key, then g, to open it again."
    GO_TO_SEARCH = "Open the search again to go on."
    GO_TO_LIBRARY = "Return to the library to go on."
    ADD_SAMPLE = "Add the sample article"
    END = "End of the tour. {app.palette} finds any command by its name, {app.search} searches."
