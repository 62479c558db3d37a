import pg from 'pg'
import { normalPhone } from '../src/kernel/person/phone.ts'
import { phoneTokens, plateTokens, sealField } from '../src/kernel/person/vault.ts'
import { nameKey, personTokens } from '../src/kernel/search/tokens.ts'
import { maskPlate } from '../src/kernel/vehicle/plate.ts'
import { fillEstate, idOf } from './estate.ts'
import { type Place, say } from './place.ts'

/**
 * Two estates to search in: a big one with `size` people, 0.3 × `size` units and 0.15 × `size` cars, and a small one
 * beside it with 2,000 people, whose rows stand behind all others.
 */
export interface Searched {
  /** A hundred of the big estate. */
  people: readonly { name: string; initials: string; pinyin: string; phone: string }[]
  plates: readonly string[]
  /** Characters from–to of a name; a character may be two UTF-16 units. */
  cut(name: string, from: number, to?: number): string
}

const CASES = 20_000
const SMALL_PEOPLE = 2_000
const CHUNK = 20_000

/** Surnames with how many of 1,000 people have them (report of the Ministry of Public Security on names, rounded), then rarer ones evenly. */
const SURNAMES =
  '王72李72张68刘54陈45杨31黄22赵21吴20周20徐15孙15马13朱13胡12郭12何11高11林11罗9郑9梁9谢7宋6唐6许6韩6冯6邓6曹6彭5曾5肖5田5董5袁5潘4于4蒋4蔡4余4杜4叶4程4苏4魏4吕4丁4任4沈4姚4卢4姜4崔4钟4谭4陆3汪3范3金3石3廖3贾3夏3韦3付3方3白3邹3孟3熊3秦3邱3江3尹3薛3闫3段3雷3侯3龙3史3陶3黎3贺3顾3毛2郝2龚2邵2万2钱2严2覃2武2戴2莫2孔2向2汤2欧阳1上官1司徒1诸葛1'
/** Characters of given names, the common ones first: the n-th is met as often as 1/(n + 8). */
const GIVEN =
  '英华文明秀国丽玉红春金志建林军晓平海云芳伟永德小荣艳美成生桂珍梅霞杰敏兰俊静清辉光新凤强少龙中庆淑燕兴立福世宇天玲琴子忠祥东振雪娟宝学元莲佳爱家良梓思雨飞慧浩勇香涛宏鑫月凯锋正洪波启翠安长瑞嘉彬鹏欣梦泽博一轩怡晨佩昌诗涵旭冬倩莉峰菊瑜婷洋磊刚晶斌娜健琪萍蕾莹颖青卫星超友根发仁义泉源水火土木石山川河江湖瑶琳璐珊琼'

/** Fills them by sets of rows. The same every time. */
export async function fillSearched(place: Place, size: number): Promise<Searched> {
  await fillEstate(place.superUrl, CASES)
  const began = performance.now()
  const client = new pg.Client({ connectionString: place.superUrl })
  await client.connect()
  try {
    await client.query(
      "set session_replication_role = 'replica'; set timezone = 'UTC'; set maintenance_work_mem = '512MB'",
    )
    await client.query(`insert into project (code, name, made_at) values ('small', '云庭', now())`)
    await client.query(
      `insert into policy select 2, version, body, effective_at, reason, made_by_account, made_at from policy where project_id = 1`,
    )
    await client.query('update post set project_id = null where role = $1', ['receptionist'])
    await fillUnits(client, Math.round(size * 0.3))
    const random = seeded(20_261_122)
    const people = await fillPeople(client, place, { project: 1, from: 0, count: size }, random)
    const plates = await fillCars(client, place, Math.round(size * 0.15), random)
    await fillPeople(client, place, { project: 2, from: size, count: SMALL_PEOPLE }, random)
    await client.query(`
      insert into place (project_id, id, kind, zone_id, building_id, code, name)
      select 1, bench_id('more', 3000000 + n), 'facility', bench_id('zone', 1), null, 'F-' || n,
        (1 + n % 60) || '栋' || (array['大堂', '1号电梯', '2号电梯', '车库入口', '天台', '配电房', '水泵房', '楼梯间'])[1 + n / 60 % 8] || n / 480
      from generate_series(1, 3000) n`)
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    say(`${size} people searched among, filled in ${Math.round((performance.now() - began) / 1000)} s`)
    return { people, plates, cut: (name, from, to) => [...name].slice(from, to).join('') }
  } finally {
    await client.end()
  }
}

/** 60 buildings with 4 staircases of 4 flats a floor, as high as it takes. */
async function fillUnits(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `insert into unit (project_id, id, kind, building_id, zone_id, code, floor, area_sqm)
     select 1, bench_id('unit', 1000000 + n), 'flat', null, bench_id('zone', 1 + n % 10),
       (1 + n % 60) || '-' || (1 + n / 60 % 4) || '-' || (1 + n / 960) || '0' || (1 + n / 240 % 4), 1 + n / 960, 89.5
     from generate_series(0, $1::int - 1) n on conflict do nothing`,
    [count],
  )
}

type Person = Searched['people'][number]

async function fillPeople(
  client: pg.Client,
  { secrets }: Place,
  { project, from, count }: { project: number; from: number; count: number },
  random: () => number,
): Promise<Person[]> {
  const { whole, tail } = phoneTokens(secrets)
  const keys = new Map<string, { key: string; tokens: string }>()
  const kept: Person[] = []
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - start) }, (_, index) => {
      const n = start + index
      const name = inventedName(random)
      const known = keys.get(name) ?? { key: nameKey(name), tokens: `{${personTokens(name).join(',')}}` }
      keys.set(name, known)
      const phone = normalPhone(`13${String(Math.floor(random() * 1e9)).padStart(9, '0')}`)
      if (n % Math.ceil(count / 100) === 0) {
        const [initials = '', pinyin = ''] = known.key.split(' ')
        kept.push({ name, initials, pinyin, phone })
      }
      return { n: 1_000_000 + from + n, name, ...known, whole: whole(phone), tail: tail(phone) }
    })
    await client.query(
      `with given as (select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[]) g (n, name, key, tokens, whole, tail)),
        homes as (
          insert into residence (project_id, id, unit_id, person_id, relation, from_on)
          select $7, bench_id('more', 5000000 + n), bench_id('unit', case when $7 = 1 then 1000000 + n % 250000 else 1 end), bench_id('person', n), 'owner', '2020-07-01' from given),
        phones as (
          insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, made_at)
          select $7, bench_id('more', 8000000 + n), bench_id('person', n), '\\x01', '138****0000', whole, tail, now() from given)
       insert into person (project_id, id, name, name_key, tokens, made_at)
       select $7, bench_id('person', n), name, key, tokens::text[], now() from given`,
      [
        rows.map((row) => row.n),
        rows.map((row) => row.name),
        rows.map((row) => row.key),
        rows.map((row) => row.tokens),
        rows.map((row) => row.whole),
        rows.map((row) => row.tail),
        project,
      ],
    )
    if (start % (CHUNK * 10) === 0) say(`  ${start} people, ${keys.size} different names`)
  }
  return kept
}

async function fillCars(client: pg.Client, { secrets }: Place, count: number, random: () => number): Promise<string[]> {
  const { whole, tail } = plateTokens(secrets)
  const kept: string[] = []
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - start) }, (_, index) => {
      const n = start + index
      const plate = `沪${'ABCDEFGHJK'[Math.floor(random() * 10)]}${String(Math.floor(random() * 1e5)).padStart(5, '0')}`
      if (n % Math.ceil(count / 100) === 0) kept.push(plate)
      const id = idOf('more', 12_000_000 + n)
      const sealed = sealField(secrets, { table: 'vehicle', record: id, field: 'plate' }, plate)
      return { n: 1_000_000 + n, id, sealed, masked: maskPlate(plate), whole: whole(plate), tail: tail(plate) }
    })
    await client.query(
      `insert into vehicle (project_id, id, person_id, plate_sealed, plate_masked, plate_token, tail_token, made_at)
       select 1, g.id, bench_id('person', g.n), g.sealed, g.masked, g.whole, g.tail, now()
       from unnest($1::int[], $2::uuid[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[]) g (n, id, sealed, masked, whole, tail)`,
      [
        rows.map((row) => row.n),
        rows.map((row) => row.id),
        rows.map((row) => row.sealed),
        rows.map((row) => row.masked),
        rows.map((row) => row.whole),
        rows.map((row) => row.tail),
      ],
    )
  }
  return kept
}

const surnames = [...SURNAMES.matchAll(/(\D+)(\d+)/g)].map(([, name, share]) => ({ name: name!, share: Number(share) }))
const given = [...GIVEN].map((name, index) => ({ name, share: 1 / (index + 8) }))

/** Four of five given names have two characters. */
function inventedName(random: () => number): string {
  const parts = [surnames, given, ...(random() < 0.8 ? [given] : [])]
  return parts.map((from) => drawn(from, random)).join('')
}

const sums = new Map<readonly unknown[], number>()

function drawn(from: readonly { name: string; share: number }[], random: () => number): string {
  const total = sums.get(from) ?? from.reduce((sum, { share }) => sum + share, 0)
  sums.set(from, total)
  let rest = random() * total
  for (const { name, share } of from) {
    rest -= share
    if (rest < 0) return name
  }
  return from[0]!.name
}

/** Mulberry32: numbers that are the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
