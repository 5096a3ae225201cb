"""Files in conversations: sent, refused, downloaded, taken back, with a Storage beside the stack; and what is said where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest
from playwright.sync_api import expect

from python_functions.attachments import Storage as Deleter
from python_functions.attachments import deletions
from python_functions.data_api import DataApi
from tests.storage.server import Storage, serving

from .axe import violations
from .people import Person, make_person
from .staff import hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from supabase import Client
    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice

PDF = {"name": "Referral, Dr. Śmith.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 " + b"x" * 2991}


@pytest.fixture(scope="module")
def storage(stack: Stack) -> Iterator[Storage]:
    """A Storage, while this file's tests run."""
    with serving(stack) as served:
        yield served


@pytest.fixture
def elsewhere(storage: Storage) -> tuple[str, ...]:
    """A project's Storage answers at the project's address; this one beside it."""
    return (storage.url,)


@pytest.fixture
def pair(stack: Stack, practice: Practice, mailbox: Mailbox) -> tuple[Person, Client, str]:
    """Ben, who has an account, in the care of Eve, and their conversation."""
    eve, eve_id = hire(practice, mailbox, stack)
    ben = make_person(stack)
    ben.book(practice)
    client_id = ben.api.table("clients").select("client_id").execute().data[0]["client_id"]
    practice.admin.rpc("assign_practitioner", {"client_id": client_id, "practitioner_id": eve_id}).execute()
    talk = ben.api.table("conversations").select("conversation_id").eq("practitioner_id", eve_id).execute().data[0]
    return ben, eve, talk["conversation_id"]


def with_storage(page: Page, stack: Stack, storage: Storage) -> Page:
    """Let the page's /config.json name the Storage, as a deployment's does."""
    told = {"supabase_url": stack.supabase_url, "supabase_publishable_key": stack.supabase_publishable_key, "edge_url": stack.edge_url}
    page.route("**/config.json", lambda route: route.fulfill(json=told | {"storage_url": storage.url}))
    return page


def test_a_file_is_sent_and_had_and_taken_back(
    open_window: Callable[..., Page], stack: Stack, practice: Practice, storage: Storage, pair: tuple[Person, Client, str]
) -> None:
    """What cannot be sent is said before; an answer that is lost sends nothing twice; only the two have the file; taken back, it is deleted."""
    # The stack's own host allows no other address than the stack's; a project's Storage is at its own.
    client, office = (with_storage(open_window(bypass_csp=True), stack, storage) for _ in range(2))
    ben, eve, talk = pair
    ben.sign_in(client)
    client.goto(f"/my/messages/{talk}")

    chooser = client.locator("input[type=file]")
    chooser.set_input_files([
        PDF,
        {"name": "list.txt", "mimeType": "text/plain", "buffer": b"one"},
        {"name": "page.html", "mimeType": "text/html", "buffer": b"<p>"},
        {"name": "nothing.png", "mimeType": "image/png", "buffer": b""},
    ])  # fmt: skip
    chosen = client.get_by_role("list", name="Files to send")
    expect(chosen.get_by_text("PDF, 3 kB")).to_be_visible()
    expect(client.get_by_text("page.html cannot be sent")).to_be_visible()
    expect(client.get_by_text("nothing.png is empty")).to_be_visible()
    client.get_by_role("button", name="Remove list.txt").click()
    expect(chosen.get_by_role("listitem")).to_have_count(1)
    expect(client.get_by_role("button", name="Attach files")).to_be_focused()
    assert [] == violations(client)

    # No text; and the first answer is lost on the way.
    storage.lose = 1
    client.get_by_role("button", name="Send", exact=True).click()
    expect(client.get_by_text("You are offline. Your message is kept here")).to_be_visible()
    client.evaluate("dispatchEvent(new Event('online'))")
    log = client.get_by_role("log")
    expect(log.get_by_role("button", name=f"Download {PDF['name']}, PDF, 3 kB")).to_be_visible()
    expect(chosen).to_have_count(0)
    expect(client.get_by_text("page.html cannot be sent")).to_have_count(0)
    assert len(storage.objects) == 1

    signed_in(office, practice, eve).open(f"/conversations/{talk}")
    theirs = office.get_by_role("log").get_by_role("button", name=f"Download {PDF['name']}, PDF, 3 kB")
    with office.expect_download() as download:
        theirs.click()
    assert download.value.suggested_filename == PDF["name"]
    assert download.value.path().read_bytes() == PDF["buffer"]
    assert [] == violations(office)

    # Nobody else has it: not the admin, by the path itself.
    (path,) = storage.objects
    admin = practice.admin.auth.get_session().access_token
    headers = {"apikey": stack.supabase_publishable_key, "Authorization": f"Bearer {admin}"}
    assert httpx.post(f"{storage.url}/object/sign/conversations/{path}", json={"expiresIn": 60}, headers=headers).json()["statusCode"] == "404"
    assert httpx.request("DELETE", f"{storage.url}/object/conversations", json={"prefixes": [path]}, headers=headers).json() == []

    log.get_by_role("button", name=f"Take back: {PDF['name']}").click()
    client.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(theirs).to_have_count(0)
    delete = deletions(DataApi.connect(stack.supabase_url, key=stack.supabase_secret_key), Deleter(storage.url, key=stack.supabase_secret_key))
    delete()
    assert storage.objects == {}
    with psycopg.connect(stack.database_url) as owner:
        assert owner.execute("select count(*) from app.attachment_deletions").fetchone() == (0,)

    # Where the deployment names no Storage, that is said, and nothing is offered.
    client.unroute("**/config.json")
    client.reload()
    expect(client.get_by_text("Files cannot be attached.")).to_be_visible()
    expect(client.get_by_role("button", name="Attach files")).to_have_count(0)
