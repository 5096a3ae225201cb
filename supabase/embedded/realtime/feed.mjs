// What the database broadcasts, in the order in which it was written, each message once.
//
// It looks, every POLL_MS while somebody listens, at what was committed since it last looked: messages whose transaction the former look did not see and
// this one does.  That is exact, however long a transaction took, and costs those who write nothing but their row.  NOTIFY would make every commit wait
// for the one lock of the notification queue, and a logical replication slot needs a role that may copy the whole server and keeps its log from being removed.
const POLL_MS = 100;
const PATIENCE_MS = 5000;
// Longer than any outage after which it is still worth telling what happened.  (Supabase keeps messages for three days.)
const KEPT = "10 minutes";
const SWEEP_MS = 60_000;

export function createFeed(sql, { tell, say }) {
  let seen = null;
  let wanted = false;
  let timer = null;
  let failures = 0;
  let closed = false;

  async function look() {
    const [row] = await sql`
      select
        pg_current_snapshot()::text as snapshot,
        coalesce((
          select json_agg(json_build_object('id', m.id, 'topic', m.topic, 'event', m.event, 'payload', m.payload) order by m.position)
          from realtime.messages as m
          where m.transaction_id >= pg_snapshot_xmin(${seen}::pg_snapshot)
            and not pg_visible_in_snapshot(m.transaction_id, ${seen}::pg_snapshot)
            and m.private and m.extension = 'broadcast'
        ), '[]') as messages`;
    seen = row.snapshot;
    for (const message of row.messages) tell(message);
  }

  async function round() {
    let wait = POLL_MS;
    try {
      await look();
      if (failures) say("Realtime reads the database again.");
      failures = 0;
    } catch (error) {
      // The snapshot stays, so nothing is missed: what was committed meanwhile is told as soon as the database answers.
      failures += 1;
      wait = Math.min(POLL_MS * 2 ** failures, PATIENCE_MS);
      if (failures === 1) say(`Realtime cannot read the database and tries again: ${error.code ?? error.name}`);
    }
    if (wanted && !closed) timer = setTimeout(round, wait);
    else seen = null;
  }

  async function sweep() {
    try {
      await sql`delete from realtime.messages where inserted_at < (now() at time zone 'UTC') - ${KEPT}::interval`;
    } catch (error) {
      say(`Realtime could not remove old messages: ${error.code ?? error.name}`);
    }
  }
  const sweeper = setInterval(sweep, SWEEP_MS);

  return {
    // From here on everything that is committed is told.
    async start() {
      wanted = true;
      if (seen !== null) return;
      const [row] = await sql`select pg_current_snapshot()::text as snapshot`;
      if (seen !== null) return;
      seen = row.snapshot;
      timer = setTimeout(round, POLL_MS);
    },
    // Nobody listens any more.
    stop() {
      wanted = false;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      clearInterval(sweeper);
    },
  };
}
