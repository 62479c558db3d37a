import type { Settings } from '../endpoint.contract.ts'
import type { Outside } from '../outside.ts'
import { emailWay } from './email.ts'
import { smsWay } from './sms.ts'
import type { Way } from './way.ts'
import { webhookWay } from './webhook.ts'
import { wecomWay } from './wecom.ts'

interface WayOptions {
  outside: Outside
  /** Where people reach this server: message ids are of its name. */
  publicUrl: string
  dataDir: string
}

/** All ways out of an installation, as one. */
export function allWays({ outside, publicUrl, dataDir }: WayOptions): Way<Settings> {
  const [email, sms] = [emailWay(outside, publicUrl), smsWay(outside, dataDir)]
  const [wecom, webhook] = [wecomWay(outside), webhookWay(outside)]
  return {
    send: ({ settings, ...kept }, message, signal) => {
      switch (settings.way) {
        case 'email':
          return email.send({ settings, ...kept }, message, signal)
        case 'sms':
          return sms.send({ settings, ...kept }, message, signal)
        case 'wecom':
          return wecom.send({ settings, ...kept }, message, signal)
        case 'webhook':
          return webhook.send({ settings, ...kept }, message, signal)
      }
    },
  }
}
