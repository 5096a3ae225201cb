/** What the database will accept, asked before it is sent, so that each field can say it.  The database decides all the same.  Pure. */

/** The HTML standard's definition of a valid address (4.10.5.1.5), with a dot demanded in the domain. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;

export function isEmail(text: string): boolean {
  return EMAIL.test(text) && text.length <= 254;
}

/** As a client's phone number is taken (`app.client_details`): at least five digits, and what people write between them. */
export function isPhone(text: string): boolean {
  return /^\+?[0-9 ().x/-]{5,40}$/.test(text) && text.replace(/\D/g, "").length >= 5;
}

/** Whether an address may name a row at all; asked for anything else, the Data API would call the request itself wrong. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

export function isSlug(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length >= 2;
}

/** Where a webhook may go. */
export function isHttps(text: string): boolean {
  return /^https:\/\/([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?][^#\\\s]*)?$/.test(text) && text.length <= 2000;
}
