/** A titled part of a page. */
import { useId, type ReactNode } from "react";
import "./panel.css";

interface PanelProps {
  title: string;
  /** What can be done with the part as a whole. */
  actions?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-title">
        <h2 id={id}>{title}</h2>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
