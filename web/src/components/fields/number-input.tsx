/** A number, written as the visitor's language writes it; `null` when the field is empty. */
import { Input, NumberField, type NumberFieldProps } from "react-aria-components";
import { Frame, validity, type FieldTexts } from "./frame";

type NumberInputProps = FieldTexts & Omit<NumberFieldProps, "children" | "className" | "isInvalid" | "validationBehavior" | "value" | "onChange"> & {
  value: number | null;
  onChange: (value: number | null) => void;
};

export function NumberInput({ label, description, error, value, onChange, ...props }: NumberInputProps) {
  return (
    <NumberField {...props} {...validity(error)} className="field" value={value ?? Number.NaN} onChange={(next) => onChange(Number.isNaN(next) ? null : next)}>
      <Frame label={label} description={description} error={error}>
        <Input />
      </Frame>
    </NumberField>
  );
}
