/** A local time of day; "09:30", or null. */
import { parseTime } from "@internationalized/date";
import { DateInput as Segments, DateSegment, TimeField } from "react-aria-components";
import { Frame, validity, type FieldTexts } from "./frame";
import "./date-input.css";

interface TimeInputProps extends FieldTexts {
  value: string | null;
  onChange: (time: string | null) => void;
  isDisabled?: boolean;
}

export function TimeInput({ label, description, error, value, onChange, isDisabled = false }: TimeInputProps) {
  return (
    <TimeField
      {...validity(error)} className="field" value={value ? parseTime(value) : null} onChange={(time) => onChange(time?.toString().slice(0, 5) ?? null)} isDisabled={isDisabled}
    >
      <Frame label={label} description={description} error={error}>
        <Segments className="date-segments field-group">{(segment) => <DateSegment segment={segment} className="date-segment" />}</Segments>
      </Frame>
    </TimeField>
  );
}
