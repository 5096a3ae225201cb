/** Figures as a file that spreadsheets open (RFC 4180). */

type Cell = string | number | null;

/** A text that a spreadsheet would take for a formula is led by an apostrophe. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell) => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** One column for each number that the rows have, led by *heading*. */
export function table<Row extends object>(rows: readonly Row[], ...leading: (keyof Row & string)[]): Cell[][] {
  const names = Object.entries(rows[0] ?? {}).filter(([name, value]) => !leading.includes(name as keyof Row & string) && (value === null || typeof value === "number")).map(([name]) => name);
  const columns = [...leading, ...names.toSorted()];
  return [columns, ...rows.map((row) => columns.map((name) => (row as Record<string, Cell>)[name] ?? null))];
}

/** Saves a text under a name; the mark at its beginning tells spreadsheets that it is UTF-8. */
export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
