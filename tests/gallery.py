"""
`python -m tests.gallery [--all FOLDER]`: takes the README's pictures of the demo on the running stack (`make gallery`).

Each is looked at by a person before it is committed.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import expect, sync_playwright

from python_functions.mailbox import Mailbox
from python_functions.stack.settings import CHECKOUT
from seeds.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
GALLERY = CHECKOUT / "docs" / "gallery"
WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
MANAGE_LINK = re.compile(r"/manage#[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Picture:
    """A page of the demo: its *path*, or "mail:<address>" for the newest link there; *steps* are the names of links and buttons to press first."""

    name: str
    path: str
    width: str = "wide"
    scheme: str = "light"
    who: str | None = None
    language: str = "en-CA"
    steps: tuple[str, ...] = ()


PICTURES = (
    Picture("search", "/"),
    Picture("times", "/with/atelier-coaching/mila-gagnon", language="fr-CA", scheme="dark", steps=("Atelier en groupe",)),
    Picture("booking", "/with/riverside-therapy/ada-okafor", "narrow", steps=("Individual session",)),
    Picture("manage", "mail:tomasz@client.example", "narrow", "dark"),
    Picture("today", "/at/hill-clinic", who="eve@hill.example"),
    Picture("schedule", "/at/riverside-therapy/schedule", who="ada@riverside.example"),
    Picture("hours", "/at/riverside-therapy/hours", who="ada@riverside.example", scheme="dark"),
    Picture("my-appointments", "/my", "narrow", who="grace@client.example"),
)


class Photographer:
    """Opens pages of the demo as its people see them, and takes pictures."""

    def __init__(self, browser: Browser, *, web_url: str, mailbox: Mailbox) -> None:
        """*web_url*: where the pages are; *mailbox*: where the links are."""
        self._browser, self._web, self._mailbox = browser, web_url, mailbox

    def take(self, picture: Picture, into: Path) -> None:
        """Write one picture as PNG."""
        width, height = WIDTHS[picture.width]
        with self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=picture.scheme,
            locale=picture.language,
            reduced_motion="reduce",
            timezone_id="America/Toronto",
        ) as context:
            page = context.new_page()
            if picture.who:
                self._sign_in(page, picture.who)
            page.goto(self._web + self._path_of(picture))
            self._settle(page)
            for name in picture.steps:
                page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()
                self._settle(page)
            page.screenshot(path=into)

    def _path_of(self, picture: Picture) -> str:
        if not picture.path.startswith("mail:"):
            return picture.path
        letters = self._mailbox.messages_to(picture.path.removeprefix("mail:"))
        return next(found.group() for letter in reversed(letters) if (found := MANAGE_LINK.search(letter.text)))

    def _sign_in(self, page: Page, email: str) -> None:
        page.goto(f"{self._web}/sign-in")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").first.fill(PASSWORD)
        page.locator("main form button[type=submit]").click()
        expect(page).not_to_have_url(re.compile("/sign-in"), timeout=30_000)

    @staticmethod
    def _settle(page: Page) -> None:
        page.wait_for_load_state("networkidle")
        expect(page.locator("main h1").first).to_be_visible(timeout=30_000)
        expect(page.locator("main [aria-busy=true]")).to_have_count(0, timeout=30_000)


def main(arguments: list[str]) -> int:
    """Take the gallery's pictures; with --all, each of its pages in every width and scheme, into another folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every width and scheme, to look at")
    options = parser.parse_args(arguments)
    if missing := [name for name in ("MAIL_URL", "WEB_URL") if name not in os.environ]:
        parser.error(f'{missing[0]} is not set.  Load the demo by `make demo`, then: set -a; eval "$(make -s env)"')
    folder = options.all or GALLERY
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, httpx.Client(base_url=os.environ["MAIL_URL"], timeout=30) as http:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        photographer = Photographer(browser, web_url=os.environ["WEB_URL"], mailbox=Mailbox(http))
        for picture in PICTURES:
            kinds = product(WIDTHS, ("light", "dark")) if options.all else [(picture.width, picture.scheme)]
            for width, scheme in kinds:
                name = f"{picture.name}-{width}-{scheme}" if options.all else picture.name
                shown = Picture(picture.name, picture.path, width, scheme, picture.who, picture.language, picture.steps)
                photographer.take(shown, folder / f"{name}.png")
                print(f"{folder / name}.png  {(folder / f'{name}.png').stat().st_size / 1000:.0f} kB", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
