"""Differences of colors as seen: CIEDE2000 (Sharma, Wu and Dalal 2005)."""

import math

Lab = tuple[float, float, float]
RgbColor = tuple[int, int, int]


def color_difference(first: RgbColor, second: RgbColor) -> float:
    """Return the difference of two colors; about 2 can just be seen, black and white have 100."""
    return lab_difference(to_lab(first), to_lab(second))


def contrast_ratio(first: RgbColor, second: RgbColor) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted(_to_xyz(color)[1] for color in (first, second))
    return (light + 0.05) / (dark + 0.05)


def to_lab(color: RgbColor) -> Lab:
    """Convert a color of sRGB to CIELAB under D65."""
    fx, fy, fz = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
        for part in (
            value / white
            for value, white in zip(_to_xyz(color), (0.95047, 1, 1.08883), strict=True)
        )
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _to_xyz(color: RgbColor) -> tuple[float, float, float]:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in color)
    )
    return (
        0.4124564 * red + 0.3575761 * green + 0.1804375 * blue,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        0.0193339 * red + 0.1191920 * green + 0.9503041 * blue,
    )


def lab_difference(first: Lab, second: Lab) -> float:
    """Return the CIEDE2000 difference of two colors in CIELAB."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (
        math.degrees(math.atan2(b, a * stretch)) % 360 if a or b else 0.0
        for a, b in ((a1, b1), (a2, b2))
    )
    turn = (h2 - h1 + 180) % 360 - 180 if c1 and c2 else 0.0
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + turn / 2 if c1 and c2 else h1 + h2
    delta_l, delta_c = l2 - l1, c2 - c1
    delta_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    weight = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    bend = 30 * math.exp(-((((hue % 360) - 275) / 25) ** 2))
    rotation = -math.sin(math.radians(2 * bend)) * 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    by_l = delta_l / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    by_c = delta_c / (1 + 0.045 * chroma)
    by_h = delta_h / (1 + 0.015 * chroma * weight)
    return math.sqrt(by_l**2 + by_c**2 + by_h**2 + rotation * by_c * by_h)
