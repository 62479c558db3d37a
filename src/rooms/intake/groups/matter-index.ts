import { ALIKE, type Corpus, likeness, type Profile, profileOf, type Said } from './likeness.ts'

/** An open matter in the index. */
export interface Indexed {
  id: string
  /** The last act that was read; a later one is read again. */
  lastSeq: number
  /** The head it is handled by; null: it stands alone. */
  headId: string | null
  profile: Profile
}

export interface Match {
  entry: Indexed
  likeness: number
}

/**
 * The open matters of one project, found by what they speak of without looking at each: from every gram and every thing
 * a list of the matters that have it. Kept in memory and brought up to date at every look; nothing here is a record.
 */
export class MatterIndex {
  readonly entries = new Map<string, Indexed>()
  /** Which matters with which acts it was made of; '' before it was read. */
  mark = ''
  private readonly lists = new Map<string, Set<Indexed>>()
  /** Matches of each, counted once, for finding groups. */
  private readonly matches = new Map<string, readonly Match[]>()
  private readonly own: string

  /** `own` is the name of the estate. */
  constructor(own: string) {
    this.own = own
  }

  put(row: Omit<Indexed, 'profile'> & Said): void {
    const known = this.entries.get(row.id)
    const { id, lastSeq, headId, ...said } = row
    this.remove(id)
    const entry: Indexed = { id, lastSeq, headId, profile: profileOf(said, this.own) }
    this.entries.set(id, entry)
    for (const term of termsOf(entry.profile)) {
      const list = this.lists.get(term) ?? new Set()
      list.add(entry)
      this.lists.set(term, list)
    }
    // Only a changed text changes what it is like; that it was followed up does not.
    if (known) for (const { entry: other } of this.matches.get(id) ?? []) this.matches.delete(other.id)
    this.matches.delete(id)
  }

  remove(id: string): void {
    const entry = this.entries.get(id)
    if (!entry) return
    this.entries.delete(id)
    this.matches.delete(id)
    for (const term of termsOf(entry.profile)) {
      const list = this.lists.get(term)
      list?.delete(entry)
      if (list?.size === 0) this.lists.delete(term)
    }
  }

  profile(said: Said): Profile {
    return profileOf(said, this.own)
  }

  /** Of two matters that are in the index. */
  likenessOf(one: string, other: string): number {
    return likeness(this.entries.get(one)!.profile, this.entries.get(other)!.profile, this.corpus)
  }

  /** The matters most like this one, the likest first, at least as like as `least`. */
  like(profile: Profile, least: number, most: number, look: Look = wide): Match[] {
    const { corpus } = this
    return this.candidates(profile, look)
      .map((entry) => ({ entry, likeness: likeness(profile, entry.profile, corpus) }))
      .filter((match) => match.likeness >= least)
      .sort((one, other) => other.likeness - one.likeness)
      .slice(0, most)
  }

  /** Matters that are about one thing with this one. Remembered. */
  matchesOf(entry: Indexed): readonly Match[] {
    const known = this.matches.get(entry.id)
    if (known) return known.filter((match) => this.entries.get(match.entry.id) === match.entry)
    const found = this.like(entry.profile, ALIKE, 60, narrow).filter((match) => match.entry !== entry)
    this.matches.set(entry.id, found)
    return found
  }

  private get corpus(): Corpus {
    return {
      size: this.entries.size,
      withGram: (gram) => this.lists.get(gram)?.size ?? 0,
      withThing: (thing) => this.lists.get(`#${thing}`)?.size ?? 0,
    }
  }

  /** Who shares the rarest terms with it: the more and the rarer, the earlier. */
  private candidates(profile: Profile, { terms, reads, keeps }: Look): Indexed[] {
    const { corpus } = this
    const lists = [...termsOf(profile)]
      .map((term) => this.lists.get(term))
      .filter((list) => list !== undefined)
      .sort((one, other) => one.size - other.size)
      .slice(0, terms)
    const shared = new Map<Indexed, number>()
    let read = 0
    for (const list of lists) {
      if (read + list.size > reads && read > 0) break
      read += list.size
      const weight = Math.log((corpus.size + 1) / list.size) + 0.1
      for (const entry of list) shared.set(entry, (shared.get(entry) ?? 0) + weight)
    }
    const ranked = [...shared].sort(([, one], [, other]) => other - one).slice(0, keeps)
    return ranked.map(([entry]) => entry)
  }
}

/** How far a search goes: terms looked up, entries read from their lists, candidates compared in full. */
interface Look {
  terms: number
  reads: number
  keeps: number
}
const wide: Look = { terms: 80, reads: 20_000, keeps: 150 }
const narrow: Look = { terms: 40, reads: 4_000, keeps: 40 }

function* termsOf({ grams, things }: Profile): Iterable<string> {
  yield* grams.keys()
  for (const thing of things.keys()) yield `#${thing}`
}
