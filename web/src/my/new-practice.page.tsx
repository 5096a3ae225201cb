/** Opens a practice; whoever opens it is its admin. */
import { useState, type SubmitEvent } from "react";
import { useLocation } from "wouter";
import { useErrors } from "../account/use-errors";
import { slugOf } from "../api/slug";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { useSession } from "../app/session";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Combo } from "../components/fields/combo";
import { TextInput } from "../components/fields/text-input";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { words } from "./words";

const ZONES = [...new Set([...Intl.supportedValuesOf("timeZone"), visitorTimeZone()])].map((id) => ({ id, name: id.replaceAll("_", " ") }));

interface Draft {
  name: string;
  /** What the founder is called there. */
  person: string;
  /** Null as long as it follows the name. */
  slug: string | null;
  timeZone: string | null;
}

export default function NewPracticePage() {
  const t = useWords(words);
  const [, navigate] = useLocation();
  const { session } = useSession();
  const known = (session?.user.user_metadata as { name?: string } | undefined)?.name ?? session?.user.email?.split("@")[0] ?? "";
  const [draft, change, forget] = useDraft<Draft>("new-practice", { name: "", person: known, slug: null, timeZone: visitorTimeZone() });
  const slug = draft.slug ?? slugOf(draft.name);
  const { errors, setErrors, form } = useErrors<"name" | "person" | "slug" | "timeZone">();
  const [taken, setTaken] = useState(false);
  const opening = useVerb<{ slug: string; name: string }>("create_organization");

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTaken(false);
    const wrong = {
      ...(!draft.name.trim() && { name: t.needName }),
      ...(!/^(?=.{2,60}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && { slug: t.needSlug }),
      ...(!draft.person.trim() && { person: t.needPerson }),
      ...(!draft.timeZone && { timeZone: t.needZone }),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    opening.mutate({ name: draft.name.trim(), slug, time_zone: draft.timeZone, display_name: draft.person.trim() }, {
      // By now the new membership is known, without which its pages would not open.
      onSuccess: (made) => {
        forget();
        toast(t.opened(made.name));
        navigate(`/at/${made.slug}`);
      },
      onError: ({ word, detail }) => {
        const isTaken = word === "invalid_argument" && detail.includes("is taken");
        setTaken(isTaken);
        if (isTaken) setErrors({ slug: t.slugTaken });
      },
    });
  };

  return (
    <Page title={t.newPractice} lead={t.newPracticeLead} above={<Link href="/my">{t.overview}</Link>}>
      <form ref={form} className="form" noValidate onSubmit={submit}>
        <TextInput
          label={t.name} description={t.nameHelp} value={draft.name} onChange={(name) => change({ ...draft, name })} name="organization" autoComplete="organization"
          maxLength={200} error={errors.name} isRequired
        />
        <TextInput
          label={t.slug} description={t.slugHelp(`${location.host}/with/${slug || "…"}`)} value={slug} onChange={(typed) => change({ ...draft, slug: typed })}
          name="slug" spellCheck="false" maxLength={60} error={errors.slug} isRequired
        />
        <Combo
          label={t.timeZone} description={t.timeZoneHelp} options={ZONES} value={draft.timeZone} onChange={(timeZone) => change({ ...draft, timeZone })}
          error={errors.timeZone}
        />
        <TextInput
          label={t.person} description={t.personHelp} value={draft.person} onChange={(person) => change({ ...draft, person })} name="name" autoComplete="name"
          maxLength={200} error={errors.person} isRequired
        />
        {opening.error && !taken && <FailureNotice error={opening.error} />}
        <div className="actions"><Button type="submit" look="primary" isPending={opening.isPending}>{t.openIt}</Button></div>
      </form>
    </Page>
  );
}
