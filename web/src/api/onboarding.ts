/** What a practice asks of new clients, as the Data API answers it. */
export type StepKind = "consent" | "question" | "document";
export type AnswerType = "short_text" | "long_text" | "yes_no" | "choice" | "number" | "date";
export type Answer = string | number | boolean;

/** What a step says. */
export interface StepText {
  kind: StepKind;
  title: string;
  body: string;
  url: string | null;
  answer_type: AnswerType | null;
  choices: string[] | null;
  required: boolean;
}

/** A published step, with what one client answered. */
export interface AskedStep extends StepText {
  step_id: string;
  version: number;
  is_open: boolean;
  answer: Answer | null;
  answered_at: string | null;
  consent_id: string | null;
  agreed_version: number | null;
  withdrawn_at: string | null;
}

export interface Onboarding {
  client_id: string;
  status: "pending" | "complete";
  steps: AskedStep[];
}

/** What the verbs by which a client answers return. */
export interface Progress {
  client_id: string;
  status: "pending" | "complete";
  /** The required ones. */
  open_steps: number;
}
