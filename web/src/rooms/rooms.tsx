/** Practice rooms of one organization: open ones, one's own, and offered times; what others do shows at once (SC-1.6). */
import { useState, type ReactNode } from "react";
import { useSearchParams } from "wouter";
import { Button } from "../components/button/button";
import { Page } from "../components/page/page";
import { Tabs } from "../components/tabs/tabs";
import { useSpeech, useWords } from "../i18n/speech";
import { formatZone } from "../time/format";
import { useLiveRooms } from "./api";
import { MyRooms } from "./my-rooms";
import { NewRoom } from "./new-room";
import { OpenRooms } from "./open-rooms";
import type { Place } from "./place";
import { Slots } from "./slots";
import { words } from "./words";
import "./rooms.css";

const PARTS = ["open", "mine", "slots"] as const;

/** *choice*: of the organization, where there are several. */
export function Rooms({ place, choice }: { place: Place; choice?: ReactNode }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState(false);
  useLiveRooms(`practice_rooms:${place.organizationId}`);
  const create = () => setCreating(true);
  const content = { open: <OpenRooms place={place} create={create} />, mine: <MyRooms place={place} create={create} />, slots: <Slots place={place} /> };
  const show = (part: (typeof PARTS)[number]) => setParams((before) => {
    before.set("show", part);
    return before;
  });
  return (
    <Page title={t.title} lead={t.lead} actions={<Button look="primary" onPress={create}>{t.create}</Button>}>
      {choice}
      <p className="policy">{t.zone(formatZone(place.zone, locale))}</p>
      <Tabs
        label={t.parts} selected={PARTS.find((part) => part === params.get("show")) ?? "open"} onSelect={show}
        tabs={PARTS.map((part) => ({ id: part, name: t[part], content: <div className="rooms-part"><h2 className="visually-hidden">{t[part]}</h2>{content[part]}</div> }))}
      />
      <NewRoom place={place} isOpen={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
