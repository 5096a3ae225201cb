/** A date, typed or picked from a calendar; "2026-12-01", or null. */
import { parseDate } from "@internationalized/date";
import { Button, Calendar, DateInput as Segments, DatePicker, DateSegment, Dialog, Group, Popover } from "react-aria-components";
import type { LocalDate } from "../../time/dates";
import { Frame, validity, type FieldTexts } from "./frame";
import { Month } from "./month";
import "./date-input.css";

interface DateInputProps extends FieldTexts {
  value: LocalDate | null;
  onChange: (date: LocalDate | null) => void;
  min?: LocalDate;
  max?: LocalDate;
  isDisabled?: boolean;
}

export function DateInput({ label, description, error, value, onChange, min, max, isDisabled = false }: DateInputProps) {
  return (
    <DatePicker
      {...validity(error)} className="field" value={value ? parseDate(value) : null} onChange={(date) => onChange(date?.toString() ?? null)}
      minValue={min ? parseDate(min) : null} maxValue={max ? parseDate(max) : null} isDisabled={isDisabled}
    >
      <Frame label={label} description={description} error={error}>
        <Group className="field-group">
          <Segments className="date-segments">{(segment) => <DateSegment segment={segment} className="date-segment" />}</Segments>
          <Button className="field-open"><span aria-hidden="true" className="field-arrow" /></Button>
        </Group>
        <Popover className="list-popover date-popover"><Dialog className="date-dialog"><Calendar><Month /></Calendar></Dialog></Popover>
      </Frame>
    </DatePicker>
  );
}
