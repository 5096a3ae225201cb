/** One service, new or changed: saved as a whole, and nothing typed is lost. */
import { useState } from "react";
import { useLocation } from "wouter";
import { ask } from "../../api/connect";
import { useDraft } from "../../app/draft";
import { useOrganization } from "../../app/organization";
import { Button, ButtonLink } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { Page } from "../../components/page/page";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { saveService, startService, useWrite, type Services } from "./data";
import { columnsOf, missingIn, NEW, rebased, type Service, type ServiceDraft } from "./service";
import { ServiceFields } from "./service-fields";
import { ServiceParts } from "./service-parts";
import { words } from "./words";

export function ServiceEditor({ service, all }: { service: Service | null; all: Services }) {
  const t = useWords(words);
  const { organization_id, path } = useOrganization();
  const [, go] = useLocation();
  const [newId] = useState(() => crypto.randomUUID());
  const name = `service.${organization_id}.${service?.service_id ?? "new"}`;
  // With what it began from: what others change meanwhile is no change of this person's.
  const [kept, keep, forgetKept] = useDraft<{ base: ServiceDraft; typed: ServiceDraft } | null>(name, null);
  // Chosen here and kept with the draft: whatever is lost on the way, a new one is made once.
  const [serviceId, keepId, forgetId] = useDraft<string>(`${name}.id`, service?.service_id ?? newId);
  const saved = asItIs(service, all);
  const draft = kept ? rebased(saved, kept.base, kept.typed) : saved;
  const type = (typed: ServiceDraft) => keep({ base: saved, typed });
  const forget = () => {
    forgetKept();
    forgetId();
  };
  const [tried, setTried] = useState(false);
  const [archiving, setArchiving] = useState(false);
  const missing = missingIn(draft.columns);
  const leave = (text: string) => {
    forget();
    toast(text);
    go(path("/services"));
  };
  const save = useWrite<ServiceDraft>(
    async (api, organizationId, wanted) => {
      if (!service) {
        keepId(serviceId);
        await startService(api, organizationId, serviceId, wanted);
      }
      await saveService(api, organizationId, serviceId, wanted);
    },
    ({ columns }) => leave(t.saved(columns.name)),
  );
  const archive = useWrite<Service>(
    (api, organizationId, { service_id }) =>
      ask(api.from("services").update({ archived_at: new Date().toISOString() }).match({ organization_id: organizationId, service_id })),
    ({ name }) => leave(t.archiveDone(name)),
  );
  const send = () => {
    setTried(true);
    if (missing.size === 0) save.mutate(draft);
    else requestAnimationFrame(() => document.querySelector<HTMLElement>(".service-form [aria-invalid='true']")?.focus());
  };

  return (
    <Page
      title={service?.name ?? t.newTitle} above={<Link href={path("/services")}>{t.back}</Link>}
      actions={service && !service.archived_at && <Button look="danger-quiet" onPress={() => setArchiving(true)}>{t.archive}</Button>}
    >
      <form className="service-form" noValidate onSubmit={(event) => { event.preventDefault(); send(); }}>
        <ServiceFields columns={draft.columns} change={(columns) => type({ ...draft, columns })} missing={tried ? missing : new Set()} />
        <ServiceParts draft={draft} change={type} all={all} />
        {save.error && <FailureNotice error={save.error} />}
        <div className="actions">
          <Button type="submit" look="primary" isPending={save.isPending}>{t.save}</Button>
          <ButtonLink href={path("/services")} onClick={forget}>{t.cancel}</ButtonLink>
        </div>
      </form>
      {service && (
        <ConfirmDialog
          title={t.archiveTitle} text={t.archiveText} confirm={t.archiveIt} danger isOpen={archiving} isPending={archive.isPending} error={archive.error}
          onConfirm={() => archive.mutate(service)} onClose={() => setArchiving(false)}
        />
      )}
    </Page>
  );
}

/** A new one is offered by the practitioner where there is only one. */
function asItIs(service: Service | null, { offers, needs, practitioners }: Services): ServiceDraft {
  if (!service) {
    const active = practitioners.filter((one) => one.active);
    return { columns: NEW, offeredBy: active.length === 1 ? [active[0]!.practitioner_id] : [], needs: [] };
  }
  return {
    columns: columnsOf(service),
    offeredBy: offers.filter(({ service_id, active }) => active && service_id === service.service_id).map(({ practitioner_id }) => practitioner_id),
    needs: needs.filter(({ service_id }) => service_id === service.service_id).map(({ kind, quantity }) => ({ kind, quantity })),
  };
}
