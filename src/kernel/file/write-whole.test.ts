import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeWhole } from './write-whole.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guanjia-files-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a file is written wholly or not at all', () => {
  it('makes its folder and replaces what was there', async () => {
    const path = join(folder, 'ab', 'abc')
    await writeWhole(path, Buffer.from('first'))
    await writeWhole(path, Buffer.from('second'))
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(readdirSync(join(folder, 'ab'))).toEqual(['abc'])
  })

  it('tells a full disk and leaves neither half a file nor a draft', () => {
    const place = join(folder, 'full')
    const script = `
      process.on('SIGXFSZ', () => {})
      const { writeWhole } = await import(${JSON.stringify(new URL('./write-whole.ts', import.meta.url).href)})
      await writeWhole(${JSON.stringify(join(place, 'small'))}, Buffer.alloc(1000))
      await writeWhole(${JSON.stringify(join(place, 'large'))}, Buffer.alloc(1_000_000)).catch((error) => console.log(error.name))`
    // A limit on the size of files fails in the middle of a write, as a full disk does, without needing one.
    const command = `ulimit -f 100; exec "$0" --import tsx --input-type=module -e "$1"`
    const env = { ...process.env, TSX_DISABLE_CACHE: '1', NODE_COMPILE_CACHE: '' }
    const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8', env })
    expect(stdout.trim(), stderr).toBe('DatabaseFull')
    expect(readdirSync(place)).toEqual(['small'])
  })

  it('passes other failures on as they are', async () => {
    writeFileSync(join(folder, 'not-a-folder'), '')
    await expect(writeWhole(join(folder, 'not-a-folder', 'x'), Buffer.from('x'))).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTDIR|EEXIST/),
    })
  })
})
