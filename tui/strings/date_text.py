"""The strings of the dialogs for the publication date and for the date of an event."""


class DateText:
    PUBLICATION_DATE = "Publication date"
    EVENT_DATE = "Event date"
    PUBLICATION_QUESTION = "When was the article published?"
    EVENT_QUESTION = "When did or will this happen?"
    PUBLICATION_PLACEHOLDER = "2022-03-17, 17 March, March 2022, 2022 or yesterday"
    EVENT_PLACEHOLDER = "17 March 2022, 14 to 16 March, 2021, last week"
    HINT = "Now: {date}\nEnter save · Esc cancel"
    REMOVES_DATE = "No date: Enter removes the date"
    DAY = "{weekday}, {date}"
    MONTH = "{date}, the day is not known"
    YEAR = "{date}, the month is not known"
