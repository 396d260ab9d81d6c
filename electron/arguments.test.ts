import { expect, test } from 'vitest'
import { readArguments } from './arguments.ts'

test('the desktop shell opens the profile it is told, or the one of the user', () => {
  expect(readArguments(['electron', '.', '--profile=/a/b c', '--demonstration=/d/x.json', '--hub=https://hub.example'], '/user')).toEqual({
    profile: '/a/b c',
    demonstration: '/d/x.json',
    hubUrl: 'https://hub.example',
  })
  expect(readArguments(['paravent'], '/user')).toEqual({ profile: '/user/profile', demonstration: null, hubUrl: null })
})
