import type { AnalyzerRequest } from '../contract/analyzer.ts'

export type AnalyseRequest = Extract<AnalyzerRequest, { type: 'analyse' }>
export type RenderRequest = Extract<AnalyzerRequest, { type: 'render' }>
/** 0 … 1, and the sign of life of a long job. */
export type Progress = (fraction: number) => Promise<void>
