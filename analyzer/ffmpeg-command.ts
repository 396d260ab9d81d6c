import ffmpeg from 'fluent-ffmpeg'
import type { ScratchFile } from './scratch.ts'

/**
 * The command lines of ffmpeg and ffprobe, and nothing else: they are run by ffmpeg-process.ts. fluent-ffmpeg (archived
 * upstream) only orders the words; it stays in this file so that it can go.
 */

/** What every opening of a hostile file is held to. */
export type Input = {
  file: ScratchFile
  /** The one demuxer that may open it, chosen by the sniffed type: a playlist under another name finds no reader. */
  demuxer: string
  /** No single allocation beyond this, bytes. */
  largestAllocation: number
}

const THREADS = '2'
/** The file descriptors on which the frames' times come: of all frames, and of those that were selected. */
const ALL_TIMES_FD = 3
const SELECTED_TIMES_FD = 4
/** Units of the times on these descriptors. */
export const TIMES_PER_SECOND = 1_000_000
/** Track units of a proxy, which its index counts in. */
export const PROXY_TIMESCALE = 90_000

function openingOptions({ file, demuxer, largestAllocation }: Input): string[] {
  return [
    ...['-max_alloc', String(largestAllocation)],
    ...['-protocol_whitelist', 'file,pipe,crypto'],
    ...['-format_whitelist', demuxer],
    ...['-f', demuxer],
    ...['-decryption_key', file.key, '-decryption_iv', file.iv],
  ]
}

const addressOf = ({ file }: Input): string => `crypto:${file.path}`

type Command = ReturnType<typeof ffmpeg>

function commandFor(input: Input, inputOptions: string[]): Command {
  // Named so that the package does not look for its own folder, which a bundle has not; no preset is ever used.
  return ffmpeg({ presets: 'none' })
    .input(addressOf(input))
    .inputOptions(['-hide_banner', '-nostdin', '-v', 'error', '-threads', THREADS, ...inputOptions, ...openingOptions(input)])
}

/** fluent-ffmpeg has no public way to hand out the line that it built. */
function wordsOf(command: Command): string[] {
  return (command as unknown as { _getArguments(): string[] })._getArguments()
}

export function probeCommand(input: Input): string[] {
  const shown = 'format=duration:stream=codec_type,width,height,duration:stream_disposition=attached_pic:stream_side_data=rotation'
  return ['-hide_banner', '-v', 'error', ...openingOptions(input), '-show_entries', shown, '-of', 'json', addressOf(input)]
}

/**
 * Decoded frames as PPM on stdout, as stored (not turned), one a second (the first frame of each second counted from the first
 * frame) or every one. A stream that changes its size halfway goes on at the size of its first frame, which ffmpeg sees to. The times
 * come on two further descriptors.
 */
export function framesCommand(input: Input, everyFrame: boolean): string[] {
  // Half a millisecond of tolerance: containers round their times to milliseconds.
  const second = 't-start_t+0.0005'
  const filters = [
    `settb=1/${TIMES_PER_SECOND}`,
    'metadata=mode=add:key=frame:value=1',
    `metadata=mode=print:file='pipe\\:${ALL_TIMES_FD}':direct=1`,
    everyFrame ? 'select=1' : `select='isnan(prev_selected_t)+gt(floor(${second}),floor(prev_selected_t-start_t+0.0005))'`,
    `metadata=mode=print:file='pipe\\:${SELECTED_TIMES_FD}':direct=1`,
  ]
  const command = commandFor(input, ['-noautorotate'])
    .outputOptions(['-map', '0:V:0', '-an', '-sn', '-dn', '-fps_mode', 'passthrough', '-filter_threads', '1', '-pix_fmt', 'rgb24', '-c:v', 'ppm'])
    .videoFilters(filters.join(','))
    .format('image2pipe')
    .output(`pipe:1`)
  return wordsOf(command)
}

/**
 * A muted H.264 proxy, upright, square pixels, at most 1280 × 720, in fragments on stdout: a pipe cannot seek, so the index
 * is put before them afterwards (proxy-index.ts). Nothing that the file says of itself is carried over.
 */
export function proxyCommand(input: Input): string[] {
  const shown = 'iw*if(sar,sar,1)'
  const factor = `min(1,min(1280/(${shown}),720/ih))`
  const filters = [
    `scale=w='max(2,2*trunc(${shown}*${factor}/2))':h='max(2,2*trunc(ih*${factor}/2))'`,
    'setsar=1',
    'setpts=PTS-STARTPTS',
  ]
  // No B-frames: without an edit list they would shift the pictures by two frames.
  const encoding = ['-preset', 'veryfast', '-bf', '0', '-crf', '25', '-maxrate', '4M', '-bufsize', '8M', '-pix_fmt', 'yuv420p', '-threads', THREADS]
  const bare = ['-map', '0:V:0', '-an', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact']
  const fragments = ['-g', '48', '-video_track_timescale', String(PROXY_TIMESCALE)]
  const flags = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof+skip_trailer']
  const command = commandFor(input, [])
    .outputOptions([...bare, '-fps_mode', 'vfr', ...encoding, ...fragments, ...flags])
    .videoCodec('libx264')
    .videoFilters(filters.join(','))
    .format('mp4')
    .output('pipe:1')
  return wordsOf(command)
}
