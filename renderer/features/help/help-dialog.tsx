import { useWords } from '../../i18n/use-words.ts'
import { BINDING_IDS, BINDINGS, CONTEXTS } from '../../shortcuts/bindings.ts'
import { singleKeysAllowed } from '../../shortcuts/keyboard.ts'
import { closeDialog } from '../../state/page.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Key } from '../../ui/key.tsx'

/** Every key of the page, out of the table that the page itself obeys. */
export function HelpDialog() {
  const { t } = useWords()
  return (
    <Dialog title={t('shortcuts.title')} onClose={closeDialog}>
      {!singleKeysAllowed() && <p className="note">{t('shortcuts.off')}</p>}
      <div className="help">
        {CONTEXTS.map((context) => (
          <section key={context}>
            <h3>{t(`shortcuts.context.${context}`)}</h3>
            <dl>
              {BINDING_IDS.filter((id) => BINDINGS[id].context === context).map((id) => (
                <div key={id} className="help-row">
                  <dt>
                    <Key of={id} always />
                  </dt>
                  <dd>{t(`shortcuts.does.${id}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
