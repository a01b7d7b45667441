/**
 * The talk with the AI, without React: the voice socket through losses of the network
 * (realtime-session.md), the microphone's and the AI's sound in worklets, and what is shown of it.
 */
export type { Caption } from "./captions";
export { type Over, type SocketState } from "./interview-socket";
export { MOST_TYPED, SessionEnded_Reason } from "./messages";
export { playTestTone } from "./test-tone";
export { type Turn, type VoiceAccess, type VoiceParts, VoiceSession, type VoiceView } from "./voice-session";
