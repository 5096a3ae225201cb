/** After the review: thanks, and where it can be read. */
import type { ReactNode } from "react";
import { useWords } from "../../i18n/speech";
import { Page } from "../page/page";
import { words } from "./words";

export function Thanks({ practitioner, children }: { practitioner: string; children: ReactNode }) {
  const t = useWords(words);
  return (
    <Page title={t.thanks} lead={t.thanksText(practitioner)}>
      <div className="actions">{children}</div>
    </Page>
  );
}
