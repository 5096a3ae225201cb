/** What is told to whom and when: discretion, reminders, waiting and sending. */
import { Check, Toggle } from "../../components/fields/check";
import { NumberInput } from "../../components/fields/number-input";
import { Radios } from "../../components/fields/radios";
import { useWords } from "../../i18n/speech";
import { Part } from "./part";
import { Reminders } from "./reminders";
import type { Settings } from "./settings";
import { words } from "./words";

export function Privacy({ settings }: { settings: Settings }) {
  const t = useWords(words);
  return (
    <Part name="privacy" title={t.privacy} settings={settings} fields={["discreet"]}>
      {({ discreet }, set) => (
        <>
          <Toggle label={t.discreet} isSelected={discreet} onChange={(on) => set({ discreet: on })} />
          <p>{discreet ? t.discreetText : t.openText}</p>
        </>
      )}
    </Part>
  );
}

export function ReminderTimes({ settings }: { settings: Settings }) {
  const t = useWords(words);
  const coaching = settings.profile === "coaching";
  return (
    <Part name="reminders" title={t.reminders} settings={settings} fields={["client_reminders", "practitioner_reminders"]}>
      {(values, set) => (
        <>
          <Reminders label={t.forClients} value={values.client_reminders} usual={coaching ? [1440, 60] : [1440, 120]} onChange={(client_reminders) => set({ client_reminders })} />
          <Reminders label={t.forPractitioners} value={values.practitioner_reminders} usual={coaching ? [1440, 60] : []} onChange={(practitioner_reminders) => set({ practitioner_reminders })} />
        </>
      )}
    </Part>
  );
}

export function Appointments({ settings }: { settings: Settings }) {
  const t = useWords(words);
  return (
    <Part
      name="appointments" title={t.appointments} settings={settings} fields={["waitlist_offer_minutes", "ask_for_reviews", "eight_minute_rule"]}
      check={({ waitlist_offer_minutes: minutes }) => ({ waitlist_offer_minutes: isWithin(minutes, 10, 10_080) ? undefined : t.offerWrong })}
    >
      {(values, set, problems) => (
        <>
          <NumberInput
            label={t.offerHours} description={t.offerHelp} value={values.waitlist_offer_minutes} error={problems.waitlist_offer_minutes} formatOptions={{ useGrouping: false }}
            onChange={(minutes) => set({ waitlist_offer_minutes: minutes as number })}
          />
          <Radios
            label={t.reviews} value={values.ask_for_reviews === null ? "usual" : values.ask_for_reviews ? "yes" : "no"}
            onChange={(id) => set({ ask_for_reviews: id === "usual" ? null : id === "yes" })}
            options={[{ id: "usual", name: t.reviewsAsUsual((settings.profile === "therapy" ? t.no : t.yes).toLowerCase()) }, { id: "yes", name: t.yes }, { id: "no", name: t.no }]}
          />
          <div>
            <Check label={t.eight} isSelected={values.eight_minute_rule} onChange={(eight_minute_rule) => set({ eight_minute_rule })} />
            <p className="field-help">{t.eightHelp}</p>
          </div>
        </>
      )}
    </Part>
  );
}

export function Sending({ settings }: { settings: Settings }) {
  const t = useWords(words);
  return (
    <Part
      name="sending" title={t.sending} settings={settings} fields={["message_quiet_seconds", "message_tries", "conversation_quiet_minutes"]}
      check={({ message_quiet_seconds: quiet, message_tries: tries, conversation_quiet_minutes: unread }) => ({
        message_quiet_seconds: isWithin(quiet, 0, 600) ? undefined : t.quietWrong,
        message_tries: isWithin(tries, 1, 20) ? undefined : t.triesWrong,
        conversation_quiet_minutes: isWithin(unread, 1, 1440) ? undefined : t.unreadWrong,
      })}
    >
      {(values, set, problems) => (
        <>
          <NumberInput label={t.quiet} description={t.quietHelp} value={values.message_quiet_seconds} error={problems.message_quiet_seconds} onChange={(seconds) => set({ message_quiet_seconds: seconds as number })} />
          <NumberInput label={t.tries} description={t.triesHelp} value={values.message_tries} error={problems.message_tries} onChange={(tries) => set({ message_tries: tries as number })} />
          <NumberInput label={t.unread} description={t.unreadHelp} value={values.conversation_quiet_minutes} error={problems.conversation_quiet_minutes} onChange={(minutes) => set({ conversation_quiet_minutes: minutes as number })} />
        </>
      )}
    </Part>
  );
}

/** An emptied field is null, and not within anything. */
function isWithin(value: number | null, from: number, to: number): boolean {
  return value !== null && Number.isInteger(value) && value >= from && value <= to;
}
