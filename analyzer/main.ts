import { openPort } from './port.ts'
import { serve } from './serve.ts'

/** Entry of the process that meets hostile files; see contract/analyzer.ts for what it is told and answers. */
await serve(openPort())
