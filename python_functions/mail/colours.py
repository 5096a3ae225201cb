"""Colours that everybody can read, made from the one that an organization chose.  Pure."""

import colorsys
from dataclasses import dataclass

OURS = "#1d5c57"
WHITE, INK, BLACK = "#ffffff", "#10211e", "#000000"
# A shade darker, or lighter by night, than all that text stands on in a mail: page, card and marked box.
DAY, NIGHT = "#eef1ee", "#2a3230"
READABLE = 4.5
STEPS = 200


@dataclass(frozen=True)
class Palette:
    """
    One organization's colours in a mail, by day and by night.

    *button* and *button_text* go together; *accent* is the colour as text and marks upon the card, in a shade with a contrast of
    4.5 at least (WCAG 2.2, 1.4.3).
    """

    button: str
    button_text: str
    accent: str
    night_button: str
    night_button_text: str
    night_accent: str


def palette(chosen: str | None) -> Palette:
    """Return the colours of a mail for *chosen* (#rrggbb), or ours.  No choice is refused: text upon it and shades of it adapt."""
    button = (chosen or OURS).lower()
    accent = shade(button, upon=DAY)
    # By night a dark button would vanish: it takes the shade that can be read there.
    night = shade(button, upon=NIGHT)
    return Palette(button, text_upon(button), accent, night, text_upon(night), night)


def text_upon(colour: str) -> str:
    """Return a text colour that is read upon *colour*: white where it can be, else near black or black, of which one always can."""
    return next(text for text in (WHITE, INK, BLACK) if contrast(text, colour) >= READABLE)


def shade(colour: str, *, upon: str) -> str:
    """Return *colour*, made as much darker or lighter as it takes to be read *upon* a background."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    end = 1.0 if _luminance(upon) < _luminance("#808080") else 0.0
    for step in range(STEPS + 1):
        candidate = _written(colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / STEPS, saturation))
        if contrast(candidate, upon) >= READABLE:
            return candidate
    return WHITE if end else BLACK


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    # As WCAG 2.2 defines it.
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in _channels(colour))  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in channels)
