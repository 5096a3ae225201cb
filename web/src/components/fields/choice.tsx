/** One of several, chosen from a list that opens. */
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import { Frame, validity, type FieldTexts } from "./frame";
import "./list.css";

export interface Option<Id extends string = string> {
  id: Id;
  name: string;
  /** A second line. */
  detail?: string;
}

interface ChoiceProps<Id extends string> extends FieldTexts {
  options: readonly Option<Id>[];
  value: Id | null;
  onChange: (id: Id) => void;
  placeholder?: string;
  isDisabled?: boolean;
}

export function Choice<Id extends string>({ label, description, error, options, value, onChange, placeholder = "", isDisabled = false }: ChoiceProps<Id>) {
  return (
    <Select
      {...validity(error)} className="field" value={value} onChange={(id) => onChange(id as Id)} placeholder={placeholder} isDisabled={isDisabled}
    >
      <Frame label={label} description={description} error={error}>
        <Button className="field-button"><SelectValue /><span aria-hidden="true" className="field-arrow" /></Button>
        <Popover className="list-popover"><Options options={options} /></Popover>
      </Frame>
    </Select>
  );
}

/** The list itself; also a combo box's. */
export function Options({ options }: { options: readonly Option[] }) {
  return (
    <ListBox className="list" items={options}>
      {(option) => (
        <ListBoxItem id={option.id} textValue={option.name} className="list-item">
          <span>{option.name}</span>
          {option.detail && <span className="list-detail">{option.detail}</span>}
        </ListBoxItem>
      )}
    </ListBox>
  );
}
