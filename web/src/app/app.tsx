/** The app: what its pages stand on, and the pages. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-aria-components";
import { useLocation } from "wouter";
import { AnnouncerProvider } from "../components/announcer/announcer";
import { Shell } from "../components/shell/shell";
import { SpeechProvider } from "../i18n/speech";
import { ConnectionProvider } from "./connection";
import { Pages } from "./pages";
import { createQueries } from "./queries";
import { SessionProvider } from "./session";

export function App() {
  const [queries] = useState(createQueries);
  const [, navigate] = useLocation();
  return (
    <SpeechProvider>
      <RouterProvider navigate={navigate}>
        <AnnouncerProvider>
          <QueryClientProvider client={queries}>
            <ConnectionProvider>
              <SessionProvider>
                <Shell>
                  <Pages />
                </Shell>
              </SessionProvider>
            </ConnectionProvider>
          </QueryClientProvider>
        </AnnouncerProvider>
      </RouterProvider>
    </SpeechProvider>
  );
}
