/** Says that the connection is gone, and that nothing is lost by it. */
import { useSyncExternalStore } from "react";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Notice } from "../notice/notice";

const words = defineWords(
  { offline: "You are offline. What you see may be out of date, and what you typed stays here until the connection is back." },
  { offline: "Vous êtes hors ligne. Ce que vous voyez n’est peut-être plus à jour, et ce que vous avez écrit reste ici jusqu’au retour de la connexion." },
);

export function OfflineBanner() {
  const t = useWords(words);
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return online ? null : <Notice tone="warning"><p>{t.offline}</p></Notice>;
}

function subscribe(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}
