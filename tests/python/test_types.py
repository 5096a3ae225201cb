"""The web app's types say what the database has."""

from __future__ import annotations

from python_functions.stack.settings import settings_from
from python_functions.stack.types import types_file, types_of


def test_the_types_are_those_of_the_database(model_url: str) -> None:
    """Whoever changes a view or a verb runs `make types`; else a page would ask for what is no longer there."""
    settings = settings_from({})
    assert types_of(model_url, settings) == types_file(settings).read_text(), "Run `make types` and look at what changed."
