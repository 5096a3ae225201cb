/** What is known of a thing: names and values. */
import type { ReactNode } from "react";
import "./facts.css";

/** Entries without a value are left out. */
export function Facts({ children, entries }: { children?: ReactNode; entries: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <div className="facts">
      {children}
      <dl className="facts-list">
        {entries.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value]) => (
          <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
        ))}
      </dl>
    </div>
  );
}
