import { expect, test } from 'vitest'
import { refusedSwitches } from './switches.ts'

test.each([
  '--remote-debugging-port=9222', '--remote-debugging-pipe', '--inspect', '--inspect-brk=0', '--no-sandbox', '--disable-web-security', '--load-extension=/tmp/x',
  '--user-data-dir=/tmp/x', '--password-store=basic', '--proxy-server=evil.example:8080', '--host-resolver-rules=MAP * 10.0.0.1', '--ignore-certificate-errors',
  '--js-flags=--expose-gc', '--renderer-cmd-prefix=/tmp/x', '--enable-logging', '--log-net-log=/tmp/x', '--require=/tmp/x.js', '-r', '-e', '--', '-',
  '--use-fake-ui-for-media-stream', '--demonstration=/tmp/people.json', '--profile-directory=x', '--profile', '--hubris',
])('a packaged app does not start with %s, and names it without its value', argument => {
  expect(refusedSwitches(['/opt/paravent', argument], 'linux')).toEqual([argument.split('=')[0]])
})

test('on Windows Chromium takes a slash for a switch too; elsewhere it begins a path', () => {
  expect(refusedSwitches(['paravent.exe', '/remote-debugging-port=9222'], 'win32')).toEqual(['/remote-debugging-port'])
  expect(refusedSwitches(['paravent', '/home/amelie/x'], 'linux')).toEqual([])
})

test('its own two pass, and what is no switch', () => {
  expect(refusedSwitches(['paravent', '--profile=/a b', '--hub=https://hub.example', 'https://example.org'])).toEqual([])
})
