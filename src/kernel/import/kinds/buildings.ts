import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { code, required, text, words } from '../columns.ts'
import { upsert, workbook } from '../workbook.ts'
import { FILE_KEEPERS } from './keepers.ts'
import { zonesByName } from './zones.ts'

/** 楼栋: buildings with their staircases, in zones that are made where they are new. */
export const buildings = workbook({
  name: 'buildings',
  title: '楼栋',
  may: FILE_KEEPERS,
  columns: {
    code: required(code('楼栋编号', { note: '房号里楼栋的那一段', example: '1' })),
    name: text('楼栋名称', 40, { note: '不填则为“编号+栋”', example: '1栋' }),
    zone: required(text('片区', 40, { note: '由一位客户服务员负责的一片；新的片区会自动建立', example: '一区' })),
    entrances: words('单元', 50, { note: '有几个单元写几个，用顿号隔开', example: '1、2' }),
  },
  notes: ['先导入楼栋，再导入房屋。', '再次导入时按楼栋编号更新；文件里没有的楼栋不动。'],
  key: ({ code }) => code,
  staged: {
    id: 'uuid',
    code: 'text',
    name: 'text',
    zone: 'text',
    zone_id: 'uuid',
    entrances: 'text',
    entrance_ids: 'uuid[]',
  },
  stage: ({ code, name, zone, entrances }) => ({
    id: uuid(),
    code,
    name: name ?? `${code}栋`,
    zone,
    zone_id: uuid(),
    entrances,
    entrance_ids: entrances && `{${entrances.split(' ').map(() => uuid())}}`,
  }),
  checks: [],
  write: async (tx, given) => {
    const { projectId } = given
    await sql`${given.rows}
      insert into zone (project_id, id, name)
      select distinct on (g.zone) ${projectId}::int, g.zone_id, g.zone from given g
      where not exists (select from zone z where z.project_id = ${projectId} and z.name = g.zone)
      order by g.zone, g.row`.execute(tx)
    const outcome = await upsert(
      tx,
      given,
      sql`insert into building as b (project_id, id, zone_id, code, name)
        select ${projectId}::int, g.id, z.id, g.code, g.name
        from given g join (${zonesByName(projectId)}) z on z.name = g.zone
        on conflict (project_id, code) do update set zone_id = excluded.zone_id, name = excluded.name
        where (b.zone_id, b.name) is distinct from (excluded.zone_id, excluded.name)
        returning (xmax = 0) as added`,
    )
    await sql`${given.rows}
      insert into entrance (project_id, id, building_id, code)
      select ${projectId}::int, e.id, b.id, e.code
      from given g join building b on b.project_id = ${projectId} and b.code = g.code
      cross join lateral unnest(string_to_array(g.entrances, ' '), g.entrance_ids) as e (code, id)
      on conflict (project_id, building_id, code) do nothing`.execute(tx)
    return outcome
  },
})
