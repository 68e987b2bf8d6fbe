"""Accuracy and speed, printed as tables beside the rivals; run by hand, never as tests."""
