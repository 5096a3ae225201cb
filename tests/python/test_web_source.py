"""Rules of the web app that nobody would keep by heart."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
SOURCE = WEB / "src"
KNOWN = WEB.parent / ".bookfast" / "web.tsbuildinfo"
MARKUP = sorted(SOURCE.rglob("*.tsx"))
GENERATED = {SOURCE / "api" / "database.ts"}
# Between a tag and the next one; an entity or a symbol is no word.
TEXT = re.compile(r"<[a-zA-Z][^<>{}=]*(?:=(?:\"[^\"]*\"|\{[^{}]*\})[^<>{}=]*)*>\s*([^<>{}]*[A-Za-zÀ-ÿ]{2}[^<>{}]*?)\s*</")
# What people read or hear of an element.
ATTRIBUTE = re.compile(r"\b(?:aria-label|aria-description|title|alt|placeholder|label|description|confirm|caption)=\"([^\"]*[A-Za-zÀ-ÿ]{2}[^\"]*)\"")
# Names that are the same in every language.
NAMES = {"Bookfast"}


def test_the_app_is_well_typed() -> None:
    """As strict as web/tsconfig.json says.  What has not changed since the last run is not looked at again."""
    tsc = WEB / "node_modules" / ".bin" / "tsc"
    KNOWN.parent.mkdir(exist_ok=True)
    checked = subprocess.run([tsc, "--noEmit", "--incremental", "--tsBuildInfoFile", KNOWN], cwd=WEB, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.req("TS-4")
def test_the_guard_matrix_has_every_page_and_no_other() -> None:
    """What is not in the matrix cannot be opened; what is in it exists, once, at one address."""
    matrix = json.loads((SOURCE / "guard" / "matrix.json").read_text())
    pages = sorted(path.relative_to(SOURCE).as_posix().removesuffix(".page.tsx") for path in SOURCE.rglob("*.page.tsx"))
    assert pages == sorted(page["page"] for page in matrix)
    assert len(matrix) == len({page["path"] for page in matrix})


def test_people_read_words_of_their_language_only() -> None:
    """Every sentence stands in a `words` declaration, where French has what English has; none within the markup."""
    found = {
        f"{path.relative_to(WEB)}: {text}"
        for path in MARKUP
        for pattern in (TEXT, ATTRIBUTE)
        for text in pattern.findall(path.read_text())
        if text.strip() not in NAMES
    }
    assert set() == found


def test_the_rule_about_words_sees_words() -> None:
    """The patterns find what they are for."""
    assert TEXT.findall("<p>Hello there</p>") == ["Hello there"]
    assert TEXT.findall('<p className="lead" id={name}>\n  Hello\n</p>') == ["Hello"]
    assert TEXT.findall("<p>{t.hello}</p><span>×</span>") == []
    assert ATTRIBUTE.findall('<Page title="Hello">') == ["Hello"]
    assert ATTRIBUTE.findall("<Page title={t.hello}>") == []


def test_no_file_outgrows_its_purpose() -> None:
    """A file is read in one go; what has grown is split along its seams."""
    long = {
        f"{path.relative_to(WEB)}: {lines} lines"
        for path in SOURCE.rglob("*.ts*")
        if path not in GENERATED and path.name != "words.ts" and (lines := len(path.read_text().splitlines())) > 200
    }
    assert set() == long


def test_nothing_is_asked_of_third_parties() -> None:
    """No address of anybody else stands in the source; what the app may talk to comes with /config.json."""
    found = {
        f"{path.relative_to(WEB)}: {address}"
        for path in [*SOURCE.rglob("*.ts*"), *SOURCE.rglob("*.css"), WEB / "index.html"]
        for address in re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"'`)]*", path.read_text())
        if path not in GENERATED and ".example" not in address
    }
    assert set() == found


def test_markup_is_never_made_of_strings() -> None:
    """Nothing that somebody typed can become a part of the page."""
    assert [] == [str(path) for path in SOURCE.rglob("*.ts*") if re.search(r"dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML", path.read_text())]
