import { AnalyzerRequest } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import type { ErrorCode } from '../contract/error.ts'
import { analyse } from './analyse.ts'
import type { Port } from './port.ts'
import { render } from './render.ts'

/** The code that crosses the wall for whatever was thrown; a bug is told in full on stderr, which the core does not parse. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code
  console.error(error)
  return 'internal'
}

async function answer(port: Port, request: AnalyzerRequest): Promise<void> {
  try {
    if (request.type === 'analyse') await analyse(request, port)
    else await render(request, port)
  } catch (error) {
    await port.send({ type: 'failed', job: request.job, code: codeOf(error) })
  }
}

/** Answers requests one after another; says `ready` once. A message that is no request is a bug of the core and ends the process. */
export async function serve(port: Port): Promise<void> {
  let last = Promise.resolve()
  port.onMessage(message => {
    const request = AnalyzerRequest.parse(message)
    last = last.then(() => answer(port, request))
  })
  await port.send({ type: 'ready' })
}
