/** A part of the settings that is saved by itself. */
import type { ComponentProps } from "react";
import { written } from "../../api/write";
import { useOrganization } from "../../app/organization";
import { EditPart } from "../../components/edit-form/edit-part";
import type { Settings } from "./settings";

interface PartProps<K extends keyof Settings> extends Pick<ComponentProps<typeof EditPart<Pick<Settings, K>>>, "title" | "check" | "promises" | "children"> {
  /** The draft's name. */
  name: string;
  settings: Settings;
  fields: readonly K[];
}

export function Part<K extends keyof Settings>({ name, settings, fields, ...part }: PartProps<K>) {
  const { organization_id } = useOrganization();
  const saved = Object.fromEntries(fields.map((field) => [field, settings[field]])) as Pick<Settings, K>;
  return (
    <EditPart
      {...part} name={`settings.${organization_id}.${name}`} saved={saved}
      write={(api, changed) => written(api.from("organization_settings").update(changed as never).eq("organization_id", organization_id).select("organization_id"))}
    />
  );
}
