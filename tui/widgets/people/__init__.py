"""What the screens about people are made of: their lists, and the portrait above a page."""
