/** Five colours each, from the darkest to the lightest. */
export type Palette = readonly [dark: string, deep: string, middle: string, warm: string, light: string]

export const PALETTES: readonly Palette[] = [
  ['#1f2d3d', '#3a5a78', '#7fa3b5', '#e0a458', '#f4e9d8'],
  ['#2b2118', '#6b4226', '#a9714b', '#e3b587', '#fbf3e4'],
  ['#16302b', '#2f5d50', '#7aa095', '#d9c27e', '#f1f3e8'],
  ['#2a1f3d', '#5c4b8a', '#a58fc4', '#f08a7c', '#fae6de'],
  ['#0e2a47', '#1d5a86', '#58a4b0', '#f6ae2d', '#f7f3e3'],
  ['#331e2c', '#8c3b4a', '#c76d5e', '#eab464', '#f8ead2'],
  ['#12343b', '#2d545e', '#c89666', '#e1b382', '#f6efe4'],
  ['#202124', '#4f5d75', '#bfc0c0', '#ef8354', '#ffffff'],
]
