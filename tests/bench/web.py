"""The web app as a browser meets it: how much it loads, and how long a slow processor needs until somebody can act."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import sync_playwright

from python_functions.data_api import DataApi
from python_functions.stack.settings import CHECKOUT
from tests.bench.bundle import Bundle
from tests.bench.database import practitioner_id, service_id
from tests.bench.report import figure, goal, heading

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
# The initial JavaScript of a page that strangers open, gzipped.
MOST_KILOBYTES = 200
# Chrome's own stand-in for a phone of the middle class.
THROTTLE = 4
PATIENCE_MILLISECONDS = 60_000
PAGES = {
    "booking page": "book/book",
    "manage page": "manage/manage",
    "search": "directory/search",
    "practitioner's day": "practice/today",
}


def run_bundle() -> None:
    """Print what the pages load at once; for those that strangers open beside the goal."""
    heading("The built web app: what a page loads before it shows, gzipped")
    bundle = Bundle(CHECKOUT / "web" / "dist")
    for name, page in PAGES.items():
        files = bundle.files_of(page)
        scripts, styles = bundle.kilobytes(files, ".js"), bundle.kilobytes(files, ".css")
        figure(f"{name}, JavaScript + CSS", f"{scripts:.1f} + {styles:.1f} kB", f"{len(files)} files")
        if page in {"book/book", "manage/manage"}:
            goal("  JavaScript beside 200 kB", scripts / MOST_KILOBYTES, at_most=1)


def run(env: dict[str, str], *, rounds: int) -> None:
    """Print how long the booking and manage pages take until the first time, or the first action, can be chosen; nothing cached."""
    heading(f"The web app in Chromium, processor slowed {THROTTLE} times, nothing cached (p50 of {rounds})")
    if not CHROMIUM.exists():
        figure("no Chromium here", "–", "apt install chromium")
        return
    booking_page = f"{env['WEB_URL']}/with/bench-0/member-0/{service_id(0)}"
    manage_page = f"{env['WEB_URL']}/manage#{_link(env)}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        for name, address, ready in (
            ("booking page, until the first time can be chosen", booking_page, ".time:not([disabled]):not([data-disabled])"),
            ("manage page, until the first action can be taken", manage_page, "main button:not([disabled]):not([data-disabled])"),
        ):
            times = sorted(_until_ready(browser, address, ready) for _ in range(rounds))
            figure(name, f"{times[len(times) // 2] * 1000:,.0f} ms", f"{times[0] * 1000:,.0f} to {times[-1] * 1000:,.0f} ms")
        browser.close()


def _until_ready(browser: Browser, address: str, ready: str) -> float:
    """Open *address* in a window of its own and wait for what matches *ready*; seconds."""
    with browser.new_context(viewport={"width": 390, "height": 844}, locale="en-CA") as context:
        page = context.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator(ready).first.wait_for(timeout=PATIENCE_MILLISECONDS)
        # Not only there but listening: the page's thread answers.
        page.evaluate("() => new Promise(requestAnimationFrame)")
        return time.perf_counter() - began


def _link(env: dict[str, str]) -> str:
    """The token of a new booking's link, as its mail has it."""
    visitor = DataApi.connect(env["SUPABASE_URL"], key=env["SUPABASE_PUBLISHABLE_KEY"])
    starts_at = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=5)
    held = visitor.call("request_hold", practitioner_id=practitioner_id(0), service_id=service_id(0), starts_at=starts_at.isoformat())
    client = {"name": "Kim Tremblay", "email": f"{uuid4().hex}@client.example", "phone": "+1 514 555 0199", "consent": True}
    booked = visitor.call("confirm_hold", hold_key=held["hold_key"], client=client)
    token = secrets.token_urlsafe(32)
    service = DataApi.connect(env["SUPABASE_URL"], key=env["SUPABASE_SECRET_KEY"])
    expires_at = datetime.now(UTC) + timedelta(days=30)
    service.register_booking_token(booked["booking_id"], token_hash=sha256(token.encode()).hexdigest(), expires_at=expires_at)
    return token
