import { EnterOutlined, SearchOutlined } from '@ant-design/icons'
import { Input, type InputRef, Tag } from 'antd'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { type SearchHit, search } from '../../kernel/search/search.contract.ts'
import { Go, useGo } from '../core/Go.tsx'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { useHas } from './home.ts'
import { paths } from './paths.ts'

/**
 * The one search box: room, name, pinyin initials, phone, case number. ⌘K or / from anywhere. At the desk Enter opens a
 * new call about what was found; elsewhere it opens its page.
 */
export function HeaderSearch() {
  const t = useT()
  const go = useGo()
  const project = useProject()
  const takesCalls = useHas('receptionist')
  const list = useId()
  const input = useRef<InputRef>(null)
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const q = useDeferredValue(typed.trim())
  const { data, isFetching } = useAsk(
    search.find,
    { params: { project }, query: { q: q || '-' } },
    { enabled: q !== '', follows: 'nothing', keep: true },
  )
  const hits = q === '' ? [] : (data?.hits ?? [])
  useShortcut(input)

  const leave = () => {
    setOpen(false)
    setTyped('')
    setAt(0)
    input.current?.blur()
  }
  const choose = (hit: SearchHit, toPage: boolean) => {
    leave()
    go(toPage || !takesCalls ? pageOf(hit) : callAbout(hit))
  }
  const wants = useRef<'nothing' | 'call' | 'page'>('nothing')
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt((was) => Math.min(was + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setAt((was) => Math.max(was - 1, 0))
    else if (event.key === 'Escape') leave()
    else if (event.key === 'Enter') {
      // Whoever types fast presses Enter before the list is there: it is opened as soon as it comes.
      if (typed.trim() !== '' && (q !== typed.trim() || isFetching || !data))
        wants.current = event.shiftKey ? 'page' : 'call'
      else if (hits[at]) choose(hits[at], event.shiftKey)
      return
    } else return
    event.preventDefault()
  }
  const settled = data !== undefined && !isFetching && q === typed.trim()
  useEffect(() => {
    if (wants.current === 'nothing' || !settled) return
    const toPage = wants.current === 'page'
    wants.current = 'nothing'
    if (hits[0]) choose(hits[0], toPage)
  })
  return (
    <search className="header-search">
      <Input
        ref={input}
        role="combobox"
        aria-label={t('搜索')}
        aria-expanded={open && q !== ''}
        aria-controls={list}
        aria-autocomplete="list"
        {...(hits[at] ? { 'aria-activedescendant': `${list}-${at}` } : {})}
        prefix={<SearchOutlined />}
        suffix={<kbd className="only-wide">⌘K</kbd>}
        placeholder={t('房号、姓名、首字母、电话尾号、单号')}
        value={typed}
        autoComplete="off"
        onChange={({ target }) => {
          setTyped(target.value)
          setAt(0)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={onKey}
      />
      {open && q !== '' && (
        <div className="hits">
          <div role="listbox" id={list} aria-label={t('搜索结果')}>
            {hits.map((hit, index) => (
              <Hit
                key={`${hit.kind}-${hit.id}`}
                id={`${list}-${index}`}
                hit={hit}
                active={index === at}
                takesCalls={takesCalls}
                onHover={() => setAt(index)}
                onChoose={(toPage) => choose(hit, toPage)}
              />
            ))}
          </div>
          {settled && hits.length === 0 && (
            <p className="hits-none">
              {t('没有找到“{q}”。', { q })}{' '}
              {takesCalls && (
                <Go href={paths.desk({ caller: q })} onClick={leave}>
                  {t('登记新来电')}
                </Go>
              )}
            </p>
          )}
          {data?.more && <p className="hits-none">{t('还有更多，请再多输入几个字。')}</p>}
        </div>
      )}
    </search>
  )
}

function Hit(props: {
  id: string
  hit: SearchHit
  active: boolean
  takesCalls: boolean
  onHover: () => void
  onChoose: (toPage: boolean) => void
}) {
  const { id, hit, active, takesCalls, onHover, onChoose } = props
  const t = useT()
  const kinds = { unit: t('房屋'), person: t('住户'), place: t('公共部位'), case: t('事项') }
  const opensCall = takesCalls && hit.kind !== 'case'
  return (
    <div
      role="option"
      id={id}
      tabIndex={-1}
      aria-selected={active}
      className={active ? 'hit is-active' : 'hit'}
      onMouseEnter={onHover}
      onMouseDown={(event) => {
        event.preventDefault()
        onChoose(event.shiftKey)
      }}
    >
      <Tag>{kinds[hit.kind]}</Tag>
      <b>{hit.title}</b>
      <span className="muted">{hit.subtitle}</span>
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

/** ⌘K, Ctrl K or / puts the cursor into the search box, unless one is typing just then. */
function useShortcut(input: React.RefObject<InputRef | null>): void {
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')
      const combined = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'
      if (!combined && (event.key !== '/' || typing)) return
      event.preventDefault()
      input.current?.focus({ cursor: 'all' })
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [input])
}

function pageOf(hit: SearchHit): string {
  switch (hit.kind) {
    case 'unit':
      return paths.unit(hit.id)
    case 'person':
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
      return paths.desk({ person: hit.id, ...(hit.unitId ? { unit: hit.unitId } : {}) })
    case 'place':
      return paths.desk({ place: hit.id })
    default:
      return pageOf(hit)
  }
}
