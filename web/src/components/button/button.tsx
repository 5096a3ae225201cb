/** Buttons, and links that look like them.  Colours and sizes are in styles/base.css. */
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { Link } from "../link/link";

export type ButtonLook = "plain" | "primary" | "danger" | "danger-quiet" | "quiet";

interface Looks {
  look?: ButtonLook;
}

/** A busy button (`isPending`) stays where it is, keeps the focus, and cannot be pressed again. */
export function Button({ look = "plain", className = "", ...props }: Omit<AriaButtonProps, "className"> & Looks & { className?: string }) {
  return <AriaButton {...props} className={`button ${look} ${className}`} />;
}

export function ButtonLink({ href, look = "plain", onClick, children }: { href: string; onClick?: () => void; children: ReactNode } & Looks) {
  return <Link href={href} className={`button ${look}`} {...(onClick && { onClick })}>{children}</Link>;
}
