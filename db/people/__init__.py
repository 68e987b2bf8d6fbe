"""Who and what the articles name, known as one across all of them: linked, listed, decided."""
