import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Drawing } from './drawings/draw.ts'
import { runFfmpeg } from './ffmpeg.ts'
import { material } from './material.ts'
import type { Material } from './material.ts'

interface Recipe {
  name: string
  /** Inputs before the output's options; `SLIDES` and `VIEW` stand for the pictures that are written beside. */
  inputs: string[]
  output: string[]
}

const lavfi = (source: string): string[] => ['-f', 'lavfi', '-i', source]
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-pix_fmt', 'yuv420p', '-threads', '1']
const SOUND = ['-c:a', 'aac', '-b:a', '64k', '-shortest']
/** No dates, no version of the encoder: the same bytes from the same ffmpeg. */
const EXACT = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact']

const RECIPES: readonly Recipe[] = [
  { name: 'VID_20261104.mp4', inputs: lavfi('mandelbrot=size=640x360:rate=12:end_scale=0.02:end_pts=144'), output: ['-t', '12', ...H264] },
  {
    name: 'boucle.webm',
    inputs: lavfi('life=size=160x90:rate=12:seed=7:ratio=0.18:mold=12:life_color=#f4e9d8:death_color=#3a5a78:mold_color=#1f2d3d'),
    output: [
      '-t',
      '10',
      '-vf',
      'scale=640:360:flags=neighbor',
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
      '-b:v',
      '600k',
      '-threads',
      '1',
    ],
  },
  {
    name: 'mire avec son.mp4',
    inputs: [...lavfi('testsrc2=size=640x360:rate=24'), ...lavfi('sine=frequency=330:beep_factor=4')],
    output: ['-t', '8', ...H264, ...SOUND],
  },
  {
    // Longer than a minute: one frame a second has to be thinned out for the strip.
    name: 'longue séquence.mp4',
    inputs: [...lavfi('gradients=size=480x270:rate=10:seed=11:nb_colors=4:speed=0.02'), ...lavfi('sine=frequency=220')],
    output: ['-t', '76', ...H264, ...SOUND],
  },
  {
    name: 'cellules.mkv',
    inputs: lavfi('cellauto=size=320x240:rate=12:rule=110:random_seed=5'),
    output: ['-t', '6', '-c:v', 'mpeg4', '-q:v', '6', '-threads', '1'],
  },
  { name: 'triangle.mp4', inputs: lavfi('sierpinski=size=640x360:rate=12:seed=3'), output: ['-t', '15', ...H264] },
  {
    // Each picture for four seconds: two of them are on the perceptual list, so that single frames match.
    name: 'diaporama.mp4',
    inputs: ['-framerate', '1/4', '-i', 'SLIDES'],
    output: ['-vf', 'fps=12', ...H264],
  },
  {
    name: 'promenade.mp4',
    inputs: ['-loop', '1', '-t', '1', '-i', 'VIEW'],
    output: ['-vf', "zoompan=z='1.3':x='(iw-iw/zoom)*on/240':y='(ih-ih/zoom)*0.6':d=240:s=640x360:fps=12", '-frames:v', '240', ...H264],
  },
]

const again = (from: string, filter: string, name: string): Recipe => ({
  name,
  inputs: ['-i', from],
  output: ['-vf', filter, ...H264, '-an'],
})

/** Videos from ffmpeg's own sources and from drawings; the last two are derivatives of others. `folder` is for scratch. */
export async function makeVideos(slides: readonly Drawing[], view: Drawing, folder: string): Promise<Material[]> {
  const png = (drawing: Drawing, width: number, height: number): Promise<Buffer> =>
    sharp(drawing.pixels, { raw: { width: drawing.width, height: drawing.height, channels: 3 } })
      .resize(width, height, { fit: 'fill' })
      .png()
      .toBuffer()
  for (const [at, slide] of slides.entries()) await writeFile(join(folder, `slide${at}.png`), await png(slide, 640, 360))
  await writeFile(join(folder, 'view.png'), await png(view, 1280, 720))
  const places = (argument: string): string =>
    argument === 'SLIDES' ? join(folder, 'slide%d.png') : argument === 'VIEW' ? join(folder, 'view.png') : argument
  const made: Material[] = []
  const make = async ({ name, inputs, output }: Recipe): Promise<void> => {
    const path = join(folder, name)
    await runFfmpeg([...inputs.map(places), ...output, ...EXACT, path])
    made.push(material(name, await readFile(path)))
  }
  for (const recipe of RECIPES) await make(recipe)
  await make(again(join(folder, 'VID_20261104.mp4'), 'scale=320:180', 'VID_petit.mp4'))
  await make(again(join(folder, 'diaporama.mp4'), 'hflip,scale=480:270', 'diapo miroir.mp4'))
  return made
}
