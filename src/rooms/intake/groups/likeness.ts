import { gramsOf, normalizeText } from '../../../kernel/text/grams.ts'
import { estateNamesIn, headOf, isAlike } from './estate-names.ts'
import { thingsIn } from './things.ts'
import { type Whereabouts, whereaboutsIn } from './whereabouts.ts'

/**
 * How likely two matters are about one thing: by their words (character grams, TF-IDF, cosine), the things they speak of,
 * where these are, and how far apart in time they came. Pure; no list of words decides by itself.
 */

/** A matter as it is compared. */
export interface Said {
  text: string
  at: Date
  /** The unit it is about, the building that this or the public place stands in, and that place. */
  unitId: string | null
  buildingCode: string | null
  placeId: string | null
  /** The estate as a message of a file names it. */
  estate?: string | null
}

/** What a matter is compared by; made once. */
export interface Profile extends Omit<Said, 'text'> {
  /** Weight of each gram before its rarity is known: 1 + ln(times). */
  grams: ReadonlyMap<string, number>
  things: ReadonlyMap<string, number>
  where: Whereabouts
  names: readonly string[]
  head: string
}

/** In how many of how many matters a gram or a name stands: what is in all of them tells none apart. */
export interface Corpus {
  size: number
  withGram: (gram: string) => number
  withThing: (thing: string) => number
}

/** Only the beginning of a long letter is compared: it names the thing, the rest argues. */
const MOST_CHARACTERS = 1200

/** `own` is the name of the project's estate, which tells none of its matters apart. */
export function profileOf({ text, ...said }: Said, own = ''): Profile {
  const read = text.slice(0, MOST_CHARACTERS)
  const counts = gramsOf(normalizeText(own === '' ? read : read.replaceAll(own, ' ')), { from: 1, to: 2 })
  const grams = new Map([...counts].map(([gram, times]) => [gram, 1 + Math.log(times)]))
  const estate = said.estate?.trim()
  return {
    ...said,
    grams,
    things: thingsIn(read),
    where: whereaboutsIn(read),
    names: estate ? [estate] : estateNamesIn(read, own === '' ? '\u0000' : own),
    head: headOf(read),
  }
}

/** Rarity of a gram. Some matters that are not there are reckoned with, so that the first few tell something already. */
export function rarity({ size, withGram }: Corpus, gram: string): number {
  return Math.log((size + UNSEEN) / (withGram(gram) + 1))
}
const UNSEEN = 200

/** Reasons for and against, each between 0 and 1. */
export interface Evidence {
  words: number
  things: number
  /** The same estate by name, or another one. */
  sameEstate: number
  otherEstate: number
  /** The same public place, building or room; another building; another one, where the thing is bound to it. */
  samePlace: number
  otherPlace: number
  elsewhere: number
  /** 0 on the same day, 1 after three years. */
  apart: number
}

export function evidenceOf(one: Profile, other: Profile, corpus: Corpus): Evidence {
  const estate = estateBetween(one, other, corpus)
  const place = placeBetween(one, other)
  const days = Math.abs(one.at.getTime() - other.at.getTime()) / 86_400_000
  return {
    words: cosine(one.grams, other.grams, (gram) => rarity(corpus, gram)),
    things: cosine(one.things, other.things, (thing) =>
      Math.log((corpus.size + UNSEEN) / (corpus.withThing(thing) + UNSEEN / 20)),
    ),
    sameEstate: estate > 0 ? 1 : 0,
    otherEstate: estate < 0 ? 1 : 0,
    samePlace: place > 0 ? place : 0,
    otherPlace: place < 0 ? 1 : 0,
    elsewhere: place === -2 ? 1 : 0,
    apart: Math.min(1, Math.log1p(days) / 7),
  }
}

/**
 * What each reason weighs: a logistic regression over one half of the labelled pairs (decision 014). `elsewhere` is not
 * in letters, which those are: the lift of another building is another thing, however alike the words.
 */
export const weights: Readonly<Record<keyof Evidence, number>> & { bias: number } = {
  bias: -3.34,
  words: 3.36,
  things: 3.07,
  sameEstate: 1.43,
  otherEstate: -2.1,
  samePlace: 0.45,
  otherPlace: -1.73,
  elsewhere: -6,
  apart: -1.57,
}

/** From 0 to 1. */
export function likeness(one: Profile, other: Profile, corpus: Corpus): number {
  const evidence = evidenceOf(one, other, corpus)
  let sum = weights.bias
  for (const [reason, value] of Object.entries(evidence)) sum += weights[reason as keyof Evidence] * value
  return 1 / (1 + Math.exp(-sum))
}

/** From here on two matters are suggested as one thing. */
export const ALIKE = 0.506

function cosine(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  weightOf: (term: string) => number,
): number {
  const [few, many] = one.size < other.size ? [one, other] : [other, one]
  let dot = 0
  for (const [term, weight] of few) {
    const met = many.get(term)
    if (met !== undefined) dot += weight * met * weightOf(term) ** 2
  }
  return dot === 0 ? 0 : dot / (lengthOf(one, weightOf) * lengthOf(other, weightOf))
}

function lengthOf(terms: ReadonlyMap<string, number>, weightOf: (term: string) => number): number {
  let sum = 0
  for (const [term, weight] of terms) sum += (weight * weightOf(term)) ** 2
  return Math.sqrt(sum)
}

/** 1: a name of one stands in the other; -1: both name an estate, and none in common; 0: nothing is known. */
function estateBetween(one: Profile, other: Profile, corpus: Corpus): number {
  const [a, b] = [one.names, other.names].map((names) => names.filter((name) => isRare(name, corpus)))
  if (a!.some((name) => other.head.includes(name)) || b!.some((name) => one.head.includes(name))) return 1
  const long = (name: string) => name.length >= 3
  if (a!.some((mine) => long(mine) && b!.some((its) => long(its) && isAlike(mine, its)))) return 1
  return a!.length > 0 && b!.length > 0 ? -1 : 0
}

/** A run that many matters have is a common word, or the name of the whole estate. */
function isRare(name: string, { size, withGram }: Corpus): boolean {
  const most = Math.max(10, size / 50)
  for (let from = 0; from + 2 <= name.length; from++) if (withGram(name.slice(from, from + 2)) <= most) return true
  return false
}

/**
 * 1 or 0.5: the same place, building or room; -1: another building is named; -2: not the same, and the thing is bound to
 * where it is; 0: nothing known, or a thing of the whole estate, which people write about from everywhere.
 */
function placeBetween(one: Profile, other: Profile): number {
  if (one.placeId !== null && other.placeId !== null) return one.placeId === other.placeId ? 1 : -2
  const reaches = [one.where.reach, other.where.reach]
  if (reaches.includes('home')) return one.unitId !== null && one.unitId === other.unitId ? 1 : -2
  if (differ(one.where.parts, other.where.parts)) return -2
  const bound = reaches.includes('building')
  const [a, b] = [buildingsOf(one, bound), buildingsOf(other, bound)]
  if (a.size > 0 && b.size > 0 && !meet(a, b)) return bound ? -2 : -1
  const rooms = meet(one.where.rooms, other.where.rooms)
  const buildings = meet(a, b)
  return rooms && buildings ? 1 : rooms || buildings ? 0.5 : 0
}

/** Buildings that the text names; for a thing of a building else the one its unit or place stands in. */
function buildingsOf({ where, buildingCode }: Profile, bound: boolean): ReadonlySet<string> {
  if (where.buildings.size > 0) return where.buildings
  return bound && buildingCode !== null ? new Set([String(Number(buildingCode) || buildingCode)]) : where.buildings
}

const meet = (one: ReadonlySet<string>, other: ReadonlySet<string>) => [...one].some((member) => other.has(member))
const differ = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size > 0 &&
  other.size > 0 &&
  [...one].some((a) => [...other].some((b) => a.slice(0, 2) === b.slice(0, 2) && a !== b)) &&
  !meet(one, other)
