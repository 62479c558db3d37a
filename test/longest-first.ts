import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest files first: one of them begun last would keep one core waiting. */
const LONG = [
  'test/e2e/stories.test.ts',
  'test/crash/crash.test.ts',
  'test/generated-requests.test.ts',
  'src/kernel/case/walk.test.ts',
  'src/simulate/simulate.test.ts',
  'bench/bench.test.ts',
  'test/bad-acts.test.ts',
  'test/reach.test.ts',
  'src/embedded/supervisor.test.ts',
  'test/bad-input.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name))
      return at === -1 ? LONG.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}
