/** What a practice asks of its new clients: written, published in versions, retired. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useOrganization } from "../app/organization";
import { ActionMenu } from "../components/action-menu/action-menu";
import { Button, ButtonLink } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { DataTable } from "../components/data-table/data-table";
import { EmptyState } from "../components/empty-state/empty-state";
import { Modal } from "../components/modal/modal";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { StepBody } from "../components/step-text/step-text";
import { Tag } from "../components/tag/tag";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { StepForm } from "./onboarding/step-form";
import { useSteps, type Step } from "./onboarding/steps";
import { words } from "./onboarding/words";

type Doing = { what: "edit"; step: Step | null } | { what: "preview" | "publish" | "retire"; step: Step };

export default function OnboardingSteps() {
  const t = useWords(words);
  const { path } = useOrganization();
  const query = useSteps();
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  const publish = useVerb("publish_onboarding_step", { onDone: () => { toast(t.published(doing?.step?.title ?? "")); close(); } });
  const retire = useVerb("retire_onboarding_step", { onDone: () => { toast(t.retiredNow(doing?.step?.title ?? "")); close(); } });
  const begin = (next: Doing) => { publish.reset(); retire.reset(); setDoing(next); };
  const add = <Button look="primary" onPress={() => begin({ what: "edit", step: null })}>{t.add}</Button>;
  return (
    <Page title={t.title} lead={t.lead} actions={<><ButtonLink href={path("/clients?waiting=1")}>{t.waiting}</ButtonLink>{add}</>}>
      <QueryView query={query}>
        {({ steps, pending }) => (
          <>
            {steps.length > 0 && <p>{t.pending(pending)}</p>}
            {steps.length === 0 ? <EmptyState title={t.none} text={t.noneText} /> : (
              <DataTable
                caption={t.list} rows={steps} rowKey={({ step_id }) => step_id}
                columns={[
                  { id: "title", name: t.step, cell: ({ title }) => title },
                  { id: "kind", name: t.kind, cell: ({ kind, required }) => <div>{t.kinds[kind]}<br /><span className="aside">{required ? t.required : t.optional}</span></div> },
                  { id: "state", name: t.state, cell: (step) => <State step={step} /> },
                  {
                    id: "actions", name: t.actions, end: true,
                    cell: (step) => (
                      <ActionMenu
                        label={t.actionsFor(step.title)} quiet
                        actions={[
                          { id: "edit", name: t.edit, act: () => begin({ what: "edit", step }) },
                          { id: "preview", name: t.preview, act: () => begin({ what: "preview", step }) },
                          ...(step.is_changed || step.retired_at
                            ? [{ id: "publish", name: step.version > 0 ? t.publishAgain : t.publish, act: () => begin({ what: "publish", step }) }] : []),
                          ...(step.version > 0 && !step.retired_at ? [{ id: "retire", name: t.retire, danger: true, act: () => begin({ what: "retire", step }) }] : []),
                        ]}
                      />
                    ),
                  },
                ]}
              />
            )}
          </>
        )}
      </QueryView>
      {doing?.what === "edit" && (
        <Modal title={doing.step ? t.editTitle(doing.step.title) : t.newTitle} isOpen onClose={close}>
          <StepForm step={doing.step} onDone={() => { close(); toast(t.saved); }} />
        </Modal>
      )}
      {doing?.what === "preview" && (
        <Modal title={t.previewTitle} isOpen onClose={close}>
          <h3>{doing.step.title}</h3>
          <StepBody step={doing.step} />
          {doing.step.answer_type && <p className="aside">{t.answers[doing.step.answer_type]}{doing.step.choices && ` : ${doing.step.choices.join(", ")}`}</p>}
          <div className="actions"><Button onPress={close}>{t.close}</Button></div>
        </Modal>
      )}
      {doing?.what === "publish" && (
        <ConfirmDialog
          title={t.askPublish(doing.step.title)} confirm={t.publish} isOpen isPending={publish.isPending} error={publish.error}
          text={doing.step.version === 0 ? t.publishFirst : doing.step.kind === "question" ? t.publishQuestion : t.publishNew}
          onConfirm={() => publish.mutate({ step_id: doing.step.step_id })} onClose={close}
        />
      )}
      {doing?.what === "retire" && (
        <ConfirmDialog
          title={t.askRetire(doing.step.title)} text={t.askRetireText} confirm={t.retire} danger isOpen isPending={retire.isPending} error={retire.error}
          onConfirm={() => retire.mutate({ step_id: doing.step.step_id })} onClose={close}
        />
      )}
    </Page>
  );
}

function State({ step }: { step: Step }) {
  const t = useWords(words);
  if (step.retired_at) return <Tag tone="over">{t.retired}</Tag>;
  if (step.version === 0) return <Tag>{t.draft}</Tag>;
  return <><Tag tone="good">{t.asked(step.version)}</Tag>{step.is_changed && <>{" "}<Tag tone="waiting">{t.changed}</Tag></>}</>;
}
