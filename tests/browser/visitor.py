"""What a visitor does on the pages, in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class Visitor:
    """A person at a browser window that speaks English."""

    page: Page
    email: str

    def free_times(self) -> Locator:
        """The free times on show, once the week is there."""
        expect(self.page.locator(".week-results:not([aria-busy]) .time").first).to_be_visible()
        return self.page.locator(".time")

    def time_at(self, instant: str) -> Locator:
        """The button of one time; absent when it is not free."""
        return self.page.locator(f'.time[data-starts-at="{instant}"]')

    def choose(self, number: int) -> str:
        """Chooses the free time of that number on show and waits for the form.  Returns its instant."""
        time = self.free_times().nth(number)
        instant = time.get_attribute("data-starts-at")
        time.click()
        expect(self.page.get_by_role("heading", name="Your details", level=1)).to_be_visible()
        return str(instant)

    def fill_in(self) -> None:
        """Answers every question that must be answered."""
        self.page.get_by_label("Name").fill("Ben Tremblay")
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Phone").fill("+1 514 555 0100")
        self.consent()

    def consent(self) -> None:
        """Agrees that the details are kept, by the words beside the box."""
        self.page.get_by_text("I agree that").click()
        expect(self.page.get_by_role("checkbox", name="I agree that")).to_be_checked()

    def book(self) -> None:
        """Sends the form and waits for the good news."""
        self.page.get_by_role("button", name="Book this time").click()
        self.sees("Your time is booked")

    def sees(self, heading: str) -> None:
        """Waits for a screen by its main heading."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def without_news(page: Page) -> None:
    """From here on the page hears nothing over Realtime, as behind a proxy that lets no socket through."""
    page.route_web_socket("**/realtime/**", lambda socket: socket.close())
