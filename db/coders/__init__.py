"""Two coders of the same articles: their agreement, and decisions about where they differ."""
