/** A list of large links to choose one from. */
import { useId, type ReactNode } from "react";
import { Link } from "../link/link";
import "./choice-list.css";

export interface ChoiceCard {
  key: string;
  /** Where choosing leads; `null` when it cannot be chosen, with the reason in *notes*. */
  href: string | null;
  name: string;
  text?: string | null;
  /** A picture beside the name; it says nothing that the name does not. */
  photo?: string | null;
  notes: readonly string[];
  /** More about it, such as links of its own. */
  more?: ReactNode;
}

export function ChoiceList({ choices }: { choices: readonly ChoiceCard[] }) {
  return (
    <ul className="choices" role="list">
      {choices.map((choice) => <Card key={choice.key} choice={choice} />)}
    </ul>
  );
}

function Card({ choice: { href, name, text, photo, notes, more } }: { choice: ChoiceCard }) {
  const id = useId();
  return (
    <li className={href ? "choice" : "choice closed"}>
      {photo && <img className="choice-photo" src={photo} alt="" width="72" height="72" />}
      <h2 className="choice-name">{href ? <Link href={href} aria-describedby={id}>{name}</Link> : name}</h2>
      <div id={id}>
        {text && <p className="choice-text">{text}</p>}
        {notes.length > 0 && <p className="choice-notes">{notes.map((note) => <span key={note}>{note}</span>)}</p>}
      </div>
      {more}
    </li>
  );
}
