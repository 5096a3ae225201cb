"""The web app's types say what the database has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from python_functions.stack.types import generated_types, types_file

if TYPE_CHECKING:
    from tests.conftest import Stack


def test_the_types_are_those_of_the_database(stack: Stack) -> None:
    """Whoever changes a view or a verb runs `make types`; else a page would ask for what is no longer there."""
    assert generated_types(stack.settings) == types_file(stack.settings).read_text(), "Run `make types` and look at what changed."
