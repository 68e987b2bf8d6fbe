"""The strings of people, a person, and possible duplicates."""

from __future__ import annotations

from typing import Final


class PeopleText:
    TITLE = "People"
    TITLE_COUNT = "{type}: {number:,}"
    TYPES: Final[dict[str, str]] = {
        "both": "people and organizations",
        "people": "people",
        "organizations": "organizations",
        "groups": "groups",
        "places": "places",
        "other": "other names",
        "all": "all names",
        "unsure": "possible people",
    }
    SORT_ORDERS: Final[dict[str, str]] = {
        "quotations": "by quotations",
        "articles": "by articles",
        "last-seen": "last seen first",
        "name": "by name",
    }
    FILTER_PLACEHOLDER = "Type to filter: name, collection:, tag:, after:2022 …"
    NO_NAMES = "No people yet. Press Esc to go back to the library and add articles."
    NO_MATCH = "No name here contains “{query}”. Press Esc to clear the filter."
    UNSURE_MATCH = "No name here contains “{query}”. In the list Unsure: {names}."
    UNSURE_COUNT = "{number:,} unsure"
    NO_UNSURE = "Each person here is named with enough evidence. Press {key} to go back."
    TYPE_QUESTION = "What is {name}?"
    NONE_OF_TYPE = "No {type} yet. Press {key} for another type."
    NOT_QUOTED = "not quoted"
    SHORT_COUNTS = "{quotations:,} quot. {articles:,} art."
    SHORT_ARTICLES = "{articles:,} art."
    AMBIGUOUS_NAME = "ambiguous name"
    MERGED_BECAUSE = "merged automatically: {reason}"
    COUNT_BOTH_QUOTED = "both quoted in {quoted:,} of {articles}"

    DUPLICATES = "Possible duplicates"
    DUPLICATES_COUNT = "Possible duplicates: {pairs}"
    DUPLICATES_MANY = "Possible duplicates: {number:,}+ pairs"
    DUPLICATES_OF = "Possible duplicates of {name}: {pairs}"
    TO_COMPARE = "{names} to compare"
    COMPARING = "Comparing names …"
    NO_DUPLICATES = "No possible duplicates. Press Esc to go back."
    LIKELY = "likely: "
    POSSIBLE = "possible: "

    PERSON_TITLE = "Person"
    VIEWS = ("Quotations", "Articles", "Mentioned with", "Names, roles", "Positions")
    EMPTY_VIEWS = (
        "No quotations. Press → to list the articles.",
        "No article mentions this name any more.",
        "No other person or organization is mentioned in the same articles.",
        "No article mentions this name any more.",
        "No statements. Press ← for another list.",
    )
    GONE = "This person or organization is no longer mentioned in any article."
    NEWEST_FIRST = "newest first"
    RECENT_ARTICLES = "in the {number:,} most recent articles"
    OLDEST_FIRST = "oldest first"
    DENIED = "denied"
    NAMES = "Names"
    ALIASES = "Aliases"
    ROLES = "Roles, earliest first"
    ALSO = "Also: {names}"
    AUTHORITY = "Authority list: {entry}"
    AMBIGUOUS = "Several people may share this name. Press {key} to merge it with one."
    DUPLICATE_OF = "Possible duplicate of "
    EXPORT = "Quotations and events of {name}"
    EXPORT_UNKNOWN = "Quotations and events of this person"
    EXPORT_QUOTATIONS = "Quotations of {name}, without the articles"
    EXPORT_ARTICLES = "Articles that name {name}"
    THIS_PERSON = "this person"

    MERGE_WITH = "Merge {name} with"
    MERGED = "Merged {source} with {target}"
    MERGE_MARKED = "Merge the {number} marked names under which name?"
    EXPORT_MARKED = "The quotations of the {names} marked"
    KEPT_APART = "Kept {first} and {second} apart"
    SPLIT_ARTICLES = "Split off {articles} from {name}"
    SPLIT_NAME = "Split off the name {part} from {name}"
    SET_NAME = "Set the name of {before} to {name}"
    DONE_UNDO = "{change}. {key}: undo."
    ONLY_NAMES_SPLIT = (
        "Only a name can be split off here. To move one mention, open its article and press cp."
    )
    ONLY_NAMES_SET = "Only one of the names above can be the display name."
