import { addDays, atBusinessTime, businessDate, MINUTE_MS } from '../kernel/clock/time.ts'
import { tellDispute, tellStorm, tellSuggestion } from './beside-stories.ts'
import { complaintWays, tellComplaint } from './complaint-stories.ts'
import { tellAnswer, tellContact } from './desk-stories.ts'
import { type Turn, tellDuties } from './duty-stories.ts'
import type { Company, Estate } from './estate.ts'
import { type HomeWay, homeWays, tellHomeRepair } from './home-stories.ts'
import { later } from './hours.ts'
import type { Home } from './places.ts'
import { publicWays, type Reporter, tellPublicRepair } from './public-stories.ts'
import type { Random } from './random.ts'
import type { Event } from './stage.ts'
import { Tale, type World } from './tale.ts'
import { stormWords } from './texts/complaints.ts'
import { type Fault, homeFaults } from './texts/home-faults.ts'
import { type PublicFault, publicFaults } from './texts/public-faults.ts'
import { answeredAtOnce, sentToDepartments } from './texts/requests.ts'
import { tellToday } from './today.ts'
import { tellElsewhere } from './today-desk.ts'

export interface LifeSize {
  /** Days before today. */
  days: number
  /** Matters on an ordinary day. */
  mattersPerDay: number
  /** Nothing is told of today: what goes on then is somebody else's, as in a drill. */
  withoutToday?: true
}

export interface Lived {
  now: Date
  /** What the calendar has handed out to be done (kernel/duty). */
  turns: readonly Turn[]
}

/** The matters of the weeks before now and of this moment, as acts with their times. Pure but for the ids. */
export function tellLife(world: World, size: LifeSize, { now, turns }: Lived): Event[] {
  const tales: Tale[] = []
  const newTale = (estate: Estate) => {
    const tale = new Tale(world, estate, tales.length)
    tales.push(tale)
    return tale
  }
  const { company } = world
  const { cuihu, yunting } = company
  const past = pastOf(world, company, () => newTale(cuihu))
  for (let day = size.days; day >= 1; day--) {
    const date = addDays(businessDate(now), -day)
    for (const at of callsOn(world, date, size.mattersPerDay)) past(at)
  }
  // About once in two weeks the rain comes down harder than the drains take it.
  for (let day = size.days - 3; day >= 3; day -= 14)
    storm(world, later(atBusinessTime(addDays(businessDate(now), -day), '07:30'), 5), size, () => newTale(cuihu))
  tellDuties(turns, now, () => newTale(cuihu))
  if (size.withoutToday) return tales.flatMap(({ events }) => events)
  const atAnyHour = (estate: Estate) => () => Object.assign(newTale(estate), { atAnyHour: true })
  tellToday({ now, newTale: atAnyHour(cuihu), homes: cuihu.homes, places: cuihu.places })
  tellElsewhere(now, yunting.homes, atAnyHour(yunting))
  return tales.flatMap(({ events }) => events)
}

function storm(world: World, at: Date, { mattersPerDay }: LifeSize, newTale: () => Tale): void {
  const { homes } = world.company.cuihu
  const next = world.random.deck(homes)
  const callers = Math.min(homes.length, 4 + Math.round(mattersPerDay * 0.8))
  tellStorm(newTale, at, Array.from({ length: callers }, next), stormWords)
}

/** When people call on a day: mornings and after work, more after a weekend or a holiday, and on days off. */
function callsOn({ random, isWorkday }: World, date: string, ordinary: number): Date[] {
  const busy = !isWorkday(date) ? 1.12 : isWorkday(addDays(date, -1)) ? 1 : 1.25
  const count = Math.max(1, Math.round(ordinary * busy) + random.between(-1, 1))
  const opening = atBusinessTime(date, '08:00').getTime()
  return Array.from({ length: count }, () => {
    const hour = Number(random.weighed({ 0: 3, 1: 5, 2: 5, 3: 3, 4: 1, 5: 2, 6: 3, 7: 3, 8: 3, 9: 3, 10: 3 }))
    return new Date(opening + (hour * 60 + random.between(0, 59)) * MINUTE_MS)
  }).sort((a, b) => a.getTime() - b.getTime())
}

/** Something that happened on a day before today. */
function pastOf(world: World, company: Company, newTale: () => Tale): (at: Date) => void {
  const { random } = world
  const { homes, places } = company.cuihu
  const nextHome = random.deck(homes)
  const nextDoor = random.deck(world.doors)
  const nextPlain = random.deck(homeFaults)
  const nextBuilt = random.deck(homeFaults.filter(({ materials }) => materials.length > 0))
  const nextWindow = random.deck(homeFaults.filter(({ trade }) => trade === 'door-window' || trade === 'water'))
  const nextPublic = random.deck(publicFaults)
  const nextAnswer = random.deck(answeredAtOnce)
  const rooms = ['complaint', 'suggestion', 'dispute']
  const nextSlip = random.deck(sentToDepartments.filter(({ kind }) => !rooms.includes(kind)))
  const nextIdea = random.deck(sentToDepartments.filter(({ kind }) => kind === 'suggestion' || kind === 'opinion'))
  // The residents of the sign-in page have a history too.
  const someone = () => (random.chance(0.05) ? random.pick(homes.slice(0, 4)) : nextHome())
  const faultFor = (way: HomeWay): Fault => {
    if (way === 'contractor') return nextWindow()
    return BUILT.includes(way) ? nextBuilt() : nextPlain()
  }
  const homeRepair = (at: Date) => {
    const way = random.weighed(homeWays)
    tellHomeRepair(newTale(), at, way, way === 'nobody-home' ? nextDoor() : someone(), faultFor(way))
  }
  const publicRepair = (at: Date) => {
    const fault = nextPublic()
    const there = places.filter(({ spot }) => spot === fault.spot)
    if (there.length === 0) return homeRepair(at)
    const tale = newTale()
    tellPublicRepair(tale, at, wayFor(random, fault), random.pick(there), fault, reporterOf(tale, someone()))
  }
  return (at) => {
    const kind = random.weighed({ home: 46, public: 15, answer: 13, contact: 6, complaint: 12, idea: 4, dispute: 4 })
    if (kind === 'home') homeRepair(at)
    else if (kind === 'complaint') tellComplaint(newTale(), at, random.weighed(complaintWays), someone())
    else if (kind === 'idea') tellSuggestion(newTale(), at, nextIdea(), someone())
    else if (kind === 'dispute') tellDispute(newTale(), at, someone(), someone())
    else if (kind === 'public') publicRepair(at)
    else if (kind === 'answer') tellAnswer(newTale(), at, nextAnswer(), random.chance(0.85) ? someone() : null)
    else tellContact(newTale(), at, nextSlip(), someone(), { sentBack: random.chance(0.15), late: random.chance(0.08) })
  }
}

/** Ways in which something has to be bought. */
const BUILT: readonly HomeWay[] = ['quote', 'quote-declined', 'quote-lapsed', 'parts']

function wayFor(random: Random, fault: PublicFault) {
  if (fault.trade === 'lift') return 'contractor' as const
  const { contractor: _lifts, ...ways } = publicWays
  return random.weighed(ways)
}

function reporterOf(tale: Tale, home: Home): Reporter | null {
  const who = tale.random.weighed({ caller: 45, resident: 15, guard: 20, butler: 10, officer: 10 })
  if (who === 'caller' || (who === 'resident' && !home.account)) return null
  if (who === 'resident') return { by: home.account!, home }
  const key = { guard: 'guardD', butler: 'butler', officer: 'officer2' } as const
  return { by: tale.staff(key[who]), home: null }
}
