/** How well a colour can be read (WCAG 2.2, 1.4.3).  Pure. */

type Rgb = readonly [number, number, number];

export function isColor(text: string): boolean {
  return /^#[0-9A-Fa-f]{6}$/.test(text);
}

/** What text is read well by. */
export const READABLE = 4.5;

/** The text colour that mails put upon *color*: white where it can be read, else nearly black or black, of which one always can. */
export function textUpon(color: string): string {
  return ["#ffffff", "#10211e"].find((text) => contrast(text, color) >= READABLE) ?? "#000000";
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(rgbOf(one)), luminance(rgbOf(other))].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function rgbOf(color: string): Rgb {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255) as unknown as Rgb;
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
