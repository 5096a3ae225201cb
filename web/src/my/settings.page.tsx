/** What somebody decides about the own account. */
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { Radios } from "../components/fields/radios";
import { useSpeech, useWords } from "../i18n/speech";
import { EmailForm, NameForm } from "./identity-forms";
import { PasswordForm } from "./password-form";
import { Preferences } from "./preferences";
import { words } from "./settings-words";
import "./my.css";

const LANGUAGES = [{ id: "en-CA", name: "English" }, { id: "fr-CA", name: "Français" }] as const;

export default function SettingsPage() {
  const t = useWords(words);
  const { locale, speak } = useSpeech();
  return (
    <Page title={t.title}>
      <div className="my-panels">
        <Panel title={t.account}><NameForm /><EmailForm /></Panel>
        <Panel title={t.password}><PasswordForm /></Panel>
        <Panel title={t.language}>
          <Radios label={t.speak} description={t.languageHelp} options={LANGUAGES} value={locale} onChange={speak} />
        </Panel>
        <Preferences />
        <Panel title={t.privacy}><p><Link href="/my/privacy">{t.privacyLink}</Link></p></Panel>
      </div>
    </Page>
  );
}
