/** Two windows wrote the same draft: both texts, and which one goes on. */
import { useWords } from "../../i18n/speech";
import { Button } from "../button/button";
import { Notice } from "../notice/notice";
import { words } from "./words";

export function OtherVersion({ content, choose }: { content: string; choose: (which: "mine" | "other") => void }) {
  const t = useWords(words);
  return (
    <Notice tone="warning" takesFocus isSpoken>
      <p className="notice-text">{t.otherTitle}</p>
      <p>{t.otherText}</p>
      <blockquote className="note-text">{content}</blockquote>
      <div className="actions">
        <Button onPress={() => choose("mine")}>{t.keepMine}</Button>
        <Button onPress={() => choose("other")}>{t.takeOther}</Button>
      </div>
    </Notice>
  );
}
