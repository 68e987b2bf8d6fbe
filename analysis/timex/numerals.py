"""Numbers and ordinals in digits or in English words."""

import math
import re

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIRST_TO_NINETEENTH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip
CARDINALS: dict[str, int] = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
MAGNITUDES: dict[str, int] = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
ORDINALS: dict[str, int] = {
    **{word: number for number, word in enumerate(_FIRST_TO_NINETEENTH, 1)},
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "last": -1,
    "final": -1,
}
DECADE_WORDS: dict[str, int] = {
    "twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7,
    "eighties": 8, "nineties": 9,
}  # fmt: skip


def number(words: str) -> float | None:
    """Parse a number from lower-case words or digits: "two and a half", "1,200".

    Returns None for anything else, and for hundreds of digits, whose `float` would be infinite.
    """
    total = 0.0
    seen = False
    for word in re.split(r"[\s-]+", words.strip()):
        plain = word.replace(",", "")
        if re.fullmatch(r"\d+(\.\d+)?", plain):
            total += float(plain)
        elif word in CARDINALS:
            total += CARDINALS[word]
        elif word in MAGNITUDES:
            total = (total or 1) * MAGNITUDES[word]
        elif word == "half":
            total += 0.5
        elif word == "quarter":
            total += 0.25
        elif word in ("a", "an", "and", "of"):
            continue
        elif word in ("couple", "pair"):
            total += 2
        else:
            return None
        seen = True
    if not math.isfinite(total):
        return None
    return total if seen else (1 if words.strip() in ("a", "an") else None)


def ordinal(words: str) -> int | None:
    """Parse an ordinal: "21st", "twenty-first", -1 for "last"; None for anything else."""
    words = words.strip().lower()
    digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", words)
    if digits:
        return int(digits[1])
    if words in ORDINALS:
        return ORDINALS[words]
    tens, _, unit = words.replace(" ", "-").partition("-")
    if tens in CARDINALS and unit in ORDINALS and 0 < ORDINALS[unit] < 10:
        return CARDINALS[tens] + ORDINALS[unit]
    return None
