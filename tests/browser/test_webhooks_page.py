"""Admins connect other programs, and see what those were sent."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from standardwebhooks import Webhook

from python_functions.stack.programs import programs_of
from python_functions.stack.supervision import Supervision
from tests.python.conftest import addresses
from tests.python.receivers import Authority, answering, receiving

from .office import sound
from .staff import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from tests.conftest import Stack
    from tests.python.receivers import Receiver

    from .practice import Practice
    from .staff import Staff


@pytest.fixture
def receiver(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    """A program of the practice's at an https address, and a worker that may reach it in place of the stack's own."""
    authority = Authority.made_in(tmp_path_factory.mktemp("ca"))
    supervision = Supervision(stack.settings)
    (own,) = [program for program in programs_of(stack.settings, stack.keys) if program.name == "worker"]
    supervision.stop(own)
    try:
        with receiving(authority) as receiver:
            reach = {"SSL_CERT_FILE": str(authority.ca_file), "WEBHOOK_NETWORKS": "127.0.0.0/8", "WEBHOOK_PORTS": str(receiver.port)}
            worker = subprocess.Popen(
                [sys.executable, "-m", "python_functions.worker"],
                env={**os.environ, **stack.env, **addresses(), **reach, "WORKER_POLL_SECONDS": "0.1"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            yield receiver
            worker.kill()
            worker.wait()
    finally:
        supervision.start(own)


def add(admin: Staff, url: str) -> str:
    """Register *url* for what is booked and cancelled; returns the secret that was shown."""
    admin.press("Add a webhook")
    page = admin.page
    dialog = page.get_by_role("dialog", name="Add a webhook")
    dialog.get_by_label("Address").fill(url)
    dialog.get_by_label("What it is for").fill("Our records")
    dialog.get_by_text("An appointment is made").click()
    dialog.get_by_text("An appointment is cancelled").click()
    dialog.get_by_role("button", name="Add it").click()
    return shown_secret(page)


def shown_secret(page: Page) -> str:
    """What the dialog shows this once."""
    dialog = page.get_by_role("alertdialog", name="The secret of this webhook")
    secret = dialog.get_by_label("Signing secret").inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="I have kept it").click()
    expect(dialog).to_have_count(0)
    assert secret not in page.content()
    return secret


def deliveries(page: Page) -> Locator:
    """The rows of what was sent."""
    return page.get_by_role("table", name="Deliveries").locator("tbody tr")


def test_a_test_arrives_signed_and_is_sent_again(open_window: Callable[..., Page], practice: Practice, receiver: Receiver) -> None:
    """With the secret that was shown once; with a new secret both sign; what failed says so, and is replayed."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/webhooks")
    secret = add(admin, receiver.url())
    admin.sees(receiver.url())
    admin.press("Send a test")
    expect(deliveries(page)).to_contain_text(["A test"])
    (request,) = receiver.wait_for(1)
    assert Webhook(secret).verify(request.body, request.headers)["type"] == "webhook.test"
    expect(deliveries(page).first).to_contain_text("Delivered")
    expect(deliveries(page).first).to_contain_text("HTTP 204")

    deliveries(page).first.get_by_role("button", name="Send again").click()
    _, again = receiver.wait_for(2)
    assert again.headers["webhook-id"] == request.headers["webhook-id"]

    admin.press("New secret")
    page.get_by_role("dialog").get_by_role("button", name="New secret").click()
    new = shown_secret(page)
    assert new != secret
    admin.press("Send a test")
    *_, both = receiver.wait_for(3)
    assert Webhook(secret).verify(both.body, both.headers) == Webhook(new).verify(both.body, both.headers)

    receiver.answer = answering(500)
    admin.press("Send a test")
    expect(deliveries(page).first).to_contain_text("HTTP 500")
    expect(page.get_by_text("Not answering")).to_be_visible()


def test_an_endpoint_lives_and_goes(open_window: Callable[..., Page], practice: Practice) -> None:
    """Changed, switched off and on, deleted."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/webhooks")
    expect(page.get_by_text("No program is told anything yet")).to_be_visible()
    add(admin, "https://records.example/in")
    admin.press("Change")
    dialog = page.get_by_role("dialog", name="Change")
    dialog.get_by_label("Address").fill("https://records.example/hooks")
    dialog.get_by_text("An appointment moves").click()
    dialog.get_by_role("button", name="Change").click()
    admin.sees("https://records.example/hooks")
    expect(page.get_by_text("An appointment moves")).to_be_visible()
    admin.press("Switch off")
    page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("by an admin")).to_be_visible()
    admin.press("Switch on")
    expect(page.get_by_role("button", name="Send a test")).to_be_visible()
    admin.press("Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    admin.sees("Webhooks")
    expect(page.get_by_text("No program is told anything yet")).to_be_visible()


def test_what_is_wrong_is_said_at_its_field(open_window: Callable[..., Page], practice: Practice) -> None:
    """And what was typed survives the error, the closed dialog and a reload."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/webhooks")
    admin.press("Add a webhook")
    dialog = page.get_by_role("dialog", name="Add a webhook")
    dialog.get_by_label("Address").fill("http://records.example/in")
    dialog.get_by_role("button", name="Add it").click()
    address = dialog.get_by_label("Address")
    expect(address).to_be_focused()
    expect(address).to_have_accessible_description(
        "Begins with https://. Each message is sent there as a POST. Please give an address that begins with https://, without a user name or a # part."
    )
    expect(dialog.get_by_text("Please choose at least one.")).to_be_visible()
    page.reload()
    admin.press("Add a webhook")
    expect(address).to_have_value("http://records.example/in")


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_pages(open_window: Callable[..., Page], practice: Practice) -> None:
    """The list, the form and one endpoint."""
    sound(
        open_window,
        practice,
        "/webhooks",
        "Webhooks",
        ready="No program",
        french="Webhooks",
        act=lambda page: page.get_by_role("button", name="Add a webhook").click(),
    )
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    hook = {"url": "https://records.example/in", "event_types": ["booking.created"]}
    made = practice.admin.rpc("register_webhook_endpoint", organization | hook).execute().data
    practice.admin.rpc("send_test_webhook", {"endpoint_id": made["endpoint_id"]}).execute()
    path = f"/webhooks?endpoint={made['endpoint_id']}"
    sound(open_window, practice, path, "https://records.example/in", ready="A test", french="https://records.example/in")
