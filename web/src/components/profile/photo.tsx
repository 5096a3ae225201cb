/** A practitioner's photo: chosen, made small here, and taken away again. */
import { useState } from "react";
import { FileTrigger } from "react-aria-components";
import { useWrite, written } from "../../api/write";
import { useWords } from "../../i18n/speech";
import { Button } from "../button/button";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Notice } from "../notice/notice";
import { Panel } from "../panel/panel";
import { toast } from "../toasts/toasts";
import type { Practitioner } from "./profile";
import { square } from "./square";
import { words } from "./words";

export function Photo({ practitioner: { practitioner_id, display_name, photo } }: { practitioner: Practitioner }) {
  const t = useWords(words);
  const [unreadable, setUnreadable] = useState(false);
  const keep = useWrite<string | null>(
    (api, picture) => written(api.from("practitioners").update({ photo: picture }).eq("practitioner_id", practitioner_id).select("practitioner_id")),
    { onDone: (_, picture) => toast(picture ? t.photoSaved : t.photoGone) },
  );
  const choose = async (files: FileList | null) => {
    const [file] = files ?? [];
    if (!file) return;
    setUnreadable(false);
    try {
      keep.mutate(await square(file));
    } catch {
      setUnreadable(true);
    }
  };
  return (
    <Panel title={t.photo}>
      <p className="field-help">{t.photoHelp}</p>
      {photo ? <img className="photo" src={photo} alt={t.photoOf(display_name)} width="160" height="160" /> : <p>{t.noPhoto}</p>}
      {unreadable && <Notice tone="problem"><p>{t.notAPhoto}</p></Notice>}
      {keep.error && <FailureNotice error={keep.error} />}
      <div className="actions">
        <FileTrigger acceptedFileTypes={["image/jpeg", "image/png", "image/webp"]} onSelect={(files) => void choose(files)}>
          <Button isPending={keep.isPending}>{photo ? t.otherPhoto : t.choosePhoto}</Button>
        </FileTrigger>
        {photo && <Button look="danger-quiet" isPending={keep.isPending} onPress={() => keep.mutate(null)}>{t.removePhoto}</Button>}
      </div>
    </Panel>
  );
}
