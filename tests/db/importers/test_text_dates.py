import datetime

import pytest

from analysis.partial_dates import PartialDate
from db.importers.text_dates import find_implied_date, find_present_year

TODAY = datetime.date(2026, 11, 29)
BODY = "The pilots of Port Luna met for hours and agreed on nothing that anybody could name.\n"


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        # what the text calls today is the day
        ("The paper was published today (July 28, 2022).", "2022-07-28"),
        ("The union confirmed this Friday, July 8, 2022, that it would go.", "2022-07-08"),
        ("The boats left yesterday (July 27, 2022) at noon.", "2022-07-28"),
        ("The minister said today at a meeting of 26 July 2022 that it was over.", "2022-07-26"),
        ("“Today, July 4, 1976, we are free,” he had said.", None),
        # a day of the news is only its month
        ("The port closed on Wednesday July 20, 2022.", "2022-07"),
        ("The award was given on Tuesday 26/07/2022.", "2022-07"),
        ("The union said on July 20, 2022, that it would go.", "2022-07"),
        # without a year, its weekday or the present year decides
        ("They left the harbour on Friday, March 11. The strike began in June 2021.", "2022-03"),
        ("They told Coastwire on Wednesday (Feb. 24). It is due by the end of February 2016.",
         "2016-02"),
        ("On July 13, the mayor visited the port for the winter season of 2022-2023, in "
         "preparation for the coming season of 2022-2023.", "2022-07"),
        ("They left on Wednesday, July 27.", None),
        # a present event has only its year
        ("In this 2022, every boat came back.", "2022"),
        ("The 2022 Harbour Festival will open in May.", "2022"),
        ("The Luna Boat Prize 2022 began on Tuesday.", "2022"),
        ("Boats will be sold next year (2023).", "2022"),
        # background, plans and works
        ("The strike of November 7, 2021, was the first.", None),
        ("It has been going on since April 2018.", None),
        ("The Harbour Vision 2030 will change the port.", None),
        ("They hope to sail by 2025.", None),
        ("They were at the 2014, 2018 and 2022 World Cup.", None),
        ("The festival will be on Sunday, July 23, 2022.", None),
        ("The report of 1976 is lost.", None),
    ],
)  # fmt: skip
def test_the_date_that_a_text_implies(sentence: str, date: str | None) -> None:
    found = find_implied_date(f"{sentence}\n{BODY}", TODAY)
    assert (found and str(found.date)) == date


def test_a_later_year_in_the_text_refutes_an_earlier_day() -> None:
    text = f"The port closed on Wednesday July 20, 2022. In 2024 it was sold.\n{BODY}"
    assert find_implied_date(text, TODAY) is None


def test_the_year_of_the_address_completes_what_the_text_calls_today() -> None:
    text = f"The boats left today (July 28).\n{BODY}"
    assert find_implied_date(text, TODAY) is None
    found = find_implied_date(text, TODAY, PartialDate(2022, 7))
    assert found is not None
    assert found.date == PartialDate(2022, 7, 28)


def test_ranges_of_years_name_the_present_one_together() -> None:
    text = "The school year 2021-2022 is over, and the next school year 2022-2023 is near."
    assert find_present_year(text, TODAY) == 2022
    assert find_present_year("The school year 2021-2022 is over.", TODAY) is None
