import { EnterOutlined, SearchOutlined } from '@ant-design/icons'
import { Input, type InputRef } from 'antd'
import { Fragment, type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react'
import type { SearchHit } from '../../kernel/search/search.contract.ts'
import { useFinding, useRecent } from '../core/finding.ts'
import { Go, useGo } from '../core/Go.tsx'
import { useT } from '../core/i18n.ts'
import { useHas } from './home.ts'
import { paths } from './paths.ts'

interface Props {
  input: RefObject<HTMLInputElement | null>
  suffix: ReactNode
  /** The list stands open while the box is there. */
  stays?: boolean
  /** After something was opened, and on Escape. */
  onLeave?: () => void
}

/** A box to type into and the list of what is found, in groups; arrows, Enter, Shift+Enter and Escape. */
export function SearchBox({ input, suffix, stays = false, onLeave }: Props) {
  const t = useT()
  const go = useGo()
  const takesCalls = useHas('receptionist')
  const list = useId()
  const [typed, setTyped] = useState('')
  const [inBox, setInBox] = useState(false)
  const [at, setAt] = useState(0)
  const { hits: found, more, settled, failed } = useFinding(typed)
  const [recent, remember] = useRecent()
  const empty = typed.trim() === ''
  const hits = empty ? recent : found
  const open = stays || inBox

  const leave = () => {
    setTyped('')
    setAt(0)
    setInBox(false)
    input.current?.blur()
    onLeave?.()
  }
  const choose = (hit: SearchHit, toPage: boolean) => {
    remember(hit)
    leave()
    go(toPage || !takesCalls ? pageOf(hit) : callAbout(hit))
  }
  const wants = useRef<'nothing' | 'call' | 'page'>('nothing')
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt((was) => (hits.length === 0 ? 0 : (was + 1) % hits.length))
    else if (event.key === 'ArrowUp') setAt((was) => (hits.length === 0 ? 0 : (was - 1 + hits.length) % hits.length))
    else if (event.key === 'Escape') leave()
    else if (event.key === 'Enter') {
      // Whoever types fast presses Enter before the list is there: the first is opened as soon as it comes.
      if (!settled) wants.current = event.shiftKey ? 'page' : 'call'
      else if (hits[at]) choose(hits[at], event.shiftKey)
      return
    } else return
    event.preventDefault()
  }
  useEffect(() => {
    if (wants.current === 'nothing' || !settled) return
    const toPage = wants.current === 'page'
    wants.current = 'nothing'
    if (!empty && hits[0]) choose(hits[0], toPage)
  })
  useEffect(() => {
    if (open) document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [open, list, at])
  return (
    <>
      <Input
        ref={(box: InputRef | null) => {
          input.current = box?.input ?? null
        }}
        role="combobox"
        aria-label={t('搜索')}
        aria-expanded={open && hits.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(open && hits[at] ? { 'aria-activedescendant': `${list}-${at}` } : {})}
        prefix={<SearchOutlined />}
        suffix={suffix}
        placeholder={t('房号、姓名、拼音、电话、车牌、单号')}
        value={typed}
        maxLength={200}
        autoComplete="off"
        onChange={({ target }) => {
          setTyped(target.value)
          setAt(0)
          setInBox(true)
        }}
        onFocus={() => setInBox(true)}
        onBlur={() => setTimeout(() => setInBox(false), 150)}
        onKeyDown={onKey}
      />
      {open && (!empty || stays || recent.length > 0) && (
        <div className="hits">
          {empty && recent.length > 0 && <p className="hits-group">{t('最近打开')}</p>}
          <div role="listbox" id={list} aria-label={t('搜索结果')} aria-busy={!settled}>
            {hits.map((hit, index) => (
              <Fragment key={`${hit.kind}-${hit.id}-${hit.title}`}>
                {!empty && hit.kind !== hits[index - 1]?.kind && <GroupTitle kind={hit.kind} />}
                <Hit
                  id={`${list}-${index}`}
                  hit={hit}
                  tells={empty}
                  active={index === at}
                  takesCalls={takesCalls}
                  onHover={() => setAt(index)}
                  onChoose={(toPage) => choose(hit, toPage)}
                />
              </Fragment>
            ))}
          </div>
          {failed && <p className="hits-none">{failed.message}</p>}
          {!empty && settled && !failed && hits.length === 0 && (
            <p className="hits-none">
              {t('没有找到“{q}”。', { q: typed.trim() })}{' '}
              {takesCalls && (
                <Go href={paths.desk({ caller: typed.trim() })} onClick={leave}>
                  {t('登记新来电')}
                </Go>
              )}
            </p>
          )}
          {settled && hits.length === 0 && !failed && <Ways />}
          {!empty && more && <p className="hits-none">{t('还有更多，请再多输入几个字。')}</p>}
        </div>
      )}
    </>
  )
}

function GroupTitle({ kind }: { kind: SearchHit['kind'] }) {
  return (
    <p className="hits-group" role="presentation">
      {useKindNames()[kind]}
    </p>
  )
}

function useKindNames(): Record<SearchHit['kind'], string> {
  const t = useT()
  return { unit: t('房屋'), person: t('住户'), vehicle: t('车辆'), case: t('事项'), place: t('公共部位') }
}

/** What one may type. */
function Ways() {
  const t = useT()
  const ways = [
    [t('房屋'), '1-2-301 · 1栋301 · 301'],
    [t('住户'), t('姓名里任意几个字 · wxm · wangxiaoming')],
    [t('电话'), t('完整号码或后四位')],
    [t('车辆'), t('车牌，或末尾四位以上')],
    [t('事项'), t('BX-… 或末尾几位')],
  ]
  return (
    <dl className="hits-ways">
      {ways.map(([what, how]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{how}</dd>
        </div>
      ))}
    </dl>
  )
}

function Hit(props: {
  id: string
  hit: SearchHit
  /** Says of which kind it is, where hits are not grouped. */
  tells: boolean
  active: boolean
  takesCalls: boolean
  onHover: () => void
  onChoose: (toPage: boolean) => void
}) {
  const { id, hit, tells, active, takesCalls, onHover, onChoose } = props
  const t = useT()
  const kinds = useKindNames()
  const opensCall = takesCalls && hit.kind !== 'case'
  return (
    <div
      role="option"
      id={id}
      tabIndex={-1}
      aria-selected={active}
      className={active ? 'hit is-active' : 'hit'}
      onMouseMove={active ? undefined : onHover}
      onMouseDown={(event) => {
        event.preventDefault()
        onChoose(event.shiftKey)
      }}
    >
      <b>{hit.title}</b>
      <span className="muted">{hit.subtitle}</span>
      {tells && !active && <span className="hit-end">{kinds[hit.kind]}</span>}
      {active && (
        <span className="hit-end">
          {opensCall ? t('新来电') : t('打开')} <EnterOutlined />
          {opensCall && hit.kind !== 'place' && (
            <button
              type="button"
              tabIndex={-1}
              onMouseDown={(event) => {
                event.preventDefault()
                event.stopPropagation()
                onChoose(true)
              }}
            >
              {t('看档案')} ⇧<EnterOutlined />
            </button>
          )}
        </span>
      )}
    </div>
  )
}

function pageOf(hit: SearchHit): string {
  switch (hit.kind) {
    case 'unit':
      return paths.unit(hit.id)
    case 'person':
    case 'vehicle':
      return paths.person(hit.id)
    case 'place':
      return paths.cases({ place: hit.id })
    default:
      return paths.case({ procedure: hit.procedure ?? 'matter', id: hit.id })
  }
}

function callAbout(hit: SearchHit): string {
  switch (hit.kind) {
    case 'unit':
      return paths.desk({ unit: hit.id })
    case 'person':
    case 'vehicle':
      return paths.desk({ person: hit.id, ...(hit.unitId ? { unit: hit.unitId } : {}) })
    case 'place':
      return paths.desk({ place: hit.id })
    default:
      return pageOf(hit)
  }
}
