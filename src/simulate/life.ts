import { addDays, atBusinessTime, businessDate, MINUTE_MS, weekdayOf } from '../kernel/clock/time.ts'
import { tellAnswer, tellContact } from './desk-stories.ts'
import type { Company, Estate } from './estate.ts'
import { type HomeWay, homeWays, tellHomeRepair } from './home-stories.ts'
import type { Home } from './places.ts'
import { publicWays, type Reporter, tellPublicRepair } from './public-stories.ts'
import type { Random } from './random.ts'
import type { Event } from './stage.ts'
import { Tale, type World } from './tale.ts'
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
}

/** The matters of the weeks before now and of this moment, as acts with their times. Pure but for the ids. */
export function tellLife(world: World, size: LifeSize, now: Date): Event[] {
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
    for (const at of callsOn(world.random, addDays(businessDate(now), -day), size.mattersPerDay)) past(at)
  }
  const atAnyHour = (estate: Estate) => () => Object.assign(newTale(estate), { atAnyHour: true })
  tellToday({ now, newTale: atAnyHour(cuihu), homes: cuihu.homes, places: cuihu.places })
  tellElsewhere(now, yunting.homes, atAnyHour(yunting))
  return tales.flatMap(({ events }) => events)
}

/** When people call on a day: mornings and after work, more on Mondays and at weekends. */
function callsOn(random: Random, date: string, ordinary: number): Date[] {
  const busy = { 1: 1.25, 6: 1.15, 7: 1.1 }[weekdayOf(date) as 1 | 6 | 7] ?? 1
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
  const nextSlip = random.deck(sentToDepartments)
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
    const kind = random.weighed({ home: 54, public: 18, answer: 16, contact: 12 })
    if (kind === 'home') homeRepair(at)
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
