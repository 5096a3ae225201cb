/** Makes a feed and shows its address, once. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { edgeAddress } from "../../api/connect";
import { useVerb } from "../../api/verb";
import { EditForm } from "../../components/edit-form/edit-form";
import { Check } from "../../components/fields/check";
import { Modal } from "../../components/modal/modal";
import { Notice } from "../../components/notice/notice";
import { SecretDialog } from "../../components/secret-box/secret-box";
import { useWords } from "../../i18n/speech";
import { words } from "./words";

export function NewFeed({ practitionerId, isOpen, onClose }: { practitionerId: string; isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  // Asked before: once there is a token, nothing may stand between it and its reader.
  const edge = useQuery({ queryKey: ["edge"], queryFn: edgeAddress, staleTime: Number.POSITIVE_INFINITY, enabled: isOpen });
  const [detail, setDetail] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  const [lost, setLost] = useState(false);
  const make = useVerb<{ token: string | null }>("create_calendar_feed", {
    onDone: ({ token }) => {
      onClose();
      // Asked again after an answer that never came, the server does not say it twice.
      if (token) setAddress(`${edge.data}/calendar/${token}.ics`);
      else setLost(true);
    },
  });
  const submit = async () => {
    setLost(false);
    if (edge.data ?? (await edge.refetch()).data) make.mutate({ practitioner_id: practitionerId, detail });
  };
  const tooMany = make.error?.word === "invalid_argument";
  return (
    <>
      <Modal title={t.make} isOpen={isOpen} onClose={onClose}>
        <p>{t.makeText}</p>
        <EditForm submit={t.makeNow} isPending={make.isPending} error={tooMany ? null : make.error ?? edge.error} onSubmit={() => void submit()}>
          <div>
            <Check label={t.detail} isSelected={detail} onChange={setDetail} />
            <p className="field-help">{t.detailHelp} {t.detailDiscreet}</p>
          </div>
          {tooMany && <Notice tone="problem"><p>{t.tooMany}</p></Notice>}
        </EditForm>
      </Modal>
      {lost && <Notice tone="warning"><p>{t.lost}</p></Notice>}
      {address && <SecretDialog title={t.secretTitle} label={t.secretLabel} text={t.secretText} secret={address} onClose={() => setAddress(null)} />}
    </>
  );
}
