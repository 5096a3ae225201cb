/** What every field has: its label above, help below the label, and its error below, tied to it for screen readers. */
import type { ReactNode } from "react";
import { FieldError, Label, Text } from "react-aria-components";
import "./fields.css";

export interface FieldTexts {
  label: string;
  /** Help that is always there. */
  description?: ReactNode;
  /** What is wrong and what to do; empty or absent when nothing is. */
  error?: string | null | undefined;
}

/** For use inside a field of react-aria-components, which ties the parts together. */
export function Frame({ label, description, error, children }: FieldTexts & { children: ReactNode }) {
  return (
    <>
      <Label>{label}</Label>
      {description && <Text slot="description" className="field-help">{description}</Text>}
      {children}
      {error && <FieldError className="field-error">{error}</FieldError>}
    </>
  );
}

/** Validity as the app decides it: shown as it is told, never by the browser. */
export function validity(error: string | null | undefined) {
  return { isInvalid: Boolean(error), validationBehavior: "aria" as const };
}
