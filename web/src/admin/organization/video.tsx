/** Where online sessions take place. */
import { Radios } from "../../components/fields/radios";
import { TextInput } from "../../components/fields/text-input";
import { useWords } from "../../i18n/speech";
import { words } from "./calendars-words";
import { Part } from "./part";
import type { Settings } from "./settings";

const PROVIDERS = ["none", "jitsi", "daily"] as const;
/** As the database has it. */
const JITSI = /^https:\/\/[A-Za-z0-9][-.A-Za-z0-9]*(:[0-9]+)?(\/[-._~A-Za-z0-9]+)*$/;

export function Video({ settings }: { settings: Settings }) {
  const t = useWords(words);
  return (
    <Part
      name="video" title={t.video} settings={settings} fields={["video_provider", "jitsi_url"]}
      check={({ jitsi_url }) => ({ jitsi_url: JITSI.test(jitsi_url) && jitsi_url.length <= 200 ? undefined : t.jitsiWrong })}
      promises={{ organizations_jitsi_is_had_by_https: ["jitsi_url", t.jitsiWrong] }}
    >
      {(values, set, problems) => (
        <>
          <Radios
            label={t.rooms} value={values.video_provider} onChange={(video_provider) => set({ video_provider })}
            options={PROVIDERS.map((id) => ({ id, ...t.providers[id] }))}
          />
          {values.video_provider === "jitsi" && (
            <TextInput
              label={t.jitsi} description={t.jitsiHelp} type="url" value={values.jitsi_url} error={problems.jitsi_url} autoComplete="off" spellCheck="false"
              onChange={(url) => set({ jitsi_url: url.trim().replace(/\/+$/, "") })}
            />
          )}
        </>
      )}
    </Part>
  );
}
