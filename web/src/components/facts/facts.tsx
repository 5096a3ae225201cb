/** What is known of a thing: names and values. */
import type { ReactNode } from "react";
import "./facts.css";

interface FactsProps {
  /** What the facts are about, where no heading says it. */
  label?: string;
  children?: ReactNode;
  entries: readonly (readonly [name: string, value: ReactNode])[];
}

/** Entries without a value are left out. */
export function Facts({ label, children, entries }: FactsProps) {
  const known = entries.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "");
  return (
    <div className="facts" {...(label && { role: "region", "aria-label": label })}>
      {children}
      {known.length > 0 && (
        <dl className="facts-list">
          {known.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
      )}
    </div>
  );
}
