import type { Answer, Question } from './ask-child.ts'
import { measureMemory } from './memory.ts'

/** In a process of ask-child.ts: answers its parent's questions, `memory` among them. They keep the process alive. */
export function answerParent(answers: Record<string, (told: any) => unknown>): void {
  const all: typeof answers = { memory: measureMemory, ...answers }
  process.on('message', async ({ number, what, told }: Question) => {
    const answer: Answer = { number }
    try {
      answer.answer = await all[what]?.(told)
    } catch (error) {
      answer.failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    process.send?.(answer)
  })
}
