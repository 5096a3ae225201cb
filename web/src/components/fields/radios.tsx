/** One of a few, all of them in sight. */
import { Radio, RadioGroup } from "react-aria-components";
import type { Option } from "./choice";
import { Frame, validity, type FieldTexts } from "./frame";
import "./list.css";

interface RadiosProps<Id extends string> extends FieldTexts {
  options: readonly Option<Id>[];
  value: Id | null;
  onChange: (id: Id) => void;
  isDisabled?: boolean;
}

export function Radios<Id extends string>({ label, description, error, options, value, onChange, isDisabled = false }: RadiosProps<Id>) {
  return (
    <RadioGroup {...validity(error)} className="field" value={value} onChange={(id) => onChange(id as Id)} isDisabled={isDisabled}>
      <Frame label={label} description={description} error={error}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} className="radio">
            <span aria-hidden="true" className="radio-dot" />
            <span>{option.name}{option.detail && <span className="list-detail">{option.detail}</span>}</span>
          </Radio>
        ))}
      </Frame>
    </RadioGroup>
  );
}
