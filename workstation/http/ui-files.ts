import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import type { Handler } from 'hono'
import { AppError } from '../../contract/error.ts'

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
}

/** The built page and what it loads. `/` is index.html; nothing outside the folder and no other type is served. */
export function uiFiles(folder: string): Handler {
  const root = resolve(folder)
  return async (c) => {
    const file = fileOf(root, c.req.path)
    const contentType = file === null ? undefined : CONTENT_TYPES[extname(file)]
    if (file === null || contentType === undefined) throw new AppError('request.not_found')
    return c.body(await bytesOf(file), 200, { 'Content-Type': contentType })
  }
}

function fileOf(root: string, path: string): string | null {
  const decoded = path === '/' ? '/index.html' : decodeOrNull(path)
  if (decoded === null || /[\0\\]/.test(decoded) || decoded.split('/').some((part) => part.startsWith('.'))) return null
  const file = resolve(root, `.${decoded}`)
  return file.startsWith(root + sep) ? file : null
}

function decodeOrNull(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null // a malformed escape names no file
  }
}

async function bytesOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') throw new AppError('request.not_found', {}, { cause: error })
    throw error
  }
}
