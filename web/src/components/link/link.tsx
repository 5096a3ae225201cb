/** A link within the app. */
export { Link } from "wouter";
