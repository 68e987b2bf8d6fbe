"""The sourcing of articles: who is quoted, on what basis, and which sides are not heard."""
