export { type Client, type ClientOptions, createClient, type Grant, type RequestOptions } from "./client";
export { ApiError, errorFromResponse, isApiError, isTransient, NetworkError } from "./errors";
export { accessInvitation, createGuestClient, type GuestGrant } from "./guest";
export { randomUuid } from "./ids";
export { type AccountSession, createAccountSession, type SessionState } from "./session";
export type * from "./practice-types";
export type * from "./types";
