/** One page: its title in the window and as its heading, which takes the focus when the page is new. */
import { useEffect, useRef, type ReactNode } from "react";
import "./page.css";

interface PageProps {
  title: string;
  /** What stands above the title, such as the way back. */
  above?: ReactNode;
  lead?: ReactNode;
  /** What can be done here, beside the title. */
  actions?: ReactNode;
  children?: ReactNode;
}

export function Page({ title, above, lead, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Bookfast`;
  }, [title]);
  useEffect(() => {
    if (arrived) {
      // A notice on the page, or a field, may have taken it already.
      if (!heading.current?.closest("main")?.contains(document.activeElement)) heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    arrived = true;
  }, []);
  return (
    <>
      <header className="page-header">
        {above && <div className="page-above">{above}</div>}
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {actions && <div className="actions">{actions}</div>}
        </div>
        {lead && <p className="lead">{lead}</p>}
      </header>
      {children}
    </>
  );
}

/** The first page of a visit leaves the focus where browsers put it. */
let arrived = false;
