import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { SearchHit } from '../../kernel/search/search.contract.ts'
import { useFinding, useRecent } from '../core/finding.ts'
import { useT } from '../core/i18n.ts'
import { SearchIcon } from '../mobile-kit/icons.tsx'
import { Empty, Screen } from '../mobile-kit/Screen.tsx'

const KEPT = 'guanjia.searched'

/** Rooms, residents, cars, cases and places by what one would say; the same search as the desk has. */
export function Search() {
  const t = useT()
  const box = useRef<HTMLInputElement>(null)
  // Back from what was opened, the list stands there still.
  const [typed, setTyped] = useState(() => sessionStorage.getItem(KEPT) ?? '')
  const { hits, more, settled, failed } = useFinding(typed)
  const [recent, remember] = useRecent()
  const empty = typed.trim() === ''
  useEffect(() => sessionStorage.setItem(KEPT, typed), [typed])
  useEffect(() => box.current?.focus(), [])
  return (
    <Screen title={t('查找')} back={() => history.back()}>
      <search>
        <input
          ref={box}
          className="input"
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          maxLength={200}
          aria-label={t('查找')}
          placeholder={t('房号、姓名、拼音、电话、车牌、单号')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </search>
      {empty && recent.length === 0 ? <Ways /> : null}
      {empty && recent.length > 0 ? <h2 className="section">{t('最近打开')}</h2> : null}
      {failed ? (
        <div className="wrong" role="alert">
          {failed.message}
        </div>
      ) : null}
      {(empty ? recent : hits).map((hit, index, all) => (
        <Hit
          key={`${hit.kind}-${hit.id}-${hit.title}`}
          hit={hit}
          heads={!empty && hit.kind !== all[index - 1]?.kind}
          onOpen={() => remember(hit)}
        />
      ))}
      {!empty && settled && !failed && hits.length === 0 ? (
        <Empty
          icon={<SearchIcon />}
          text={t('没有找到“{q}”', { q: typed.trim() })}
          hint={t('换一种说法，或少输入几个字')}
        />
      ) : null}
      {!empty && more ? <span className="quiet">{t('还有更多，请再多输入几个字。')}</span> : null}
    </Screen>
  )
}

function Hit({ hit, heads, onOpen }: { hit: SearchHit; heads: boolean; onOpen: () => void }) {
  const t = useT()
  const kinds = { unit: t('房屋'), person: t('住户'), vehicle: t('车辆'), case: t('事项'), place: t('公共部位') }
  return (
    <>
      {heads ? <h2 className="section">{kinds[hit.kind]}</h2> : null}
      <Link {...placeOf(hit)} className="card" onClick={onOpen}>
        <span className="title num">{hit.title}</span>
        {hit.subtitle === '' ? null : <span className="quiet">{hit.subtitle}</span>}
      </Link>
    </>
  )
}

function placeOf(hit: SearchHit) {
  if (hit.kind === 'case')
    return { to: '/case/$procedure/$id', params: { procedure: hit.procedure ?? 'matter', id: hit.id } } as const
  const kind = hit.kind === 'vehicle' ? 'person' : hit.kind
  return { to: '/about/$kind/$id', params: { kind, id: hit.id } } as const
}

function Ways() {
  const t = useT()
  const ways = [
    [t('房屋'), '1-2-301 · 1栋301 · 301'],
    [t('住户'), t('姓名里任意几个字 · wxm')],
    [t('电话'), t('完整号码或后四位')],
    [t('车辆'), t('车牌，或末尾四位以上')],
    [t('事项'), t('BX-… 或末尾几位')],
  ]
  return (
    <section className="card" aria-label={t('可以输入')}>
      {ways.map(([what, how]) => (
        <span key={what} className="row">
          <span className="quiet">{what}</span>
          <span className="row-end">{how}</span>
        </span>
      ))}
    </section>
  )
}
