import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataKeys } from '../data-keys.ts'
import { equalityToken, type FieldPlace, openField, phoneTokens, sealField } from './vault.ts'

const secrets = { dataKey: DataKeys.of(randomBytes(32)) }
const other = { dataKey: DataKeys.of(randomBytes(32)) }
const place: FieldPlace = { table: 'person_phone', record: '0199c6a2-7a31-7cc0-b1a3-1d2f3a4b5c6d', field: 'phone' }

describe('a sealed field', () => {
  it('opens to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(openField(secrets, place, sealField(secrets, place, text))).toBe(text)
      }),
    )
  })

  it('shows nothing of its text, and never looks the same twice', () => {
    const sealed = sealField(secrets, place, '13800138821')
    expect(sealed.includes('13800138821')).toBe(false)
    expect(sealed.equals(sealField(secrets, place, '13800138821'))).toBe(false)
    expect(sealed[0]).toBe(1)
  })

  it('does not open in another row, field or table, nor with another key', () => {
    const sealed = sealField(secrets, place, '13800138821')
    for (const elsewhere of [
      { ...place, record: '0199c6a2-7a31-7cc0-b1a3-1d2f3a4b5c6e' },
      { ...place, field: 'label' },
      { ...place, table: 'emergency_contact' as const },
    ]) {
      expect(() => openField(secrets, elsewhere, sealed)).toThrow()
    }
    expect(() => openField(other, place, sealed)).toThrow()
  })

  it('does not open when any of its bytes was changed, cut off or added', () => {
    const sealed = sealField(secrets, place, '13800138821')
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at] = changed[at]! ^ 1
      expect(() => openField(secrets, place, changed), `byte ${at}`).toThrow()
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => openField(secrets, place, sealed.subarray(0, length)), `${length} bytes`).toThrow()
    }
    expect(() => openField(secrets, place, Buffer.concat([sealed, Buffer.from([0])]))).toThrow()
  })
})

describe('a token to find equal values by', () => {
  it('is the same for the same value and kind, and another for anything else', () => {
    const token = equalityToken(secrets, 'phone', '13800138821')
    expect(token).toHaveLength(32)
    expect(equalityToken(secrets, 'phone', '13800138821').equals(token)).toBe(true)
    expect(equalityToken(secrets, 'phone', '13800138822').equals(token)).toBe(false)
    expect(equalityToken(secrets, 'id-number', '13800138821').equals(token)).toBe(false)
    expect(equalityToken(other, 'phone', '13800138821').equals(token)).toBe(false)
  })

  it('finds a phone by its last four digits, typed alone or with the rest', () => {
    const { tail, whole } = phoneTokens(secrets)
    expect(tail('13800138821').equals(tail('8821'))).toBe(true)
    expect(whole('8821').equals(tail('8821'))).toBe(false)
  })
})
