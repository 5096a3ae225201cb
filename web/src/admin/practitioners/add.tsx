/** A profile for somebody without an account. */
import { useState } from "react";
import { slugOf } from "../../api/slug";
import { BrokenPromise, useWrite, written } from "../../api/write";
import { useDraft } from "../../app/draft";
import { useOrganization } from "../../app/organization";
import { EditForm, type Problems } from "../../components/edit-form/edit-form";
import { TextInput } from "../../components/fields/text-input";
import { Modal } from "../../components/modal/modal";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { isSlug } from "../../api/checks";
import { words } from "./words";

interface New {
  display_name: string;
  /** Null: made of the name. */
  slug: string | null;
}

const NOBODY: New = { display_name: "", slug: null };

export function AddProfile({ isOpen, onClose, onAdded }: { isOpen: boolean; onClose: () => void; onAdded: (practitionerId: string) => void }) {
  const t = useWords(words);
  const { organization_id, time_zone, locale } = useOrganization();
  const [draft, change, forget] = useDraft<New>(`profile.new.${organization_id}`, NOBODY);
  const [problems, setProblems] = useState<Problems<New>>({});
  const slug = draft.slug ?? slugOf(draft.display_name);
  const add = useWrite<New, { practitioner_id: string }[]>(
    (api, { display_name }) => written(api.from("practitioners").insert({ organization_id, display_name: display_name.trim(), slug, time_zone, locale }).select("practitioner_id")),
    {
      onDone: ([made], { display_name }) => {
        change(NOBODY);
        forget();
        onClose();
        toast(t.added(display_name.trim()));
        if (made) onAdded(made.practitioner_id);
      },
    },
  );
  const submit = () => {
    const found: Problems<New> = {
      display_name: draft.display_name.trim() && draft.display_name.length <= 200 ? undefined : t.nameNeeded,
      slug: isSlug(slug) ? undefined : t.slugWrong,
    };
    setProblems(found);
    if (found.display_name || found.slug) return;
    add.mutate(draft, { onError: (failure) => { if (isTaken(failure)) setProblems({ slug: t.slugTaken }); } });
  };
  return (
    <Modal title={t.add} isOpen={isOpen} onClose={onClose}>
      <p>{t.addText}</p>
      <EditForm submit={t.addNow} onSubmit={submit} isPending={add.isPending} error={isTaken(add.error) ? null : add.error} problems={problems}>
        <TextInput label={t.name} value={draft.display_name} onChange={(display_name) => change({ ...draft, display_name })} error={problems.display_name} autoComplete="off" />
        <TextInput label={t.slug} description={t.slugHelp} value={slug} onChange={(next) => change({ ...draft, slug: next })} error={problems.slug} autoComplete="off" spellCheck="false" />
      </EditForm>
    </Modal>
  );
}

function isTaken(error: unknown): boolean {
  return error instanceof BrokenPromise && error.promise === "practitioners_slug_is_unique";
}
