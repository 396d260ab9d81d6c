/** Under which name an event's bytes are sealed (see sealing/record.ts). */
export const eventName = (id: string): string => `event:${id.toLowerCase()}`
export const quarantineName = (deviceId: string, bytesDigest: string): string => `quarantine:${deviceId}:${bytesDigest}`
