import pg from 'pg'

interface Wire {
  stream: {
    pause(): void
    resume(): void
    writableNeedDrain: boolean
    once(event: 'drain' | 'close', f: () => void): void
  }
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

/** Rows are handed on in pieces of about this size: memory stays the same however long a table is. */
const PIECE_BYTES = 4 * 1024 * 1024

/** Runs `COPY (query) TO STDOUT`; answers the number of rows. The server waits while `take` is busy. */
export async function copyOut(
  client: pg.Client,
  query: string,
  take: (piece: Buffer) => Promise<void>,
): Promise<number> {
  const copy = new CopyOut(`copy (${query}) to stdout`, take)
  client.query(copy)
  return copy.done
}

/** Runs `COPY target FROM STDIN` with the pieces of `give`; answers the number of rows. */
export async function copyIn(client: pg.Client, target: string, give: AsyncIterable<Buffer>): Promise<number> {
  const copy = new CopyIn(`copy ${target} from stdin`, give)
  client.query(copy)
  return copy.done
}

class CopyOut extends pg.Query {
  declare callback: (error: unknown) => void
  readonly done: Promise<number>
  readonly #take: (piece: Buffer) => Promise<void>
  #rows: Buffer[] = []
  #bytes = 0
  #count = 0
  #taking: Promise<void> = Promise.resolve()
  #busy = 0
  #broken: unknown = null

  constructor(text: string, take: (piece: Buffer) => Promise<void>) {
    super(text)
    this.#take = take
    this.done = new Promise((resolve, reject) => {
      this.callback = (error) => {
        if (!error) this.#handOn(null)
        void this.#taking.then(() => {
          if (error ?? this.#broken) reject(error ?? this.#broken)
          else resolve(this.#count)
        })
      }
    })
  }

  handleCopyData({ chunk }: { chunk: Buffer }, { stream }: Wire): void {
    // The reader uses its buffer again.
    this.#rows.push(Buffer.from(chunk))
    this.#bytes += chunk.length
    if (this.#bytes >= PIECE_BYTES) this.#handOn(stream)
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#count = Number(text.split(' ')[1])
  }

  handleReadyForQuery(): void {
    this.callback(null)
  }

  #handOn(stream: Wire['stream'] | null): void {
    if (this.#bytes === 0) return
    const piece = Buffer.concat(this.#rows)
    this.#rows = []
    this.#bytes = 0
    this.#busy++
    stream?.pause()
    this.#taking = this.#taking
      .then(() => (this.#broken ? undefined : this.#take(piece)))
      .catch((error: unknown) => {
        this.#broken ??= error
      })
      .then(() => {
        this.#busy--
        if (this.#busy === 0) stream?.resume()
      })
  }
}

class CopyIn extends pg.Query {
  declare callback: (error: unknown) => void
  readonly done: Promise<number>
  readonly #give: AsyncIterable<Buffer>
  #count = 0
  #ended = false
  #broken: unknown = null

  constructor(text: string, give: AsyncIterable<Buffer>) {
    super(text)
    this.#give = give
    this.done = new Promise((resolve, reject) => {
      this.callback = (error) => {
        this.#ended = true
        // What went wrong on our side is told by the server only as a COPY that failed.
        if (this.#broken ?? error) reject(this.#broken ?? error)
        else resolve(this.#count)
      }
    })
  }

  handleCopyInResponse(wire: Wire): void {
    void this.#send(wire)
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#count = Number(text.split(' ')[1])
  }

  handleReadyForQuery(): void {
    this.callback(null)
  }

  async #send(wire: Wire): Promise<void> {
    try {
      for await (const piece of this.#give) {
        if (this.#ended) return
        wire.sendCopyFromChunk(piece)
        if (wire.stream.writableNeedDrain) await drained(wire.stream)
      }
      if (!this.#ended) wire.endCopyFrom()
    } catch (error) {
      this.#broken = error
      if (!this.#ended) wire.sendCopyFail('the archive cannot be read')
    }
  }
}

function drained(stream: Wire['stream']): Promise<void> {
  return new Promise((resolve) => {
    stream.once('drain', resolve)
    stream.once('close', resolve)
  })
}
