/** The connection to the Data API, made once before anything is shown. */
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { connect, type Connection } from "../api/connect";
import { FailureNotice } from "../components/failure-notice/failure-notice";

const ConnectionContext = createContext<Connection | null>(null);

export function ConnectionProvider({ children }: { children: ReactNode }) {
  const [connection, setConnection] = useState<Connection | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    connect().then((made) => wanted && setConnection(made), (reason: unknown) => wanted && setError(reason));
    return () => {
      wanted = false;
    };
  }, [attempt]);

  if (connection) return <ConnectionContext value={connection}>{children}</ConnectionContext>;
  if (!error) return null;
  return (
    <main className="shell-main">
      <FailureNotice error={error} retry={() => { setError(null); setAttempt(attempt + 1); }} />
    </main>
  );
}

export function useApi(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error("useApi needs a ConnectionProvider above it.");
  return connection;
}
