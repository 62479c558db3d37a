import { v7 as uuid } from 'uuid'
import { auth, type Me } from '../../src/kernel/auth/auth.contract.ts'
import { cases } from '../../src/kernel/case/case.contract.ts'
import type { AnswerOf, AnyContract } from '../../src/kernel/http/contract.ts'
import { type CallInput, urlOf } from '../../src/web/api.ts'
import { signatureBy } from '../signatures.ts'
import { photo } from './stage.ts'

/** Somebody at the product's doors without a browser: what a story needs and no page has to show. */
export interface Colleague {
  me: Me
  name: string
  /** The first project he works in. */
  project: number
  send<C extends AnyContract>(contract: C, input: CallInput<C>): Promise<{ status: number; body: AnswerOf<C> }>
  /** As `send`, and fails the story when it was refused. */
  call<C extends AnyContract>(contract: C, input: CallInput<C>): Promise<AnswerOf<C>>
  /** Performs an action on a case, signed where it has to be. */
  act(of: { procedure: string; id: string }, action: string, form?: unknown, signed?: boolean): Promise<void>
  /** A picture that a form can name. */
  picture(words: string): Promise<string>
}

/** Signs in by the one-click list. */
export async function colleague(url: string, title: string): Promise<Colleague> {
  const people = await answer(await fetch(`${url}${auth.demoPeople.path}`))
  const found = people.people.find((one: { name: string; title: string }) => `${one.name} ${one.title}`.includes(title))
  if (!found) throw new Error(`nobody in the demo is ${title}`)
  const entered = await fetch(`${url}${auth.demoSignIn.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ accountId: found.accountId }),
  })
  const me = (await answer(entered)) as Me
  const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!
  const project = me.projects[0]!.id
  const send: Colleague['send'] = async (contract, input) => {
    const { body } = input as { body?: unknown }
    const reply = await fetch(url + urlOf(contract, input), {
      method: contract.method,
      headers: {
        cookie,
        origin: url,
        ...(contract.keyed ? { 'idempotency-key': uuid() } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: reply.status, body: (await reply.json()) as never }
  }
  const call: Colleague['call'] = async (contract, input) => {
    const { status, body } = await send(contract, input)
    if (status !== 200)
      throw new Error(`${contract.method} ${urlOf(contract, input)}: ${status} ${JSON.stringify(body)}`)
    return body
  }
  return {
    me,
    name: found.name,
    project,
    send,
    call,
    act: async ({ procedure, id }, action, form = {}, signed = false) => {
      const signature = signed ? { signature: signatureBy(found.name, '经办人') } : {}
      await call(cases.act, { params: { project, procedure, id, action }, body: { form, ...signature } })
    },
    picture: async (words) => {
      const sent = new FormData()
      sent.append('file', new Blob([await photo(words)], { type: 'image/jpeg' }), 'photo.jpg')
      const reply = await fetch(`${url}/api/projects/${project}/files`, {
        method: 'POST',
        headers: { cookie, origin: url },
        body: sent,
      })
      return (await answer(reply)).id
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each door's own answer
async function answer(reply: Response): Promise<any> {
  if (!reply.ok) throw new Error(`${reply.url} answered ${reply.status}: ${await reply.text()}`)
  return reply.json()
}
