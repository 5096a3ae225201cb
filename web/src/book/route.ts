/** The booking page's address: which organization, practitioner and service are chosen. */

export interface Route {
  organization: string | null;
  practitioner: string | null;
  service: string | null;
}

export function readRoute(search: string): Route {
  const query = new URLSearchParams(search);
  return {
    organization: query.get("organization"),
    practitioner: query.get("practitioner"),
    service: query.get("service"),
  };
}

export function routeHref(route: Partial<Route>): string {
  const query = new URLSearchParams();
  for (const key of ["organization", "practitioner", "service"] as const) {
    const value = route[key];
    if (value) query.set(key, value);
  }
  const search = query.toString();
  return search ? `/?${search}` : "/";
}
