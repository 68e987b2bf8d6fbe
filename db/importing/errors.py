"""Why a file is not taken as an article."""


class ImportingError(ValueError):
    """A file or text that cannot be taken; the message is one line that says what to do."""
