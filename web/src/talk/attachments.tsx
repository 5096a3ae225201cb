/** The files of a message: what each is, and a way to have it. */
import { useMutation } from "@tanstack/react-query";
import { asFailure, Failure } from "../api/failure";
import { downloadAddress, useStorage } from "../api/storage";
import { useApi } from "../app/connection";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { useSpeech, useWords } from "../i18n/speech";
import { formatBytes, kindOf, type Attachment } from "./files";
import { words } from "./words";

export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const t = useWords(words);
  return (
    <ul role="list" className="talk-files" aria-label={t.files}>
      {attachments.map((each) => <li key={each.attachment_id}><Item attachment={each} /></li>)}
    </ul>
  );
}

function Item({ attachment: { path, file_name, media_type, bytes } }: { attachment: Attachment }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const api = useApi();
  const storage = useStorage();
  const download = useMutation<void, Failure>({
    // The address is made when it is asked for, and opens nothing a minute later.
    mutationFn: () => downloadAddress(api, storage!, path, file_name).then((address) => location.assign(address), (error: unknown) => {
      throw asFailure(error);
    }),
  });
  const facts = t.fileFacts(kindOf(media_type), formatBytes(bytes, locale));
  return (
    <>
      <Button className="talk-file" aria-label={t.downloadOf(file_name, facts)} isDisabled={!storage} isPending={download.isPending} onPress={() => download.mutate()}>
        <span className="talk-file-name">{file_name}</span> <span className="talk-file-facts">{facts}</span>
      </Button>
      {storage === null && <p className="aside">{t.noStorage}</p>}
      {download.error && <FailureNotice error={download.error} />}
    </>
  );
}
