/** A password, which its owner may see while typing. */
import { useState } from "react";
import { Check } from "../components/fields/check";
import { TextInput } from "../components/fields/text-input";
import { useWords } from "../i18n/speech";
import { words } from "./words";

interface PasswordInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** A new one is offered by password managers, the current one filled in. */
  kind: "current" | "new";
  description?: string;
  error?: string | undefined;
}

export const SHORTEST_PASSWORD = 8;

export function PasswordInput({ label, value, onChange, kind, description, error }: PasswordInputProps) {
  const t = useWords(words);
  const [shown, setShown] = useState(false);
  return (
    <div className="password">
      <TextInput
        label={label} value={value} onChange={onChange} type={shown ? "text" : "password"} name={kind === "new" ? "new-password" : "password"}
        autoComplete={`${kind}-password`} description={description} error={error} isRequired spellCheck="false" autoCorrect="off"
      />
      <Check label={t.showPassword} isSelected={shown} onChange={setShown} />
    </div>
  );
}
