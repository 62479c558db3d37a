/** Where progress is written: the error output, whether or not it is a terminal. */
export interface ProgressOutput {
  isTTY?: boolean
  write(text: string): unknown
}

const WIDTH = 30

const titles: Readonly<Record<string, string>> = { estate: '小区与住户', pictures: '照片', life: '日常' }

/** A bar that moves on a terminal; elsewhere a line for each phase and each tenth of it. */
export function progressOn(output: ProgressOutput) {
  let said = ''
  return ({ phase, done, total }: { phase: string; done: number; total: number }): void => {
    const part = done / Math.max(1, total)
    const title = titles[phase] ?? phase
    if (output.isTTY) {
      const full = Math.round(part * WIDTH)
      output.write(
        `\r${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${Math.floor(part * 100)} % ${title} ${done}/${total}\u001b[K`,
      )
      if (done >= total && phase === 'life') output.write('\n')
      return
    }
    const line = `${title} ${Math.floor(10 * part) * 10} %\n`
    if (line !== said) output.write(line)
    said = line
  }
}
