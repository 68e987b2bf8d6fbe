"""The terminal app and the command line."""

import os

# Milliseconds after Esc in which a key makes it one with Alt. Textual reads the variable when it is
# imported; a reader types the next key after 80.
os.environ.setdefault("ESCDELAY", "25")
