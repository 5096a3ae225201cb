/** How mails look, what stands under them, and where answers go. */
import { TextInput } from "../../components/fields/text-input";
import { useWords } from "../../i18n/speech";
import { isEmail } from "../../api/checks";
import { Color } from "./color";
import { isColor } from "./contrast";
import { Part } from "./part";
import type { Settings } from "./settings";
import { words } from "./words";

const LOGO = /^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?\/[^\s"<>\\^`{|}]*$/;

export function Look({ settings }: { settings: Settings }) {
  const t = useWords(words);
  return (
    <Part
      name="look" title={t.look} settings={settings} fields={["brand_color", "logo_url", "mail_footer", "postal_address", "reply_to"]}
      check={({ brand_color, logo_url, mail_footer, postal_address, reply_to }) => ({
        brand_color: brand_color === null || isColor(brand_color) ? undefined : t.colorWrong,
        logo_url: logo_url === null || (LOGO.test(logo_url) && logo_url.length <= 500) ? undefined : t.logoWrong,
        mail_footer: isShort(mail_footer, 600) ? undefined : t.footerWrong,
        postal_address: isShort(postal_address, 300) ? undefined : t.postalWrong,
        reply_to: reply_to === null || isEmail(reply_to) ? undefined : t.replyToWrong,
      })}
      promises={{
        organizations_brand_color_is_rrggbb: ["brand_color", t.colorWrong],
        organizations_logo_is_had_by_https: ["logo_url", t.logoWrong],
        organizations_mail_footer_is_a_short_text: ["mail_footer", t.footerWrong],
        organizations_postal_address_is_a_short_text: ["postal_address", t.postalWrong],
        organizations_reply_to_is_an_address: ["reply_to", t.replyToWrong],
      }}
    >
      {(values, set, problems) => (
        <>
          <Color value={values.brand_color} onChange={(brand_color) => set({ brand_color })} error={problems.brand_color} />
          <TextInput label={t.logo} description={t.logoHelp} type="url" value={values.logo_url ?? ""} onChange={(url) => set({ logo_url: url.trim() || null })} error={problems.logo_url} autoComplete="off" />
          <TextInput label={t.footer} description={t.footerHelp} multiline value={values.mail_footer ?? ""} onChange={(text) => set({ mail_footer: text || null })} error={problems.mail_footer} />
          <TextInput label={t.postal} description={t.postalHelp} multiline value={values.postal_address ?? ""} onChange={(text) => set({ postal_address: text || null })} error={problems.postal_address} />
          <TextInput label={t.replyTo} description={t.replyToHelp} type="email" value={values.reply_to ?? ""} onChange={(address) => set({ reply_to: address.trim() || null })} error={problems.reply_to} autoComplete="off" />
        </>
      )}
    </Part>
  );
}

function isShort(text: string | null, longest: number): boolean {
  return text === null || (text.trim() !== "" && text.length <= longest);
}
