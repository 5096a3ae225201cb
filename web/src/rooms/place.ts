/** Where somebody looks at practice rooms: the organization, the address of the list, and the clock on the wall. */
export interface Place {
  organizationId: string;
  /** Where the list stands; a room stands below it. */
  path: string;
  zone: string;
}
