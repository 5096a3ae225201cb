// May this caller read this topic?  The policies on realtime.messages say it, asked as Supabase asks them.

// Writes a message that is never committed, becomes the caller, and looks whether the caller sees it.
export function createReader(sql) {
  return async function mayRead(topic, claims, headers) {
    let seen = false;
    await sql
      .begin(async (tx) => {
        const id = crypto.randomUUID();
        await tx`select set_config('role', 'service_role', true)`;
        await tx`insert into realtime.messages (id, topic, extension, private) values (${id}, ${topic}, 'broadcast', true)`;
        await tx`
          select set_config('role', ${claims.role}, true), set_config('realtime.topic', ${topic}, true),
            set_config('request.jwt.claims', ${JSON.stringify(claims)}, true), set_config('request.headers', ${JSON.stringify(headers)}, true)`;
        seen = (await tx`select from realtime.messages where id = ${id}`).count === 1;
        throw UNDO;
      })
      .catch((error) => {
        if (error !== UNDO) throw error;
      });
    return seen;
  };
}

const UNDO = Symbol("nothing of this is kept");
