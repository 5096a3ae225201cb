/** Where there is nothing yet: what will be here, and how it comes about. */
import type { ReactNode } from "react";
import "./empty-state.css";

export function EmptyState({ title, text, action }: { title: string; text: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      <p>{text}</p>
      {action && <div className="actions">{action}</div>}
    </div>
  );
}
