/** What people read of a practitioner. */
import { written } from "../../api/write";
import { useOrganization } from "../../app/organization";
import { useWords } from "../../i18n/speech";
import { EditPart } from "../edit-form/edit-part";
import { TextInput } from "../fields/text-input";
import { Languages } from "./languages";
import type { Practitioner } from "./profile";
import { words } from "./words";

type Values = Pick<Practitioner, "display_name" | "slug" | "credentials" | "bio" | "location" | "languages">;

export function About({ practitioner }: { practitioner: Practitioner }) {
  const t = useWords(words);
  const { organization_slug } = useOrganization();
  const { practitioner_id, display_name, slug, credentials, bio, location: where, languages } = practitioner;
  const saved: Values = { display_name, slug, credentials, bio, location: where, languages };
  return (
    <EditPart
      name={`profile.${practitioner_id}.about`} title={t.about} saved={saved}
      write={(api, changed) => written(api.from("practitioners").update(changed).eq("practitioner_id", practitioner_id).select("practitioner_id"))}
      check={(values) => ({
        display_name: values.display_name.trim() && values.display_name.length <= 200 ? undefined : t.nameNeeded,
        slug: /^[a-z0-9]+(-[a-z0-9]+)*$/.test(values.slug) && values.slug.length >= 2 && values.slug.length <= 80 ? undefined : t.slugWrong,
        credentials: values.credentials.length <= 300 ? undefined : t.credentialsWrong,
        bio: values.bio.length <= 5000 ? undefined : t.bioWrong,
        location: values.location.length <= 200 ? undefined : t.locationWrong,
      })}
      promises={{
        practitioners_slug_is_unique: ["slug", t.slugTaken], practitioners_slug_fits_a_url: ["slug", t.slugWrong], practitioners_have_a_name: ["display_name", t.nameNeeded],
        practitioners_credentials_are_one_short_line: ["credentials", t.credentialsWrong], practitioners_bio_is_short: ["bio", t.bioWrong], practitioners_location_is_short: ["location", t.locationWrong],
      }}
    >
      {(values, set, problems) => (
        <>
          <TextInput label={t.name} value={values.display_name} onChange={(name) => set({ display_name: name })} error={problems.display_name} autoComplete="off" />
          <TextInput
            label={t.slug} description={t.slugHelp(`${location.host}/with/${organization_slug}/${values.slug}`)} value={values.slug} onChange={(next) => set({ slug: next })} error={problems.slug} autoComplete="off" spellCheck="false"
          />
          <TextInput label={t.credentials} description={t.credentialsHelp} value={values.credentials} onChange={(text) => set({ credentials: text })} error={problems.credentials} autoComplete="off" />
          <TextInput label={t.bio} description={t.bioHelp} multiline value={values.bio} onChange={(text) => set({ bio: text })} error={problems.bio} />
          <TextInput label={t.location} description={t.locationHelp} value={values.location} onChange={(text) => set({ location: text })} error={problems.location} autoComplete="off" />
          <Languages value={values.languages} onChange={(next) => set({ languages: next })} />
        </>
      )}
    </EditPart>
  );
}
