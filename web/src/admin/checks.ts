/** What the database will accept, asked before it is sent, so that each field can say it.  The database decides all the same.  Pure. */

/** The HTML standard's definition of a valid address (4.10.5.1.5), with a dot demanded in the domain. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;

export function isEmail(text: string): boolean {
  return EMAIL.test(text) && text.length <= 254;
}

export function isSlug(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length >= 2;
}

/** Where a webhook may go. */
export function isHttps(text: string): boolean {
  return /^https:\/\/([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?][^#\\\s]*)?$/.test(text) && text.length <= 2000;
}
