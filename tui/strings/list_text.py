"""The strings of every list and every input field."""


class ListText:
    FIELD_TITLE = "Input field"
    SEARCH_FIELD_TITLE = "Search field"
    TAGS_TITLE = "Tags"
    TAGS_PLACEHOLDER = "Tags, separated by commas"
    STILL_LISTED = "The list is still that of “{query}”."
    UNCHANGED = "The list is unchanged."
    RECENT_TAGS = "Recent: {tags}"
    DAMAGED = "damaged"
    DAMAGED_ROWS = "{number:,} damaged"
    MARKED = "{marked:,} marked of {rows:,}"
    MARKS_HIDDEN = "{marks:,} not shown"
    ROWS_MISSING = "Marked the {rows} loaded so far; more match, and are loaded as you scroll"
    MARKS_LOST = "Removed {marks}: the list no longer has these rows"
