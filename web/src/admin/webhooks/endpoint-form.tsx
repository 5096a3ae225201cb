/** Where a webhook goes, what it is told, and how much of it. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useEdits } from "../../app/edits";
import { EditForm, type Problems } from "../../components/edit-form/edit-form";
import { Check } from "../../components/fields/check";
import { TextInput } from "../../components/fields/text-input";
import { Modal } from "../../components/modal/modal";
import { useWords } from "../../i18n/speech";
import { isHttps } from "../../api/checks";
import type { Endpoint } from "./endpoints";
import { words } from "./words";

type Values = Pick<Endpoint, "url" | "description" | "detail" | "event_types">;

interface EndpointFormProps {
  title: string;
  submit: string;
  /** The draft's name. */
  name: string;
  saved: Values;
  verb: "register_webhook_endpoint" | "change_webhook_endpoint";
  /** Of which organization, or which endpoint. */
  whose: Record<string, string>;
  isOpen: boolean;
  onClose: () => void;
  onDone: (answer: { endpoint_id: string; secret?: string | null }) => void;
}

export function EndpointForm({ title, submit, name, saved, verb, whose, isOpen, onClose, onDone }: EndpointFormProps) {
  const t = useWords(words);
  const { values, set, reset } = useEdits<Values>(`webhook.${name}`, saved);
  const [problems, setProblems] = useState<Problems<Values>>({});
  const send = useVerb<{ endpoint_id: string; secret?: string | null }>(verb, {
    onDone: (answer) => {
      reset();
      onDone(answer);
    },
  });
  const submitted = () => {
    const url = values.url.trim();
    const found: Problems<Values> = {
      url: isHttps(url) ? undefined : t.urlWrong,
      description: values.description.length <= 200 ? undefined : t.descriptionWrong,
      event_types: values.event_types.length > 0 ? undefined : t.kindsWrong,
    };
    setProblems(found);
    if (!Object.values(found).some(Boolean)) send.mutate({ ...whose, url, description: values.description, event_types: values.event_types, detail: values.detail });
  };
  const turn = (type: string, on: boolean) => set({ event_types: on ? [...values.event_types, type] : values.event_types.filter((each) => each !== type) });
  return (
    <Modal title={title} isOpen={isOpen} onClose={onClose}>
      <EditForm onSubmit={submitted} isPending={send.isPending} error={send.error} problems={problems} submit={submit}>
        <TextInput label={t.url} description={t.urlHelp} type="url" value={values.url} onChange={(url) => set({ url })} error={problems.url} autoComplete="off" />
        <TextInput label={t.description} description={t.descriptionHelp} value={values.description} onChange={(description) => set({ description })} error={problems.description} autoComplete="off" />
        <fieldset className="webhook-kinds">
          <legend>{t.kinds}</legend>
          {Object.entries(t.types).map(([type, label], index) => (
            // The first says what is wrong with them all, and takes the focus for it.
            <Check key={type} label={label} isSelected={values.event_types.includes(type)} onChange={(on) => turn(type, on)} error={index === 0 ? problems.event_types : undefined} />
          ))}
        </fieldset>
        <div>
          <Check label={t.detail} isSelected={values.detail} onChange={(detail) => set({ detail })} />
          <p className="field-help">{t.detailHelp}</p>
        </div>
      </EditForm>
    </Modal>
  );
}
