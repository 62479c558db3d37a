import { QrcodeOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { type PersonPage as Page, person } from '../../../kernel/person/person.contract.ts'
import { lookKinds, lookReasons } from '../../../kernel/privacy/words.ts'
import { At } from '../../core/clock.tsx'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { useAsk, useAskPages } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { CaseTable } from '../../kit/CaseTable.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { Reveal } from '../../kit/Reveal.tsx'
import { relations } from '../../kit/relations.ts'
import { useHas } from '../home.ts'
import { paths } from '../paths.ts'
import {
  AddAccount,
  AddContact,
  AddPhone,
  DropAccount,
  DropContact,
  DropPhone,
  Rename,
  SetIdNumber,
} from './PersonEdits.tsx'
import { PersonPrivacy } from './PersonPrivacy.tsx'
import { SlipDialog } from './SlipDialog.tsx'
import { Vehicles } from './Vehicles.tsx'

/** A resident: flats, masked phones and papers, cases, and who looked at the data. */
export function PersonPage() {
  const t = useT()
  const project = useProject()
  const { person: id } = useParams({ strict: false }) as { person: string }
  const params = { project, person: id }
  const { data, error } = useAsk(person.page, { params })
  const keeps = useHas('receptionist', 'service-officer', 'butler', 'service-supervisor', 'service-director', 'manager')
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      <PersonHead data={data} keeps={keeps} />
      <div className="two-columns">
        <section className="card" aria-label={t('事项')}>
          <h2>{t('事项')}</h2>
          <PersonCases params={params} />
        </section>
        <aside>
          <section className="card" aria-label={t('联系方式')}>
            <h2>{t('联系方式')}</h2>
            {data.phones.length === 0 && <p className="muted">{t('没有登记电话。')}</p>}
            {data.phones.map((phone) => (
              <div key={phone.id} className="person-line">
                <span>
                  <span className="muted">{t(phone.label)}</span>{' '}
                  <Reveal personId={id} kind="phone" itemId={phone.id} masked={phone.masked} />
                </span>
                {keeps && <DropPhone personId={id} phoneId={phone.id} masked={phone.masked} />}
              </div>
            ))}
            {keeps && <AddPhone personId={id} />}
          </section>
          <section className="card" aria-label={t('紧急联系人')}>
            <h2>{t('紧急联系人')}</h2>
            {data.emergencyContacts.length === 0 && <p className="muted">{t('没有登记紧急联系人。')}</p>}
            {data.emergencyContacts.map((contact) => (
              <div key={contact.id} className="person-line">
                <span>
                  {t('{title}（{of}）', { title: contact.name, of: contact.relation })}{' '}
                  <Reveal personId={id} kind="emergency-contact" itemId={contact.id} masked={contact.masked} />
                </span>
                {keeps && <DropContact personId={id} contactId={contact.id} name={contact.name} />}
              </div>
            ))}
            {keeps && <AddContact personId={id} />}
          </section>
          <Vehicles personId={id} keeps={keeps} />
          <section className="card" aria-label={t('证件')}>
            <h2>{t('证件号码')}</h2>
            {data.person.idNumber ? (
              <Reveal personId={id} kind="id-number" masked={data.person.idNumber} />
            ) : (
              <p className="muted">{t('没有登记。')}</p>
            )}
            {keeps && <SetIdNumber personId={id} has={data.person.idNumber !== null} />}
          </section>
          <section className="card" aria-label={t('银行账户')}>
            <h2>{t('银行账户')}</h2>
            {data.bankAccounts.length === 0 && <p className="muted">{t('没有登记。')}</p>}
            {data.bankAccounts.map((account) => (
              <div key={account.id} className="person-line">
                <span>
                  <span className="muted">{account.label}</span>{' '}
                  <Reveal personId={id} kind="bank-account" itemId={account.id} masked={account.masked} />
                </span>
                {keeps && <DropAccount personId={id} accountId={account.id} masked={account.masked} />}
              </div>
            ))}
            {keeps && <AddAccount personId={id} />}
          </section>
          <PersonPrivacy personId={id} keeps={keeps} />
          <Looks reveals={data.reveals} />
        </aside>
      </div>
    </>
  )
}

function PersonHead({ data, keeps }: { data: Page; keeps: boolean }) {
  const t = useT()
  const printsSlips = useHas('receptionist', 'service-officer', 'service-supervisor', 'service-director')
  const [slip, setSlip] = useState(false)
  return (
    <header className="case-head">
      <div className="page-head" style={{ margin: 0 }}>
        <h1>{data.person.name}</h1>
        {data.person.hasAccount && <Tag color="green">{t('已开通业主手机')}</Tag>}
        {keeps && <Rename personId={data.person.id} name={data.person.name} />}
        {printsSlips && (
          <Button style={{ marginLeft: 'auto' }} icon={<QrcodeOutlined />} onClick={() => setSlip(true)}>
            {t('打印登录码')}
          </Button>
        )}
      </div>
      <div className="case-line">
        {data.residences.length === 0 && <span className="muted">{t('没有登记房屋。')}</span>}
        {data.residences.map(({ id, unit, relation, fromOn, toOn }) => (
          <span key={id}>
            <Go href={paths.unit(unit.id)}>{unit.code}</Go> <Tag>{t(relations[relation])}</Tag>
            <small className="muted">{toOn ? `${fromOn} – ${toOn}` : t('{date} 起', { date: fromOn })}</small>
          </span>
        ))}
      </div>
      <div className="case-line">
        <span className="muted">{t('全家名单')}</span>
        <Reveal personId={data.person.id} kind="family" masked={t('（须批准）')} />
      </div>
      {slip && <SlipDialog personId={data.person.id} name={data.person.name} onClose={() => setSlip(false)} />}
    </header>
  )
}

function PersonCases({ params }: { params: { project: number; person: string } }) {
  const t = useT()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAskPages(person.cases, {
    params,
    query: { limit: 30 },
  })
  if (error) return <ProblemAlert problem={error} />
  return (
    <CaseTable
      name="person"
      lines={data?.pages.flatMap(({ rows }) => rows)}
      columns={['number', 'title', 'where', 'state', 'holder', 'due', 'opened']}
      onMore={hasNextPage ? () => fetchNextPage() : undefined}
      loadingMore={isFetchingNextPage}
      empty={<Nothing text={t('还没有事项。')} />}
    />
  )
}

/** Who looked at this resident's data, as the resident sees it too. */
function Looks({ reveals }: { reveals: Page['reveals'] }) {
  const t = useT()
  return (
    <section className="card" aria-label={t('谁看过')}>
      <h2>{t('谁看过')}</h2>
      {reveals.length === 0 && <p className="muted">{t('还没有人查看过。')}</p>}
      <ul className="plain-list">
        {reveals.map((look) => (
          <li key={look.id}>
            <At at={look.at} /> {look.by}　{t(lookKinds[look.kind])}
            <div className="muted">
              {t(lookReasons[look.reason])} · {look.purpose}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
