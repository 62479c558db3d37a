import { Webhook } from 'standardwebhooks'
import { say } from '../../text/translate.ts'
import type { WebhookSettings } from '../endpoint.contract.ts'
import { SendFailed } from '../failed.ts'
import type { Outside } from '../outside.ts'
import type { Way } from './way.ts'

/** Signed as Standard Webhooks says; while a secret is being changed, with the old and the new one. */
export function webhookWay(outside: Outside, now: () => Date = () => new Date()): Way<WebhookSettings> {
  return {
    send: async ({ settings, secret, oldSecret }, { id, event }, signal) => {
      const body = JSON.stringify(event)
      const at = now()
      const secrets = [secret, oldSecret].filter((one) => one !== null)
      const signature = secrets.map((one) => new Webhook(one).sign(id, at, body)).join(' ')
      const reply = await outside.post({
        url: settings.url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Guanjia-Webhook/1',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': signature,
        },
        body,
        signal,
      })
      refuse(reply)
    },
  }
}

function refuse({ status, retryAfterMs }: { status: number; retryAfterMs: number }): void {
  if (status >= 200 && status < 300) return
  if (status === 410) throw new SendFailed('对方已停止接收（410），已停用', { gone: true })
  if (status >= 300 && status < 400) throw new SendFailed(say('对方要求跳转（{status}），为安全起见不跟随', { status }))
  throw new SendFailed(say('对方应答 {status}', { status }), { retryAfterMs })
}
