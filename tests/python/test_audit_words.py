"""The page of the audit log has words for everything that the database records (BM-R9)."""

from __future__ import annotations

import re

from python_functions.stack.settings import CHECKOUT

WORDS = CHECKOUT / "web" / "src" / "admin" / "audit" / "words.ts"
RECORDS = re.compile(r"app\.record\(")
ACTION = re.compile(r"'([a-z_]+)\.([a-z_]+)'")
TRIGGER = re.compile(r"\baudit_(?:row|practice)\('([a-z_]+)'")
# What looks like an action and is none: settings of a transaction, and a kind of mail.
OTHERS = {"app", "support"}


def words(part: str) -> list[set[str]]:
    """The keys of *part*, in English and French."""
    return [set(re.findall(r"\b(\w+): \"", block)) for block in re.findall(rf"{part}: {{(.*?)\n    }}", WORDS.read_text(), re.DOTALL)]


def test_every_entry_has_words_in_both_languages() -> None:
    """Nobody reads "intake answer: busy calendars chosen"."""
    sources = [file.read_text() for file in (CHECKOUT / "sql").rglob("*.sql")]
    actions = {found for text in sources if RECORDS.search(text) for found in ACTION.findall(text) if found[0] not in OTHERS}
    entities = {entity for entity, _ in actions} | {entity for text in sources for entity in TRIGGER.findall(text)}
    verbs = {verb for _, verb in actions}
    assert len(entities) > 30
    assert [set(), set()] == [entities - known for known in words("entities")]
    assert [set(), set()] == [verbs - known for known in words("verbs")]
