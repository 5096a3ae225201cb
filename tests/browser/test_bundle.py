"""What strangers' browsers load before they see something."""

from __future__ import annotations

import pytest

from python_functions.stack.settings import CHECKOUT
from tests.bench.bundle import Bundle
from tests.bench.web import MOST_KILOBYTES


@pytest.mark.parametrize("page", ["book/book", "manage/manage"])
def test_a_page_that_strangers_open_is_light(page: str) -> None:
    """Two hundred kilobytes of JavaScript at most, gzipped: the entry's, the page's and what both import at once."""
    bundle = Bundle(CHECKOUT / "web" / "dist")
    scripts = bundle.kilobytes(bundle.files_of(page), ".js")
    assert 50 < scripts <= MOST_KILOBYTES
