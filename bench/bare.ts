import pg from 'pg'

/**
 * Bare SQL, the floor of a figure: named parameters (:name) in statements that are prepared once per connection.
 * In two forms: plainly, a transaction with one statement per row; and at once, one statement that needs no
 * transaction around it.
 */
export type Values = Record<string, unknown>

export interface Statement {
  name: string
  text: string
  keys: string[]
}

/** Rows of whoever asks (:session), read at each request so that a right that was taken away is gone at once. */
export const SESSION = `select s.*, a.*, p.project_id as post_project, p.role, p.title, array(select id from project) as projects,
    array(select b.case_id from case_barred b where b.account_id = a.id) as barred
  from session s join account a on a.id = s.account_id join post_holding h on h.account_id = a.id join post p on p.id = h.post_id
  where s.token_hash = :session and s.revoked_at is null and s.expires_at > :now and a.disabled_at is null
    and h.from_at <= :now and (h.to_at is null or h.to_at > :now) and p.closed_at is null`

let count = 0

export function statement(text: string): Statement {
  const keys: string[] = []
  const numbered = text.replace(/(?<!:):([a-z_]+)\b/g, (_, key: string) => {
    if (!keys.includes(key)) keys.push(key)
    return `$${keys.indexOf(key) + 1}`
  })
  return { name: `bare${++count}`, text: numbered, keys }
}

/** A transaction of its own, with its project set as every transaction of a pool must. */
export async function plainly(client: pg.ClientBase, statements: readonly Statement[], values: Values): Promise<void> {
  await client.query("begin; set local guanjia.projects = '1'")
  for (const one of statements) await run(client, one, values)
  await client.query('commit')
}

/** By itself; the connection has its project set for good. */
export async function run(
  client: pg.ClientBase,
  { name, text, keys }: Statement,
  values: Values,
): Promise<pg.QueryResult> {
  return client.query({ name, text, values: keys.map((key) => values[key]) })
}

export interface BarePool {
  use<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A database that stops may speak before a connection that is being ended has gone: nobody needs to hear that. */
export function openPool(url: string, clients: number): pg.Pool {
  return new pg.Pool({ connectionString: url, max: clients }).on('error', () => {})
}

/** As the application's role, with project 1 set for good. */
export function barePool(appUrl: string, clients: number): BarePool {
  const pool = openPool(appUrl, clients)
  pool.on('connect', (client) => void client.query("set guanjia.projects = '1'"))
  return {
    use: async (work) => {
      const client = await pool.connect()
      try {
        return await work(client)
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}
