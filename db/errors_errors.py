"""Errors of importing."""


class ImportingError(ValueError):
    """A file or text cannot be imported; the message is one line that says what to do."""
