/** What hangs on a service: who offers it, what it needs, how it is billed. */
import { Button } from "../../components/button/button";
import { Check } from "../../components/fields/check";
import { Choice } from "../../components/fields/choice";
import { NumberInput } from "../../components/fields/number-input";
import { Panel } from "../../components/panel/panel";
import { useWords } from "../../i18n/speech";
import type { Services } from "./data";
import { BILLING_PLACES, spokenKind, type ServiceDraft } from "./service";
import { words } from "./words";

interface ServicePartsProps {
  draft: ServiceDraft;
  change: (draft: ServiceDraft) => void;
  all: Services;
}

export function ServiceParts({ draft, change, all }: ServicePartsProps) {
  const t = useWords(words);
  const practitioners = all.practitioners.filter(({ active }) => active);
  const offer = (id: string, offers: boolean) => change({ ...draft, offeredBy: [...draft.offeredBy.filter((one) => one !== id), ...(offers ? [id] : [])] });
  const { columns } = draft;
  const codes = all.codes.map(({ code, description }) => ({ id: code, name: code, detail: description }));
  return (
    <>
      <Panel title={t.who}>
        {practitioners.length === 0 && <p>{t.noPractitioners}</p>}
        <div>
          {practitioners.map(({ practitioner_id, display_name }) => (
            <Check key={practitioner_id} label={display_name} isSelected={draft.offeredBy.includes(practitioner_id)} onChange={(offers) => offer(practitioner_id, offers)} />
          ))}
        </div>
      </Panel>
      <Needs {...{ draft, change, all }} />
      {codes.length > 0 && (
        <Panel title={t.billing}>
          <div className="service-row">
            <Choice
              label={t.code} value={columns.billing_code ?? "none"} options={[{ id: "none", name: t.noCode }, ...codes]}
              onChange={(code) => change({ ...draft, columns: { ...columns, billing_code: code === "none" ? null : code } })}
            />
            {columns.billing_code && (
              <Choice
                label={t.billingPlace} value={columns.billing_place} options={BILLING_PLACES.map((id) => ({ id, name: t.billingPlaces[id] }))}
                onChange={(billing_place) => change({ ...draft, columns: { ...columns, billing_place } })}
              />
            )}
          </div>
        </Panel>
      )}
    </>
  );
}

function Needs({ draft, change, all }: ServicePartsProps) {
  const t = useWords(words);
  const { needs } = draft;
  const kinds = [...new Set([...all.things.filter(({ archived_at }) => !archived_at).map(({ kind }) => kind), ...needs.map(({ kind }) => kind)])];
  const left = kinds.filter((kind) => !needs.some((need) => need.kind === kind));
  const set = (next: typeof needs) => change({ ...draft, needs: next });
  return (
    <Panel title={t.needs}>
      <p className="policy">{t.needsText}</p>
      {kinds.length === 0 && <p>{t.noKinds}</p>}
      {needs.map((need, index) => (
        <div key={index} role="group" aria-label={spokenKind(need.kind)} className="service-row">
          <Choice
            label={t.kind} value={need.kind} options={[need.kind, ...left].map((id) => ({ id, name: spokenKind(id) }))}
            onChange={(kind) => set(needs.map((one, place) => (place === index ? { ...one, kind } : one)))}
          />
          <NumberInput
            label={t.quantity} minValue={1} maxValue={20} value={need.quantity}
            onChange={(quantity) => set(needs.map((one, place) => (place === index ? { ...one, quantity } : one)))}
          />
          <Button className="need-remove" aria-label={t.removeNeed(spokenKind(need.kind))} onPress={() => set(needs.filter((one) => one !== need))}>{t.remove}</Button>
        </div>
      ))}
      {left.length > 0 && <div className="actions"><Button onPress={() => set([...needs, { kind: left[0]!, quantity: 1 }])}>{t.addNeed}</Button></div>}
    </Panel>
  );
}
