import { create, fromBinary, toBinary } from "@bufbuild/protobuf";

import {
  type ClientToServerMessage,
  ClientToServerMessageSchema,
  type ServerToClientMessage,
  ServerToClientMessageSchema,
  SessionEnded_Reason,
} from "../../generated/preppal/interview_pb";

export { SessionEnded_Reason };

/** What the page says (realtime-session.md, 3.3), without the wrapper. */
export type Said = Exclude<ClientToServerMessage["payload"], { case: undefined }>;
/** What the server says. */
export type Told = Exclude<ServerToClientMessage["payload"], { case: undefined }>;

/** 16-bit linear PCM, mono: what the schema's sound is, both ways. */
export const WIRE_RATE = 16_000;
/** Of typed text, in characters (proto). */
export const MOST_TYPED = 4000;

/** What is said, with its empty fields left out. */
type Plain =
  | { case: "audioChunk"; value: { audioContent: Uint8Array<ArrayBuffer> } }
  | { case: "typedText"; value: { text: string } }
  | { case: "heartbeat"; value: { number: number } }
  | { case: "endRequest" | "stillThinking"; value: Record<string, never> };

export function encode(payload: Plain): Uint8Array<ArrayBuffer> {
  return toBinary(ClientToServerMessageSchema, create(ClientToServerMessageSchema, { payload }));
}

/** Null for a message of a newer schema, or bytes that are no message at all. */
export function decode(bytes: ArrayBuffer): Told | null {
  try {
    const { payload } = fromBinary(ServerToClientMessageSchema, new Uint8Array(bytes));
    return payload.case === undefined ? null : payload;
  } catch {
    return null;
  }
}
