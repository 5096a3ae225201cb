/** What a service is: what clients see of it, its time, and the rules for clients. */
import { Check } from "../../components/fields/check";
import { Choice } from "../../components/fields/choice";
import { NumberInput } from "../../components/fields/number-input";
import { TextInput } from "../../components/fields/text-input";
import { Panel } from "../../components/panel/panel";
import { useWords } from "../../i18n/speech";
import { PLACES, type ServiceColumns } from "./service";
import { words } from "./words";
import "./services.css";

interface ServiceFieldsProps {
  columns: ServiceColumns;
  change: (columns: ServiceColumns) => void;
  missing: ReadonlySet<keyof ServiceColumns>;
}

type Numbers = { [C in keyof ServiceColumns]: ServiceColumns[C] extends number | null ? C : never }[keyof ServiceColumns];

export function ServiceFields({ columns, change, missing }: ServiceFieldsProps) {
  const t = useWords(words);
  const set = (changes: Partial<ServiceColumns>) => change({ ...columns, ...changes });
  const error = (column: keyof ServiceColumns) => (missing.has(column) ? t.missing : null);
  /** *per*: how many of the column's units one of the field's is. */
  const number = (column: Numbers, label: string, [least, most]: [number, number], { per = 1, description }: { per?: number; description?: string } = {}) => (
    <NumberInput
      label={label} description={description} minValue={least} maxValue={most} error={error(column)}
      value={columns[column] === null ? null : columns[column]! / per} onChange={(value) => set({ [column]: value === null ? null : Math.round(value * per) })}
    />
  );
  return (
    <>
      <Panel title={t.shown}>
        <TextInput label={t.name} value={columns.name} onChange={(name) => set({ name })} maxLength={200} isRequired error={error("name")} />
        <TextInput label={t.description} multiline value={columns.description} onChange={(description) => set({ description })} maxLength={5000} />
        <div className="service-row">
          <Choice label={t.place} value={columns.location_kind} onChange={(location_kind) => set({ location_kind })} options={PLACES.map((id) => ({ id, name: t.places[id] }))} />
          {number("price_cents", t.price, [0, 1_000_000], { per: 100, description: t.priceHelp })}
        </div>
        <TextInput
          label={t.category} description={t.categoryHelp} value={columns.event_category ?? ""} maxLength={60}
          onChange={(category) => set({ event_category: category.trim() === "" ? null : category })}
        />
      </Panel>
      <Panel title={t.time}>
        <div className="service-row">
          {number("duration_minutes", t.duration, [5, 1440])}
          {number("step_minutes", t.step, [5, 1440], { description: t.stepHelp })}
          {number("buffer_before_minutes", t.before, [0, 480])}
          {number("buffer_after_minutes", t.after, [0, 480])}
          {number("capacity", t.capacity, [1, 1000], { description: t.capacityHelp })}
          {number("daily_limit", t.dailyLimit, [1, 1000], { description: t.noLimit })}
        </div>
      </Panel>
      <Panel title={t.rules}>
        <div className="service-row">
          {number("min_notice_minutes", t.notice, [0, 8760], { per: 60 })}
          {number("max_advance_days", t.window, [1, 731])}
          {number("change_notice_minutes", t.changeNotice, [0, 720], { per: 60, description: t.changeHelp })}
        </div>
        <Check label={t.approval} isSelected={columns.requires_approval} onChange={(requires_approval) => set({ requires_approval })} />
        {columns.requires_approval && <div className="service-row">{number("approval_minutes", t.approvalHours, [1, 720], { per: 60 })}</div>}
        <Check label={t.overlap} isSelected={columns.client_may_overlap} onChange={(client_may_overlap) => set({ client_may_overlap })} />
        <Check label={t.onboarding} isSelected={columns.requires_onboarding} onChange={(requires_onboarding) => set({ requires_onboarding })} />
      </Panel>
    </>
  );
}
