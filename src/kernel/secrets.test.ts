import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasSecretsFile, loadDatabasePasswords, loadSecrets } from './secrets.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guanjia-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('secrets', () => {
  it('are made once, of 32 random bytes each, in a file for the owner alone', () => {
    const first = loadSecrets(folder, {})
    expect([first.dataKey.length, first.tokenKey.length, first.sealKey.length]).toEqual([32, 32, 32])
    expect(first.dataKey.equals(first.tokenKey)).toBe(false)
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
    const passwords = loadDatabasePasswords(folder)
    expect(loadSecrets(folder, {})).toEqual(first)
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
    expect(Object.values(secrets).every((value) => key.equals(value))).toBe(true)
    expect(hasSecretsFile(folder)).toBe(false)
    const partly = loadSecrets(folder, { GUANJIA_DATA_KEY: env.GUANJIA_DATA_KEY })
    expect(partly.dataKey).toEqual(key)
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain('dataKey')
  })

  it('are refused when malformed, with the name of the culprit', () => {
    for (const bad of ['short', 'g'.repeat(64), Buffer.alloc(31).toString('hex')]) {
      expect(() => loadSecrets(folder, { GUANJIA_SEAL_KEY: bad })).toThrow('GUANJIA_SEAL_KEY')
    }
    writeFileSync(join(folder, 'secrets.json'), '{"dataKey": ')
    expect(() => loadSecrets(folder, {})).toThrow('已损坏')
  })

  it('close a file that was left open to others', () => {
    loadSecrets(folder, {})
    chmodSync(join(folder, 'secrets.json'), 0o644)
    loadSecrets(folder, {})
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  })
})
