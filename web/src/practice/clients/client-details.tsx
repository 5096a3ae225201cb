/** How a client is reached; admins change it on the spot. */
import { useState } from "react";
import { useOrganization } from "../../app/organization";
import { useAnnounce } from "../../components/announcer/announcer";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { Facts } from "../../components/facts/facts";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay, formatZone } from "../../time/format";
import { useChangeClient, type Client } from "./api";
import { ClientForm } from "./client-form";
import { words } from "./words";

export function ClientDetails({ client }: { client: Client }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { may, time_zone } = useOrganization();
  const announce = useAnnounce();
  const [editing, setEditing] = useState(false);
  const [archiving, setArchiving] = useState(false);
  const archive = useChangeClient(client.client_id, () => {
    setArchiving(false);
    toast(client.archived_at ? t.restored : t.archivedNow);
  });
  if (editing) return <ClientForm client={client} onClose={(saved) => { setEditing(false); if (saved) announce(t.saved); }} />;
  const language = client.locale.startsWith("fr") ? "Français" : client.locale.startsWith("en") ? "English" : client.locale;
  return (
    <>
      <Facts
        entries={[
          [t.email, <a key="mail" href={`mailto:${client.email}`}>{client.email}</a>],
          [t.phone, <a key="phone" href={`tel:${client.phone.replace(/[^+\d]/g, "")}`}>{client.phone}</a>],
          [t.zone, formatZone(client.time_zone, locale)],
          [t.language, language],
          [t.account, client.has_account ? t.hasAccount : t.noAccount],
          [t.since, formatDay(client.created_at, locale, time_zone)],
          [t.count, String(client.bookings_count)],
        ]}
      />
      {may("clients:manage") && (
        <div className="actions">
          <Button onPress={() => setEditing(true)}>{t.edit}</Button>
          {client.archived_at
            ? <Button isPending={archive.isPending} onPress={() => archive.mutate({ archived_at: null })}>{t.restore}</Button>
            : <Button look="danger-quiet" onPress={() => setArchiving(true)}>{t.archive}</Button>}
        </div>
      )}
      <ConfirmDialog
        title={t.archiveTitle} text={t.archiveText} confirm={t.archive} danger isOpen={archiving} isPending={archive.isPending} error={archive.error}
        onConfirm={() => archive.mutate({ archived_at: new Date().toISOString() })} onClose={() => setArchiving(false)}
      />
    </>
  );
}
