/** A thing that is so or not: a box to tick, or a switch that acts at once. */
import type { ReactNode } from "react";
import { Checkbox, Switch } from "react-aria-components";
import "./fields.css";

interface CheckProps {
  label: ReactNode;
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  isDisabled?: boolean;
  error?: string | null | undefined;
}

export function Check({ label, isSelected, onChange, isDisabled = false, error }: CheckProps) {
  return (
    <div className="field">
      <Checkbox className="check" isSelected={isSelected} onChange={onChange} isDisabled={isDisabled} isInvalid={Boolean(error)}>
        <span aria-hidden="true" className="check-box" />
        <span>{label}{error && <span className="field-error check-error">{error}</span>}</span>
      </Checkbox>
    </div>
  );
}

export function Toggle({ label, isSelected, onChange, isDisabled = false }: Omit<CheckProps, "error">) {
  return (
    <Switch className="toggle-switch" isSelected={isSelected} onChange={onChange} isDisabled={isDisabled}>
      <span aria-hidden="true" className="toggle-track"><span className="toggle-thumb" /></span>
      <span>{label}</span>
    </Switch>
  );
}
