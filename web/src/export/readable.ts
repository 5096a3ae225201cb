/** An export as a page for people: one HTML file that needs nothing else, and prints well.  What somebody wrote is text there, never markup. */
import type { Locale } from "../i18n/words";
import { words } from "./words";

type Row = Record<string, unknown>;

export interface Export {
  exported_at: string;
  organizations: { organization: { name: string }; client_id: string; data: Record<string, Row[]> }[];
}

const STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}"
  + "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.1rem 1rem;margin:0 0 1rem;padding:.8rem 0;border-top:1px solid #ccc;break-inside:avoid}"
  + "dt{color:#555}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}@media(max-width:30rem){dl{grid-template-columns:1fr}}";

export function readable(data: Export, locale: Locale): string {
  const t = words[locale];
  const title = escaped(t.title(new Intl.ListFormat(locale).format(data.organizations.map(({ organization }) => organization.name)) || "Bookfast"));
  const made = escaped(t.made(new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(data.exported_at))));
  const row = (cells: Row): string => `<dl>${Object.entries(cells).map(([name, value]) => `<dt>${escaped(name.replaceAll("_", " "))}</dt><dd>${said(value)}</dd>`).join("")}</dl>`;
  const said = (value: unknown): string => {
    if (typeof value === "boolean") return value ? t.yes : t.no;
    if (Array.isArray(value)) return value.some((one) => one !== null && typeof one === "object") ? value.map(said).join("") : escaped(value.join(", "));
    if (value !== null && typeof value === "object") return row(value as Row);
    return escaped(String(value));
  };
  const parts = data.organizations.map(({ organization, data: tables }) => {
    // Who it is first; what is empty stands at the end, and says so.
    const sorted = Object.entries(tables).sort(([a, x], [b, y]) => Number(!x.length) - Number(!y.length) || Number(a !== "clients") - Number(b !== "clients") || a.localeCompare(b));
    return `<h2>${escaped(organization.name)}</h2>` + sorted.map(([name, rows]) => (
      `<h3>${escaped(t.tables[name] ?? name.replaceAll("_", " "))}</h3>${rows.map(row).join("") || `<p>${t.nothing}</p>`}`
    )).join("");
  });
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`
    + `<style>${STYLE}</style><h1>${title}</h1><p>${made}</p>${parts.join("")}</html>`;
}

/** Gives the visitor a file: nothing leaves the browser. */
export function save(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
