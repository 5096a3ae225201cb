/** The frame of every page: product name, language switch, live regions, and one screen at a time. */
import { createAnnouncer, type Announcer } from "../../ui/announce";
import { h } from "../../ui/dom";
import { CATALOGUES, preferredLocale, rememberLocale, speechIn, type Locale, type Speech } from "../../i18n/language";
import "../../styles/tokens.css";
import "../../styles/base.css";
import "./shell.css";

/** What one screen shows, and what takes the focus when it is new: its heading, or a notice above it. */
export interface Screen {
  title: string;
  focus: HTMLElement;
  content: HTMLElement[];
}

/** Draws a screen; called again when the language changes.  *signal* ends with the screen: stop timers there. */
export type Render = (speech: Speech, signal: AbortSignal) => Screen;

export interface Page {
  readonly announcer: Announcer;
  speech(): Speech;
  /** Replaces the screen and moves the focus into it, unless it is the first one of the page. */
  show(render: Render): void;
  /** Shows that the screen is about to be replaced. */
  wait(): void;
}

/** Opens the page with *waiting* on it, the screen until there is something to show. */
export function openPage(waiting: Render): Page {
  const announcer = createAnnouncer();
  const header = h("header", { class: "shell-header" });
  const main = h("main", { id: "content", class: "shell-main", tabindex: "-1" });
  let speech = speechIn(preferredLocale());
  let current = waiting;
  let ending = new AbortController();

  function draw(): HTMLElement {
    ending.abort();
    ending = new AbortController();
    document.documentElement.lang = speech.locale;
    header.replaceChildren(...headerParts(speech, speak));
    const screen = current(speech, ending.signal);
    if (screen.focus.tabIndex < 0) screen.focus.tabIndex = -1;  // Headings take no focus by themselves.
    document.title = `${screen.title} · ${speech.t.shell.product}`;
    main.replaceChildren(...screen.content);
    main.removeAttribute("aria-busy");
    return screen.focus;
  }

  function speak(locale: Locale): void {
    rememberLocale(locale);
    speech = speechIn(locale);
    draw();
    header.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }

  document.body.replaceChildren(header, main, ...announcer.elements);
  draw();
  let first = true;
  return {
    announcer,
    speech: () => speech,
    show(render) {
      current = render;
      const focus = draw();
      if (!first) {
        focus.focus({ preventScroll: true });
        scrollTo(0, 0);
      }
      first = false;
    },
    wait() {
      main.setAttribute("aria-busy", "true");
    },
  };
}

function headerParts({ locale, t }: Speech, speak: (locale: Locale) => void): HTMLElement[] {
  const languages = Object.entries(CATALOGUES).map(([code, catalogue]) =>
    h("button", {
      type: "button",
      class: "shell-language",
      lang: code,
      "aria-pressed": String(code === locale),
      onclick: () => speak(code as Locale),
    }, catalogue.language.name),
  );
  return [
    h("a", { class: "shell-skip", href: "#content", onclick: skipToContent }, t.shell.skip),
    h("a", { class: "shell-brand", href: "/", "aria-label": t.shell.home }, t.shell.product),
    h("div", { class: "shell-languages", role: "group", "aria-label": t.language.choose }, ...languages),
  ];
}

/** By focus, not by fragment: the fragment may hold the client's token. */
function skipToContent(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
