/** A thing that is so or not: a box to tick, or a switch that acts at once. */
import { useId, type ReactNode } from "react";
import { Checkbox, Switch } from "react-aria-components";
import "./fields.css";

interface CheckProps {
  label: ReactNode;
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  isDisabled?: boolean;
  isRequired?: boolean;
  error?: string | null | undefined;
}

export function Check({ label, isSelected, onChange, isDisabled = false, isRequired = false, error }: CheckProps) {
  const id = useId();
  return (
    <div className="field">
      <Checkbox
        className="check" isSelected={isSelected} onChange={onChange} isDisabled={isDisabled} isRequired={isRequired} isInvalid={Boolean(error)}
        validationBehavior="aria" {...(error && { "aria-describedby": id })}
      >
        <span aria-hidden="true" className="check-box" />
        <span>{label}</span>
      </Checkbox>
      {error && <p className="field-error" id={id}>{error}</p>}
    </div>
  );
}

export function Toggle({ label, isSelected, onChange, isDisabled = false }: Omit<CheckProps, "error" | "isRequired">) {
  return (
    <Switch className="toggle-switch" isSelected={isSelected} onChange={onChange} isDisabled={isDisabled}>
      <span aria-hidden="true" className="toggle-track"><span className="toggle-thumb" /></span>
      <span>{label}</span>
    </Switch>
  );
}
