import { TokenType } from '@streamparser/json'

type Expects = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end'

/** Whether tokens follow one another as JSON has them: the tokenizer looks at each by itself. Several documents may follow each other. */
export function createJsonGrammar(): (token: TokenType) => boolean {
  const open: ('object' | 'array')[] = []
  let expects: Expects = 'value'

  function opens(kind: 'object' | 'array'): boolean {
    if (!expects.startsWith('value')) return false
    open.push(kind)
    expects = kind === 'object' ? 'key or end' : 'value or end'
    return true
  }

  function closes(kind: 'object' | 'array'): boolean {
    if (open.pop() !== kind || !expects.endsWith('end')) return false
    expects = open.length === 0 ? 'value' : 'comma or end'
    return true
  }

  /** A root must be an object or an array: no list is a bare word. */
  function scalar(isText: boolean): boolean {
    if (open.length === 0) return false
    if (expects.startsWith('key') && isText) expects = 'colon'
    else if (expects.startsWith('value')) expects = 'comma or end'
    else return false
    return true
  }

  function between(wanted: Expects, next: Expects): boolean {
    if (expects !== wanted) return false
    expects = next
    return true
  }

  return token => {
    if (token === TokenType.LEFT_BRACE) return opens('object')
    if (token === TokenType.LEFT_BRACKET) return opens('array')
    if (token === TokenType.RIGHT_BRACE) return closes('object')
    if (token === TokenType.RIGHT_BRACKET) return closes('array')
    if (token === TokenType.COLON) return between('colon', 'value')
    if (token === TokenType.COMMA) return between('comma or end', open.at(-1) === 'object' ? 'key' : 'value')
    return scalar(token === TokenType.STRING)
  }
}
