"""Partial answers: the parameter `fields`, such as items(id,start/dateTime),nextPageToken."""

from __future__ import annotations

import re
from typing import Any

from tests.google.problems import invalid


def select(fields: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return of *value* what *fields* names."""
    words = re.findall(r"[A-Za-z*]+|[(),/]", fields)
    if "".join(words) != fields or not words:
        raise invalid(f"Invalid field selection {fields}")
    mask, rest = _masks(words)
    if rest:
        raise invalid(f"Invalid field selection {fields}")
    return _pick(mask, value)


def _masks(words: list[str]) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    while words and words[0] != ")":
        name, words = words[0], words[1:]
        inner = found.setdefault(name, {})
        while words and words[0] == "/":
            inner = inner.setdefault(words[1], {})
            words = words[2:]
        if words and words[0] == "(":
            below, words = _masks(words[1:])
            inner.update(below)
            words = words[1:]
        if words and words[0] == ",":
            words = words[1:]
    return found, words


def _pick(mask: dict[str, Any], value: Any) -> Any:  # noqa: ANN401 - JSON
    if not mask:
        return value
    if isinstance(value, list):
        return [_pick(mask, each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _pick(mask.get(name, mask.get("*")), each) for name, each in value.items() if name in mask or "*" in mask}
