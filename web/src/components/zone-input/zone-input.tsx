/** A time zone, found by typing a place; its name in the visitor's words beside it. */
import { useMemo } from "react";
import { useSpeech } from "../../i18n/speech";
import { formatZone } from "../../time/format";
import { Combo } from "../fields/combo";
import type { FieldTexts } from "../fields/frame";

interface ZoneInputProps extends FieldTexts {
  value: string;
  onChange: (zone: string) => void;
}

/** Never empty: what is not a zone leaves the one before. */
export function ZoneInput({ value, onChange, ...texts }: ZoneInputProps) {
  const { locale } = useSpeech();
  const options = useMemo(() => {
    const zones = Intl.supportedValuesOf("timeZone");
    return (zones.includes(value) ? zones : [value, ...zones]).map((id) => ({ id, name: id.replaceAll("_", " ") }));
  }, [value]);
  return <Combo {...texts} opensOn="input" description={texts.description ?? formatZone(value, locale)} options={options} value={value} onChange={(zone) => zone && onChange(zone)} />;
}
