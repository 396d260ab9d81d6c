import './api/zod-without-eval.ts'
import '@fontsource/inter/400.css'
import '@fontsource/inter/500.css'
import '@fontsource/inter/600.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/buttons.css'
import './ui/signs.css'
import './ui/fields.css'
import './ui/over.css'
import './ui/pages.css'
import './features/sign-in/gate.css'
import './features/frame/frame.css'
import './features/queue/queue.css'
import './features/review/stage.css'
import './features/review/strip.css'
import './features/review/under.css'
import './features/review/knowledge.css'
import './features/qualification/qualification.css'
import './features/qualification/choices.css'
import './features/watch/watch.css'
import './features/lists/lists.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startLanguage } from './i18n/language.ts'
import { startKeyboard } from './shortcuts/keyboard.ts'
import { boot } from './state/session.ts'

async function start(): Promise<void> {
  const status = await boot()
  await startLanguage(status?.systemLocale ?? (navigator.language.startsWith('fr') ? 'fr' : 'en'))
  startKeyboard()
  const root = document.getElementById('root')
  if (root !== null) createRoot(root).render(<App />)
}

void start()
