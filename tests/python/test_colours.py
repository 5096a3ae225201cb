"""Whatever colour an organization chooses, everybody can read its mails (WCAG 2.2, 1.4.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_functions.mail.colours import DAY, NIGHT, OURS, contrast, palette, shade

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_text_upon_the_button_and_marks_upon_the_card_are_read(chosen: str) -> None:
    made = palette(chosen)
    assert made.button == chosen, "the button is what the organization chose"
    for text, background in (
        (made.button_text, made.button),
        (made.night_button_text, made.night_button),
        (made.accent, DAY),
        (made.accent, "#f1f6f4"),
        (made.accent, "#f3f4f1"),
        (made.night_accent, NIGHT),
        (made.night_accent, "#262e2c"),
    ):
        assert contrast(text, background) >= 4.5


@given(COLOURS, COLOURS)
def test_contrast_is_as_the_standard_defines_it(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0)]
)
def test_known_contrasts(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert shade(OURS, upon=DAY) == OURS
    assert palette(None) == palette(OURS) == palette(OURS.upper())
