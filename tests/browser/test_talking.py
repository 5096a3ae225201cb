"""Clients and practitioners talk: two windows, live, over a lost connection, and in a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from playwright.sync_api import expect

from .axe import violations
from .office import sound
from .people import Person, make_person, sees
from .staff import book, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from supabase import Client
    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice

WISH = "I would rather come on Thursday."


@dataclass(frozen=True)
class Pair:
    """Ben, who has an account, in the care of Eve."""

    ben: Person
    eve: Client
    eve_id: str
    client_id: str
    conversation_id: str


@pytest.fixture
def pair(stack: Stack, practice: Practice, mailbox: Mailbox) -> Pair:
    """Assigned by the admin, which opens their conversation."""
    eve, eve_id = hire(practice, mailbox, stack)
    ben = make_person(stack)
    ben.book(practice)
    client_id = ben.api.table("clients").select("client_id").execute().data[0]["client_id"]
    practice.admin.rpc("assign_practitioner", {"client_id": client_id, "practitioner_id": eve_id}).execute()
    conversation = ben.api.table("conversations").select("conversation_id").eq("practitioner_id", eve_id).execute().data[0]
    return Pair(ben, eve, eve_id, client_id, conversation["conversation_id"])


def said(pair: Pair) -> list[dict[str, Any]]:
    """What is stored."""
    rows = pair.eve.table("conversation_messages").select("position,body,sender_role").eq("conversation_id", pair.conversation_id)
    return rows.order("position").execute().data


def log(page: Page) -> Locator:
    """What was said, as the page shows it."""
    return page.get_by_role("log", name="Messages with")


def write(page: Page, text: str) -> None:
    """Type a message and send it; wait until it stands in the log."""
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(log(page).get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("")


@pytest.mark.req("CP-1.5", "CP-7.2", "CP-10.1", "CP-10.2", "CP-10.3")
def test_a_client_and_a_practitioner_talk(open_window: Callable[..., Page], stack: Stack, practice: Practice, mailbox: Mailbox, pair: Pair) -> None:
    """From the dashboard and the client's page to one conversation, which both see move without a reload; a mail says that something waits, not what."""
    client, office = open_window(), open_window()
    pair.ben.sign_in(client)
    client.get_by_role("region", name="What would you like to do?").get_by_role("link", name="Message Eve Roy").click()
    sees(client, "Messages")
    expect(client.get_by_role("heading", level=2, name="Eve Roy")).to_be_visible()
    expect(log(client)).to_contain_text("Nothing was said here yet")
    write(client, WISH)

    # Nobody at the practice looks: after the quiet time there is a mail.  Its time comes by the database's clock.
    with psycopg.connect(stack.database_url) as owner:
        statement = (
            "update app.outbox_events set next_attempt_at = now() where topic = 'conversation.unread' and status = 'queued' and data ->> 'client_id' = %s"
        )
        assert owner.execute(statement, [pair.client_id]).rowcount == 1
    address = pair.eve.auth.get_session().user.email
    letter = next(each for each in mailbox.wait_for(address, count=3) if "unread message" in each["subject"])
    assert f"/at/{practice.organization_slug}/conversations/{pair.conversation_id}" in letter["text"]
    assert WISH not in letter["text"] + letter["html"]
    assert "Ben Tremblay" not in letter["text"] + letter["html"]

    eve = signed_in(office, practice, pair.eve)
    eve.open()
    office.get_by_role("link", name="Conversations 1 unread message").click()
    sees(office, "Conversations")
    office.get_by_role("link", name="Ben Tremblay 1 unread message").click()
    expect(log(office).get_by_text(WISH)).to_be_visible()
    expect(log(client)).to_contain_text("Read")
    expect(office.get_by_role("navigation").get_by_role("link", name="Conversations", exact=True)).to_be_visible()

    eve.open(f"/clients/{pair.client_id}")
    eve.press("Message client")
    expect(log(office).get_by_text(WISH)).to_be_visible()
    write(office, "Thursday at ten?")
    expect(log(client).get_by_text("Thursday at ten?")).to_be_visible()
    # Ctrl + Enter, from the keyboard alone.
    client.get_by_label("Your message").fill("Yes, thank you")
    client.get_by_label("Your message").press("Control+Enter")
    expect(log(office).get_by_text("Yes, thank you")).to_be_visible()

    log(client).get_by_role("button", name="Take back: Yes, thank you").click()
    client.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(log(office).get_by_text("This message was taken back.")).to_be_visible()
    expect(log(office).get_by_text("Yes, thank you")).to_have_count(0)
    assert [row["body"] for row in said(pair)] == [WISH, "Thursday at ten?", None]


@pytest.mark.req("CP-10.5", "TS-10")
def test_what_was_typed_is_said_once_whatever_becomes_of_the_connection(open_window: Callable[..., Page], pair: Pair) -> None:
    """A draft outlives a reload; what got no answer is sent again by itself under its key."""
    page = open_window()
    pair.ben.sign_in(page)
    page.goto(f"/my/messages/{pair.conversation_id}")
    page.get_by_label("Your message").fill("Hello again")
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value("Hello again")

    # The server hears it, and the answer is lost on the way.
    def lose(route: Any) -> None:  # noqa: ANN401 - a route of Playwright
        route.fetch()
        route.abort()

    page.route("**/rpc/send_message", lose, times=1)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("You are offline. Your message is kept here")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(log(page).get_by_text("Hello again", exact=True)).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("")
    assert [row["body"] for row in said(pair)] == ["Hello again"]

    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Please write something.")).to_be_visible()
    page.goto(f"/my/messages/{pair.eve_id}")
    expect(page.get_by_text("There is no such conversation")).to_be_visible()


@pytest.mark.req("CP-10.4")
def test_a_group_is_joined_by_choice(open_window: Callable[..., Page], stack: Stack, make_practice: Callable[..., Practice], mailbox: Mailbox) -> None:
    """The practitioner opens it from a booking; a client sees that there is one, joins by a name, reads and leaves.  Who has no account is not written to."""
    practice = make_practice(capacity=4)
    eve, eve_id = hire(practice, mailbox, stack)
    ben = make_person(stack)
    starts_at = day_at(3, 14).isoformat()
    offer = {"practitioner_id": eve_id, "service_id": practice.service_id, "starts_at": starts_at}
    details = {"name": "Ben Tremblay", "email": ben.email, "phone": "+1 514 555 0100", "consent": True}
    hold = ben.api.rpc("request_hold", offer).execute().data
    booking = ben.api.rpc("confirm_hold", {"hold_key": hold["hold_key"], "client": details}).execute().data
    guest = book(practice, day_at(4, 14), "Gil Guest", practitioner_id=eve_id)

    office = open_window()
    staff = signed_in(office, practice, eve)
    staff.open(f"/bookings/{booking['booking_id']}")
    staff.press("Write to the group")
    sees(office, "Conversations")
    write(office, "Please bring a mat")

    page = open_window()
    ben.sign_in(page, at="/sign-in?next=%2Fmy%2Fmessages")
    page.get_by_role("link", name="First conversation").click()
    expect(page.get_by_role("heading", name="A conversation of this session")).to_be_visible()
    expect(page.get_by_text("Please bring a mat")).to_have_count(0)
    page.get_by_label("Name that the others see").fill("B.")
    page.get_by_role("button", name="Join the conversation").click()
    expect(log(page).get_by_text("Please bring a mat")).to_be_visible()
    write(page, "I will")
    expect(log(office).get_by_text("I will")).to_be_visible()
    expect(office.get_by_text("With B.")).to_be_visible()
    expect(office.get_by_text("Ben Tremblay")).to_have_count(0)
    page.get_by_role("button", name="Leave", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Leave the conversation").click()
    page.wait_for_url("**/my/messages")

    without_account = eve.table("bookings").select("client_id").eq("booking_id", guest["booking_id"]).execute().data[0]["client_id"]
    staff.open(f"/clients/{without_account}")
    expect(office.get_by_text("No account yet: this client cannot read messages.")).to_be_visible()


@pytest.mark.req("CP-10.5")
def test_the_pages_are_for_everybody(open_window: Callable[..., Page], practice: Practice, pair: Pair) -> None:
    """axe, 320 px, French, on both sides."""
    for person, body in ((pair.ben.api, "Hello"), (pair.eve, "Good morning")):
        person.rpc("send_message", {"conversation_id": pair.conversation_id, "body": body}).execute()
    path = f"/conversations/{pair.conversation_id}"
    sound(open_window, practice, path, "Conversations", ready="Ctrl + Enter sends it", french="Conversations", member=pair.eve)
    page = open_window(reduced_motion="reduce")
    pair.ben.sign_in(page, at=f"/sign-in?next=%2Fmy%2Fmessages%2F{pair.conversation_id}")
    expect(log(page).get_by_text("Good morning")).to_be_visible()
    assert not violations(page)
