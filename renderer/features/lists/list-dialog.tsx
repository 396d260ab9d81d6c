import type { HashList } from '../../../contract/match.ts'
import { ExportDialog } from './export-dialog.tsx'
import type { Exported } from './export-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { RejectionsDialog } from './rejections-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { TermsDialog } from './terms-dialog.tsx'

export type OpenDialog =
  /** `from`: the list into which a file goes, or whose import is done again. */
  | { kind: 'import'; from: HashList | null }
  | { kind: 'rejections' | 'remove' | 'terms'; list: HashList }
  | { kind: 'export'; exported: Exported }

/** The one dialog of the page that is open, if any. */
export function ListDialog({ open, onOpen }: { open: OpenDialog | null; onOpen: (next: OpenDialog | null) => void }) {
  const close = (): void => onOpen(null)
  switch (open?.kind) {
    case undefined:
      return null
    case 'import':
      return <ImportDialog from={open.from} onClose={close} />
    case 'rejections':
      return <RejectionsDialog list={open.list} onClose={close} />
    case 'remove':
      return <RemoveDialog list={open.list} onClose={close} />
    case 'terms':
      return <TermsDialog list={open.list} onClose={close} />
    case 'export':
      return <ExportDialog exported={open.exported} onClose={close} />
  }
}
