/** Chooses files for a message, and shows those that are chosen. */
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { FileTrigger } from "react-aria-components";
import { Button } from "../components/button/button";
import { Notice } from "../components/notice/notice";
import { useSpeech, useWords } from "../i18n/speech";
import { ACCEPTED, choose, formatBytes, kindOf, MOST_FILES, type Chosen, type Unfit } from "./files";
import { words } from "./words";

interface AttachProps {
  files: readonly Chosen[];
  onChange: (files: Chosen[]) => void;
  isPending: boolean;
}

export function Attach({ files, onChange, isPending }: AttachProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [unfit, setUnfit] = useState<{ name: string; why: Unfit }[]>([]);
  const box = useRef<HTMLDivElement>(null);
  const remove = (id: string) => {
    flushSync(() => onChange(files.filter((each) => each.id !== id)));
    // What had the focus is gone with its file.
    box.current?.querySelector<HTMLElement>(".talk-attach > button")?.focus();
  };
  const add = (list: FileList | null) => {
    const found = choose([...(list ?? [])], files.length);
    setUnfit(found.unfit);
    if (found.chosen.length > 0) onChange([...files, ...found.chosen]);
  };
  return (
    <div ref={box} className="talk-attach">
      {files.length > 0 && (
        <ul role="list" className="talk-chosen" aria-label={t.chosenFiles}>
          {files.map(({ id, name, file, mediaType }) => (
            <li key={id}>
              <span><span className="talk-file-name">{name}</span> <span className="aside">{t.fileFacts(kindOf(mediaType), formatBytes(file.size, locale))}</span></span>
              <Button look="quiet" aria-label={t.removeFileOf(name)} isDisabled={isPending} onPress={() => remove(id)}>{t.removeFile}</Button>
            </li>
          ))}
        </ul>
      )}
      {unfit.length > 0 && <Notice tone="warning">{unfit.map(({ name, why }) => <p key={name + why}>{t.unfit[why](name)}</p>)}</Notice>}
      <FileTrigger allowsMultiple acceptedFileTypes={ACCEPTED} onSelect={add}>
        <Button isDisabled={isPending || files.length >= MOST_FILES}>{t.attach}</Button>
      </FileTrigger>
      <p className="field-help">{t.attachHelp}</p>
    </div>
  );
}
