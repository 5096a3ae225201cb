// Prints the SQL of the `auth` schema as @supabase/lite wants it; auth.sql then sets right what differs from Supabase.
import { SUPABASE_AUTH_HELPERS_SQL, getAuthSchemaSql } from "@supabase/lite";

console.log(getAuthSchemaSql());
console.log(SUPABASE_AUTH_HELPERS_SQL);
