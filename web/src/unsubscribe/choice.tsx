/** The kinds of mail, each with what holds and the way to the other. */
import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import type { MailKind, MailPreferences } from "../api/preferences";
import { useVerb } from "../api/verb";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { words } from "./words";
import "./choice.css";

/** What is sent to decide. */
interface Decision {
  kinds: readonly string[];
  wanted: boolean;
}

export function Choice({ token, preferences }: { token: string; preferences: MailPreferences }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const decide = useVerb<MailPreferences>("unsubscribe_by_token", {
    onDone: (now) => queries.setQueryData(["preferences-by-token", token], now),
  });
  const decided = decide.variables as Decision | undefined;
  const name = (kind: string) => kindName(t.kinds, kind);
  const choose = (kinds: readonly string[], wanted: boolean) => decide.mutate({ token, kinds, wanted });
  const wanted = preferences.kinds.filter((each) => each.wanted).map((each) => each.kind);
  const isDecided = (kinds: readonly string[]) => decide.isPending && decided?.kinds.join() === kinds.join();

  return (
    <Page title={t.title(preferences.organization.name)} lead={t.lead}>
      {decide.error && <FailureNotice error={decide.error} takesFocus />}
      {decide.data && decided && (
        <Notice tone="success" takesFocus={decide.data}>
          <p className="notice-text">{(decided.wanted ? t.nowOn : t.nowOff)(decided.kinds.map(name))}</p>
        </Notice>
      )}
      <ul className="mail-kinds" role="list">
        {preferences.kinds.map((each) => (
          <Kind
            key={each.kind}
            kind={each}
            name={name(each.kind)}
            isMain={each.kind === preferences.kind}
            isPending={isDecided([each.kind])}
            onChange={(on) => choose([each.kind], on)}
          />
        ))}
      </ul>
      {wanted.length > 1 && (
        <div className="actions">
          <Button look="quiet" isPending={isDecided(wanted)} onPress={() => choose(wanted, false)}>{isDecided(wanted) ? t.working : t.offAll}</Button>
        </div>
      )}
      <p className="policy">{t.always}</p>
    </Page>
  );
}

interface KindProps {
  kind: MailKind;
  name: string;
  /** What the mail was about is what most people came for. */
  isMain: boolean;
  isPending: boolean;
  onChange: (wanted: boolean) => void;
}

function Kind({ kind: { wanted, keeps_essential }, name, isMain, isPending, onChange }: KindProps) {
  const t = useWords(words);
  const id = useId();
  return (
    <li className="mail-kind">
      <h2 id={id}>{name}</h2>
      <p className={wanted ? "mail-state" : "mail-state off"}>{wanted ? t.wanted : keeps_essential ? t.essentialOnly : t.unwanted}</p>
      <Button look={wanted && isMain ? "primary" : "quiet"} aria-describedby={id} isPending={isPending} onPress={() => onChange(!wanted)}>
        {isPending ? t.working : wanted ? t.off : t.on}
      </Button>
    </li>
  );
}

/** A kind that these pages do not know yet has no name but "other". */
function kindName(kinds: (typeof words)["en-CA"]["kinds"], kind: string): string {
  return kind in kinds ? kinds[kind as keyof typeof kinds] : kinds.other;
}
