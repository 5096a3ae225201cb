// Who a client of Realtime is: one of the project's two keys, or a JWT that Auth signed.
import { verify } from "hono/jwt";

const ROLES = ["anon", "authenticated", "service_role"];

// Why a token is not taken, as Supabase puts it.
export class BadToken extends Error {}

export function createTokens({ publishableKey, secretKey, jwtSecret }) {
  const keys = new Map([
    [publishableKey, { role: "anon" }],
    [secretKey, { role: "service_role" }],
  ]);

  // The claims of a key or JWT; throws BadToken.  A key has no end, a JWT has one (claims.exp, in seconds).
  return async function claimsOf(token) {
    const key = keys.get(token);
    if (key) return key;
    let claims;
    try {
      claims = await verify(token, jwtSecret, "HS256");
    } catch (error) {
      if (error.name === "JwtTokenExpired") throw new BadToken("InvalidJWTToken: Token has expired");
      throw new BadToken("MalformedJWT: The token provided is not a valid JWT");
    }
    if (!ROLES.includes(claims.role) || !Number.isFinite(claims.exp)) {
      throw new BadToken("InvalidJWTToken: Fields `role` and `exp` are required in JWT");
    }
    return claims;
  };
}
