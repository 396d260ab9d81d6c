/** Files as they were dropped or picked, with the path under which the browser names them. */
export type Picked = { path: string; file: File }

export function pickedOf(files: Iterable<File>): Picked[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }))
}

/** What was dropped, folders walked through. Entries must be taken before the drop event ends, hence the two steps. */
export function droppedEntries(transfer: DataTransfer): FileSystemEntry[] {
  return [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
}

/** Walks entries depth first. A folder or file that cannot be read is named in `unreadable`, and the rest goes on. */
export async function walk(entries: readonly FileSystemEntry[]): Promise<{ picked: Picked[]; unreadable: string[] }> {
  const picked: Picked[] = []
  const unreadable: string[] = []
  const left = [...entries].toReversed()
  for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
    const path = entry.fullPath.replace(/^\//, '')
    try {
      if (entry.isDirectory) left.push(...(await childrenOf(entry as FileSystemDirectoryEntry)).toReversed())
      else picked.push({ path, file: await fileOf(entry as FileSystemFileEntry) })
    } catch {
      unreadable.push(path)
    }
  }
  return { picked, unreadable }
}

/** `readEntries` answers at most 100 at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}
