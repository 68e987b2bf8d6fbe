"""Accuracy and speed, printed as tables beside the rivals; `floors` also checks accuracy."""
