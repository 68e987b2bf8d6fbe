"""What the screens that set findings right have in common: candidates, words, and rules at work."""
