"""Browser windows, a practice and a mailbox, all on the running stack."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .mailbox import Mailbox
from .practice import Practice, connect, open_practice
from .visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

    from tests.conftest import Stack

# How many times slower the pages compute: finds tests, and pages, that are right only while the machine is quick.
SLOWED = int(os.environ.get("BOOKFAST_SLOW_BROWSER", "1"))
# A machine that does other things besides is slow, not wrong.
expect.set_options(timeout=20_000 * SLOWED)


@pytest.fixture
def elsewhere() -> tuple[str, ...]:
    """Where besides the stack a person's way leads; a file whose pages send people on says it."""
    return ()


@pytest.fixture
def open_window(browser: Browser, stack: Stack, elsewhere: tuple[str, ...]) -> Iterator[Callable[..., Page]]:
    """
    Opens browser windows of strangers to each other; keyword arguments are Playwright's for a context.

    Afterwards no window may have seen an error of a script, a breach of the Content-Security-Policy, or a request to anybody but the stack.
    """
    contexts = []
    complaints: list[str] = []
    own = (stack.web_url, stack.supabase_url, stack.edge_url, "about:", "data:", *elsewhere)

    def heard(message: ConsoleMessage) -> None:
        # Refusals of the Data API are part of the story; the browser logs them by itself.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(own):
            complaints.append(f"request to {request.url}")

    def open_one(**options: object) -> Page:
        context = browser.new_context(
            base_url=stack.web_url,
            **({"locale": "en-CA", "timezone_id": "America/Toronto", "viewport": {"width": 1280, "height": 900}} | options),
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        if SLOWED > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        return page

    yield open_one
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")  # As a visitor who leaves: the page gives back what it holds.
        context.close()
    assert [] == complaints


@pytest.fixture
def practice(stack: Stack) -> Practice:
    """A practice with free times every morning."""
    return open_practice(connect(stack.supabase_url, stack.supabase_publishable_key))


@pytest.fixture
def make_practice(stack: Stack) -> Callable[..., Practice]:
    """Opens practices whose service differs by the columns given."""

    def make(**service: object) -> Practice:
        return open_practice(connect(stack.supabase_url, stack.supabase_publishable_key), **service)

    return make


@pytest.fixture
def mailbox(stack: Stack) -> Mailbox:
    """Where the stack's mail arrives."""
    return Mailbox(stack.mail_url)


@pytest.fixture
def visitor(open_window: Callable[..., Page]) -> Visitor:
    """Somebody with a browser window and an address that nobody else has."""
    return Visitor(open_window(), f"ben-{uuid4().hex[:10]}@client.example")
