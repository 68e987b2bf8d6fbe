"""The edits of a reader: record, undo and redo them; see `db.edits.log`.

The modules: `log.py` has the log; `recorder.py` records changed rows; `restoration.py` writes them
back, with `finding_units.py` and `identity_rows.py` for what depends on other rows; `tables.py`
lists what is recorded.
"""
