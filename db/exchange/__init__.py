"""The exchange of notes, tags and corrections with others by a folder of text files, as in git."""
