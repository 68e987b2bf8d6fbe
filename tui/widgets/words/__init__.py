"""The parts of the Words screen: its views, and what their lists show."""
