"""The strings of the dialog that writes a dossier."""

from __future__ import annotations


class DossierText:
    QUESTION = "Dossier about {subject}: save as which file?"
    HINT = (
        "A name that ends in .html gives a page, another one Markdown. "
        "Of a file that exists, only the part between its markers changes."
    )
    WRITING = "Writing the dossier …"
    WRITTEN = "Wrote {file}: {statements:,} statements."
    RENEWED = "Wrote the part between the markers of {file}: {statements:,} statements."
    FAILED = "{file}: {error}. Press the key again to choose another file."
