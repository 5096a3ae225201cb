// Auth's mails on the embedded stack: the templates that a hosted project uses too (config.toml), with a text part made from them.
import { fileURLToPath } from "node:url";
import { SmtpEmailDriver } from "@supabase/lite";

const file = (name) => fileURLToPath(new URL(`../templates/${name}.html`, import.meta.url));

// As [auth.email.template] in config.toml.
export const templates = {
  confirmation: { subject: "Confirm your address · Confirmez votre adresse", content_path: file("confirmation") },
  recovery: { subject: "A new password · Un nouveau mot de passe", content_path: file("recovery") },
  magic_link: { subject: "Your link to sign in · Votre lien pour ouvrir une session", content_path: file("magic_link") },
  email_change: { subject: "A new address for your account · Une nouvelle adresse pour votre compte", content_path: file("email_change") },
};

const CHARACTERS = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };

/** What a mail says, line by line; each link stands below its words. */
const textOf = (html) =>
  html
    .replace(/<head>.*<\/head>/s, "")
    .replace(/<a\b[^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs, "$2:\n$1")
    .replace(/<\/(h1|p|tr)>/g, "\n\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(\w+);/g, (entity, name) => CHARACTERS[name] ?? entity)
    .replace(/^[ \t]+|[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

export class AuthMail extends SmtpEmailDriver {
  send(mail) {
    return super.send({ ...mail, text: textOf(mail.html) });
  }
}
