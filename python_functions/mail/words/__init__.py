"""The sentences of mails, one file per language."""

import importlib.resources
import tomllib
from functools import cache
from typing import Any


@cache
def words(language: str) -> dict[str, Any]:
    """Return the sentences of *language*: en or fr."""
    return tomllib.loads(importlib.resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
