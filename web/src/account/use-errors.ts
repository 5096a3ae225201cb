/** What is wrong with the fields of a form; the first of them takes the focus, so that it is read and mended. */
import { useEffect, useRef, useState, type RefObject } from "react";

export function useErrors<Field extends string>(): {
  errors: Partial<Record<Field, string>>;
  setErrors: (errors: Partial<Record<Field, string>>) => void;
  form: RefObject<HTMLFormElement | null>;
} {
  const [errors, setErrors] = useState<Partial<Record<Field, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }, [errors]);
  return { errors, setErrors, form };
}
