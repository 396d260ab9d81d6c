import type { MiddlewareHandler } from 'hono'

const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self'`,
  `media-src 'self'`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `worker-src 'none'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  // No policy has a word for printing, dialogs, new windows and downloads but this one. `allow-forms`: else no form is submitted to our own handlers.
  'sandbox allow-scripts allow-same-origin allow-forms',
  // No string becomes a script or a document's inside.
  `require-trusted-types-for 'script'`,
  `trusted-types 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

const DENIED_FEATURES = [
  'accelerometer', 'autoplay', 'browsing-topics', 'camera', 'clipboard-read', 'clipboard-write', 'display-capture', 'encrypted-media', 'fullscreen',
  'gamepad', 'geolocation', 'gyroscope', 'hid', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture',
  'publickey-credentials-create', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'speaker-selection', 'storage-access', 'usb',
  'window-management', 'xr-spatial-tracking',
]

/** On every answer, whatever it is. `no-store`: nothing of the material may reach the browser's own caches (law 3). */
const HEADERS: readonly (readonly [string, string])[] = [
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Embedder-Policy', 'require-corp'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Frame-Options', 'DENY'],
  ['Permissions-Policy', DENIED_FEATURES.map((feature) => `${feature}=()`).join(', ')],
]

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of HEADERS) c.res.headers.set(name, value)
}
