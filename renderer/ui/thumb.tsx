import { memo } from 'react'

/** A covered thumbnail, or an empty frame of its size. */
export const Thumb = memo(function Thumb({ url }: { url: string | null }) {
  return url === null ? <span className="thumb none" aria-hidden="true" /> : <img className="thumb" src={url} alt="" draggable={false} />
})
