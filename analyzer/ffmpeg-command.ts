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
/** The file descriptors on which lines come: of each frame that is handed over, and of every eighth decoded one. */
const TOLD_FRAMES_FD = 3
const LIFE_SIGNS_FD = 4
/** A handed-over frame's timestamp is its time since the first, in milliseconds (as vPDQ rounds it), times this, and its number among all decoded. */
export const FRAME_NUMBERS = 2 ** 24
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

/** Which frames, and whether in R, G and B or in brightness, which is a third to hand over. */
export type Sampling = { everyFrame: boolean; inColour: boolean }

/**
 * Decoded frames as PPM or PGM on stdout, in values of 0 … 255 whatever their range in the file, as stored (not turned), one a second (the
 * first frame of each second counted from the first frame) or every one. A stream that changes its size halfway goes on at the size of its
 * first frame, which ffmpeg sees to. Times and numbers come on a descriptor of their own.
 */
export function framesCommand(input: Input, { everyFrame, inColour }: Sampling): string[] {
  const second = (pts: string): string => `floor(${pts}/${1000 * FRAME_NUMBERS})`
  const told = (descriptor: number): string => `metadata=mode=print:file='pipe\\:${descriptor}':direct=1`
  const filters = [
    `setpts='round((T-STARTT)*1000)*${FRAME_NUMBERS}+N',metadata=mode=add:key=frame:value=1,split[all][handed]`,
    `[all]select='not(mod(n,8))',${told(LIFE_SIGNS_FD)},nullsink`,
    `[handed]select='${everyFrame ? 1 : `isnan(prev_selected_pts)+gt(${second('pts')},${second('prev_selected_pts')})`}',${told(TOLD_FRAMES_FD)},scale=out_range=full`,
  ]
  const pixmaps = inColour ? ['-pix_fmt', 'rgb24', '-c:v', 'ppm'] : ['-pix_fmt', 'gray', '-c:v', 'pgm']
  const command = commandFor(input, ['-noautorotate'])
    .outputOptions(['-map', '0:V:0', '-an', '-sn', '-dn', '-fps_mode', 'passthrough', '-filter_threads', '1', ...pixmaps])
    .videoFilters(filters.join(';'))
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
