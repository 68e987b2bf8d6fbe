"""The strings of the search."""

from __future__ import annotations

from typing import Final


class SearchText:
    TITLE = "Search"
    TITLE_RESULTS = "Search: {results}"
    TITLE_MANY = "Search: {number:,}+ results"
    PLACEHOLDER = "Search articles, quotations, events and notes"
    SORT_ORDERS: Final[dict[str, str]] = {
        "newest": "newest first",
        "rank": "most relevant first",
        "date": "newest first",
        "oldest": "oldest first",
    }
    SYNTAX = (
        "All words must match, in any inflection. The last word also matches as a prefix.\n"
        '"several words" as a phrase · diplom* · rain OR snow · -hail · storm NEAR/5 port\n'
        "title:  source:  author:  speaker:  entity:  quote:  note:  tag:  kind:  is:  has:\n"
        "what did Marques say about dredging · floods but not Port Luna: Enter makes it a query\n"
        'about:"a statement in your words" finds quotations near to it in meaning\n'
        'after:2022-03 · on:"last month" · event:before:2022 · Tab completes fields and values'
    )
    NO_ARTICLES = "No articles yet. Press Esc to go back to the library and add articles."
    NO_RESULTS = "No results. Try fewer words, or put OR between them."
    CLOSEST = "No result has all words; closest:"
    CLOSEST_BELOW = "Closest, without some of the words:"
    READ_AS = "Read as a query. Change it, or press Backspace for your own words."
    ON_ENTER = "Enter: "
    BEST_HIT = "The first of {number} hits in this article; in the results, {key} shows all."
    RELAXED = "Nothing for {names}. Without it:"
    RELAXED_MESSAGE = "Nothing for {names}; the results are those without it."
    COMPARING = "comparing quotations…"
    NEW_SIGN = "new "
    NEW_COUNT = "{number:,} new"
    NEW_FOR = "{number:,} new for “{name}”"
    NEW_FOR_MORE = "and for {number:,} other saved searches"
    HITS = "Results"
    CHIPS = "Parts of the query"
    NO_CHIPS = "The query has no parts to choose. Type a field, such as speaker: or after:."
    SIMILAR = "Similar"
    SIMILAR_TO = "Similar to {title}"
    NO_SIMILAR = "Nothing similar: too few names and words in common."
    NOTHING_TO_COMPARE = "Nothing to compare here. Go to an article, a quotation or a person."
    NONE_NEAR = "No results: {comparison}.\nSay it in other words, or remove a condition."
    NEAREST = "nearest in meaning first"
    COMPARED = "{order}, of {compared} compared"
    DID_YOU_MEAN = "Did you mean "
    ACCEPT_SUGGESTION = " accepts"
    NOTHING_TO_FILTER = "No results to filter. Change the query first."
    FACETS: Final[dict[str, str]] = {
        "published": "Published",
        "source": "Sources",
        "speaker": "Speakers",
        "entity": "Names",
    }

    SEARCHES = "Saved and recent searches"
    RECENT = "recent"
    NO_SEARCHES = "No saved or recent searches. Press {key} to save a search."
    NOTHING_TO_SAVE = "No search to save. Type a query first."
    SAVE_AS = "Save search as"
    SAVE_HINT = "A saved search of the same name is replaced."
    SAVED = "Saved the search as “{name}”"
    DELETED = "Deleted the saved search “{name}”. {key}: undo."
    UNDO_SAVE = "Saved a search"
    UNDO_RENAME = "Renamed a saved search"
    UNDO_DELETE = "Deleted a saved search"
    EXPORT = "Articles that match “{query}”"
    EXPORT_RESULTS = "Results for “{query}”"
