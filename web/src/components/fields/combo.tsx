/** One of many, found by typing. */
import { Button, ComboBox, Input, Popover } from "react-aria-components";
import { Options, type Option } from "./choice";
import { Frame, validity, type FieldTexts } from "./frame";
import "./list.css";

interface ComboProps<Id extends string> extends FieldTexts {
  options: readonly Option<Id>[];
  value: Id | null;
  onChange: (id: Id | null) => void;
  /** Where the options come from the server: what is typed, to ask for them. */
  typed?: string;
  onType?: (typed: string) => void;
  isDisabled?: boolean;
  /** Long lists open once something is typed. */
  opensOn?: "focus" | "input";
}

export function Combo<Id extends string>({ label, description, error, options, value, onChange, typed, onType, isDisabled = false, opensOn = "focus" }: ComboProps<Id>) {
  return (
    <ComboBox
      {...validity(error)} className="field" value={value} onChange={(id) => onChange(id as Id | null)} isDisabled={isDisabled} menuTrigger={opensOn}
      {...(onType ? { inputValue: typed ?? "", onInputChange: onType, items: options, allowsEmptyCollection: true } : { defaultItems: options })}
    >
      <Frame label={label} description={description} error={error}>
        <div className="field-combo"><Input /><Button className="field-open"><span aria-hidden="true" className="field-arrow" /></Button></div>
        <Popover className="list-popover"><Options options={options} /></Popover>
      </Frame>
    </ComboBox>
  );
}
