/** The steps as admins edit them, and how many clients have something left to answer. */
import { useQuery } from "@tanstack/react-query";
import { isHttps } from "../../api/checks";
import { ask } from "../../api/connect";
import type { AnswerType, StepKind, StepText } from "../../api/onboarding";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export interface Step extends StepText {
  step_id: string;
  position: number;
  version: number;
  is_changed: boolean;
  retired_at: string | null;
}

export function useSteps() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "onboarding"],
    queryFn: async () => {
      const [steps, pending] = await Promise.all([
        ask<Step[]>(api.from("onboarding_steps").select("*").eq("organization_id", organization_id).order("position").order("created_at")),
        api.from("client_list").select("client_id", { count: "exact", head: true })
          .match({ organization_id, has_account: true, onboarding_status: "pending" }).is("archived_at", null),
      ]);
      return { steps, pending: pending.count ?? 0 };
    },
  });
}

/** A step in the editor's fields. */
export interface StepFields {
  kind: StepKind;
  title: string;
  body: string;
  url: string;
  answer_type: AnswerType;
  choices: string;
  required: boolean;
  position: number | null;
}

export const NEW_STEP: StepFields = { kind: "consent", title: "", body: "", url: "", answer_type: "short_text", choices: "", required: true, position: null };

export function fieldsOf(step: Step): StepFields {
  return { ...step, url: step.url ?? "", answer_type: step.answer_type ?? "short_text", choices: step.choices?.join("\n") ?? "" };
}

/** What the verb takes. */
export function stepOf(fields: StepFields): StepText & { position?: number } {
  const isQuestion = fields.kind === "question";
  const hasChoices = isQuestion && fields.answer_type === "choice";
  return {
    kind: fields.kind, title: fields.title.trim(), body: fields.body.trim(), url: fields.kind === "document" ? fields.url.trim() || null : null,
    answer_type: isQuestion ? fields.answer_type : null, choices: hasChoices ? linesOf(fields.choices) : null, required: fields.required,
    ...(fields.position !== null && { position: fields.position }),
  };
}

export function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

export type StepProblem = "title" | "body" | "document" | "url" | "choices";

/** The first thing wrong with each field. */
export function problemsOf(fields: StepFields): Partial<Record<"title" | "body" | "url" | "choices", StepProblem>> {
  const { title, body, url, choices } = stepOf(fields);
  return {
    ...((!title || title.length > 200) && { title: "title" as const }),
    ...(fields.kind === "consent" && !body && { body: "body" as const }),
    ...(fields.kind === "document" && !body && !url && { body: "document" as const }),
    ...(url && !isHttps(url) && { url: "url" as const }),
    ...(choices && (choices.length < 2 || choices.length > 20) && { choices: "choices" as const }),
  };
}
