"""The strings of the timeline."""

from __future__ import annotations

from typing import Final


class TimelineText:
    TITLE = "Timeline"
    PLACEHOLDER = "Search: show only events of matching articles"
    NO_EVENTS = "No dated events yet. Press Esc to go back and add articles."
    NO_MATCH = "No events match the query. Press Esc to clear it."
    SET_DATE = "{date} in the article; {list} lists the articles"
    MOST_RECENT = "the {number:,} most recent {noun}"
    WAITING = "{events} without a date ({key})"
    NO_LATER_EVENTS = "No later events. Press {back} to go back, {zoom} for larger units."
    EVENTS_AND_ARTICLES = "{unit}: {events}, {articles}"
    WEEK = "Week of {day}"
    DECADE = "{year}s"
    UPCOMING_ONLY = "upcoming only"
    UPCOMING_AS_OF = "upcoming only, as of {day}"
    WITHOUT_REPORTED = "without reported events"
    EXPORT = "Events of this timeline"
    UPCOMING = "upcoming"
    WITHOUT_DATE = "without a date"
    MOST_REPORTED = "most reported first"
    BY_UNIT = "by {unit}"
    STORY_DAYS = "Days that matter"
    NEWEST_EVENTS = "the newest {shown:,} of {number:,} events"
    STORY_OF_ALL = "all articles"
    STORY_COUNTS = "{articles}, {agreeing:,} report the same event"
    NO_STORY_DAYS = "No dated events. Press Esc to go back, and search for other articles."
    OUTCOMES: Final[dict[str, str]] = {
        "unreported": "not reported later",
        "uncovered": "over, without a later article",
        "ahead": "still upcoming",
    }
    ANNOUNCED = "announced {day} by {site}"
    REPORTED = "reported {day} by {site}"
    SAME_DAY = "reported that day"
    DATED = "dated {date}"
    DATED_BY = "dated {date} by {sites}"
    SOURCES = "{articles}: {sites}"
    MORE_SOURCES = "{articles}: {sites} and {number} more"
