/** Stands in for the parts of supabase-js that Bookfast does not use (Storage, Functions), so that no browser loads them: see vite.config.ts. */

/** What supabase-js makes a client of; nothing asks it for anything. */
class Absent {}

export { Absent as FunctionsClient, Absent as StorageClient };
/** Passed on by supabase-js, used by nobody. */
export {
  Absent as FunctionRegion, Absent as FunctionsError, Absent as FunctionsFetchError, Absent as FunctionsHttpError,
  Absent as FunctionsRelayError, Absent as StorageApiError,
};
