import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { equalityToken, openField, sealField } from './person/vault.ts'
import {
  addDataKey,
  hasSecretsFile,
  isRotating,
  loadDatabasePasswords,
  loadSecrets,
  readSecrets,
  retireDataKeys,
} from './secrets.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guanjia-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('secrets', () => {
  it('are made once, of 32 random bytes each, in a file for the owner alone', () => {
    const first = loadSecrets(folder, {})
    const dataKey = first.dataKey.current.key
    expect([dataKey.length, first.tokenKey.length, first.sealKey.length]).toEqual([32, 32, 32])
    expect(dataKey.equals(first.tokenKey)).toBe(false)
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
    const passwords = loadDatabasePasswords(folder)
    const second = loadSecrets(folder, {})
    expect(second.dataKey.current).toEqual({ version: 1, key: dataKey })
    expect([second.tokenKey, second.sealKey]).toEqual([first.tokenKey, first.sealKey])
    expect(loadDatabasePasswords(folder)).toEqual(passwords)
    expect(new Set(Object.values(passwords)).size).toBe(3)
    expect(readdirSync(folder)).toEqual(['secrets.json'])
  })

  it('come from the environment first, in hex or base64, and leave no file when all do', () => {
    const key = Buffer.alloc(32, 7)
    const env = {
      GUANJIA_DATA_KEY: key.toString('hex'),
      GUANJIA_TOKEN_KEY: key.toString('base64'),
      GUANJIA_SEAL_KEY: key.toString('base64url'),
    }
    const secrets = loadSecrets(folder, env)
    expect([secrets.dataKey.current.key, secrets.tokenKey, secrets.sealKey]).toEqual([key, key, key])
    expect(hasSecretsFile(folder)).toBe(false)
    const partly = loadSecrets(folder, { GUANJIA_DATA_KEY: env.GUANJIA_DATA_KEY })
    expect(partly.dataKey.current.key).toEqual(key)
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain('dataKey')
  })

  it('are refused when malformed, with the name of the culprit', () => {
    for (const bad of ['short', 'g'.repeat(64), Buffer.alloc(31).toString('hex')]) {
      expect(() => loadSecrets(folder, { GUANJIA_SEAL_KEY: bad })).toThrow('GUANJIA_SEAL_KEY')
    }
    writeFileSync(join(folder, 'secrets.json'), '{"dataKey": ')
    expect(() => loadSecrets(folder, {})).toThrow('已损坏')
  })

  it('that are only read are never made: a missing one is named, and the file stays as it is', () => {
    expect(() => readSecrets(folder, {})).toThrow('缺少 dataKey、tokenKey、sealKey')
    expect(readdirSync(folder)).toEqual([])
    const key = Buffer.alloc(32, 7).toString('hex')
    const text = JSON.stringify({ dataKey: key, sealKey: key })
    writeFileSync(join(folder, 'secrets.json'), text)
    for (const load of [readSecrets, loadSecrets]) expect(() => load(folder, {})).toThrow('缺少 tokenKey')
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe(text)
    expect(readSecrets(folder, { GUANJIA_TOKEN_KEY: key }).dataKey.current.version).toBe(1)
  })

  it('learn of a new data key while they are held; tokens stay, and the file stays closed to others', () => {
    const place = { table: 'account', record: 'a', field: 'totp' } as const
    const held = loadSecrets(folder, {})
    const token = equalityToken(held, 'phone', '13800138000')
    const old = sealField(held, place, 'one')
    const added = addDataKey(folder, {})
    expect(added.version).toBe(2)
    expect(addDataKey(folder, {}), 'a rotation that goes on keeps its key').toEqual(added)
    const fresh = readSecrets(folder, {})
    const anew = sealField(fresh, place, 'two')
    expect([old[0], anew[0]]).toEqual([1, 2])
    expect([openField(held, place, anew), openField(fresh, place, old)]).toEqual(['two', 'one'])
    expect(sealField(held, place, 'three')[0], 'who has read a new value writes with its key').toBe(2)
    expect(equalityToken(fresh, 'phone', '13800138000')).toEqual(token)
    expect(isRotating(folder)).toBe(true)
    retireDataKeys(folder, new Date())
    expect(isRotating(folder)).toBe(false)
    expect(openField(readSecrets(folder, {}), place, old)).toBe('one')
    expect(addDataKey(folder, {}).version).toBe(3)
    expect(equalityToken(readSecrets(folder, {}), 'phone', '13800138000')).toEqual(token)
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['secrets.json'])
    const env = { GUANJIA_DATA_KEY: 'ab'.repeat(32) }
    expect(() => addDataKey(folder, env)).toThrow('GUANJIA_DATA_KEY')
    expect(() => loadSecrets(folder, env), 'an older key of the environment would seal under a false version').toThrow(
      '更换过',
    )
  })

  it('close a file that was left open to others', () => {
    loadSecrets(folder, {})
    chmodSync(join(folder, 'secrets.json'), 0o644)
    loadSecrets(folder, {})
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  })
})
