/** Practice rooms, for those who work in a practice (SC-1.6). */
import { useOrganization } from "../app/organization";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { Rooms } from "../rooms/rooms";
import { words } from "../rooms/words";
import { usePracticeRooms } from "./rooms-place";

export default function RoomsPage() {
  const t = useWords(words);
  const { role } = useOrganization();
  const place = usePracticeRooms();
  return role === "super_admin" ? <Page title={t.title} lead={t.notForSupport} /> : <Rooms place={place} />;
}
