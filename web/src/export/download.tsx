/** Two buttons: everything as a page to read and print, or as JSON for another program.  Notes are opened by the edge, where there is one. */
import { useMutation } from "@tanstack/react-query";
import { ask } from "../api/connect";
import { askEdge } from "../api/edge";
import { Failure } from "../api/failure";
import { useApi } from "../app/connection";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { defineWords } from "../i18n/words";
import { readable, save, type Export } from "./readable";
import { words as pageWords } from "./words";

const words = defineWords(
  { page: "Download to read and print", json: "Download as JSON", saved: "The file is on its way to your downloads.", sealed: "Sealed: ask the practice." },
  { page: "Télécharger pour lire et imprimer", json: "Télécharger en JSON", saved: "Le fichier arrive dans vos téléchargements.", sealed: "Scellée : demandez au cabinet." },
);

/** Why notes stay sealed however often one asks.  After any other failure another try may open them, and without them it is not everything. */
const NOT_TO_BE_OPENED: ReadonlySet<string> = new Set(["notes_not_configured", "not_allowed", "not_found"]);

function sealedForGood(reason: unknown): { notes: never[] } {
  if (reason instanceof Failure && NOT_TO_BE_OPENED.has(reason.word)) return { notes: [] };
  throw reason;
}

interface DownloadProps {
  /** The client whose data an admin hands out; without, one's own. */
  clientId?: string;
}

export function Download({ clientId }: DownloadProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const api = useApi();
  const fetched = useMutation({
    mutationFn: async (kind: "html" | "json") => {
      const data = await ask<Export>(clientId ? api.rpc("export_client", { client_id: clientId }) : api.rpc("export_my_data", {}));
      for (const { data: tables } of data.organizations) {
        const notes = tables.notes ?? [];
        const said = new Map<unknown, string>();
        for (const booking of new Set(notes.map(({ booking_id }) => String(booking_id)))) {
          const opened = await askEdge<{ notes: { note_id: string; content: string }[] }>(api, `/notes?booking_id=${booking}`).catch(sealedForGood);
          opened.notes.forEach(({ note_id, content }) => said.set(note_id, content));
        }
        tables.notes = notes.map(({ sealed: _, ...note }) => ({ ...note, content: said.get(note.note_id) ?? t.sealed }));
      }
      return { kind, data };
    },
    onSuccess: ({ kind, data }) => {
      const name = pageWords[locale].file;
      if (kind === "html") save(`${name}.html`, "text/html", readable(data, locale));
      else save(`${name}.json`, "application/json", JSON.stringify(data, null, 2));
      toast(t.saved);
    },
  });
  return (
    <>
      <div className="actions">
        <Button onPress={() => fetched.mutate("html")} isPending={fetched.isPending && fetched.variables === "html"}>{t.page}</Button>
        <Button onPress={() => fetched.mutate("json")} isPending={fetched.isPending && fetched.variables === "json"} look="quiet">{t.json}</Button>
      </div>
      {fetched.error && <FailureNotice error={fetched.error} />}
    </>
  );
}
