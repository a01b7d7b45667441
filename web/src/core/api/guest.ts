import { type Client, type ClientOptions, createClient } from "./client";
import type { GuestAccess, Session } from "./types";

/** A guest's grant comes from the link (`GuestAccess`) or from a refresh cookie (`Session`). */
export type GuestGrant = Pick<Session, "accessToken" | "expiresIn"> & Partial<Pick<Session, "user">>;

type GuestOptions = Pick<ClientOptions<GuestGrant>, "fetch" | "onGrant" | "timeoutMs">;

/**
 * The candidate's client for one invitation: by the cookie that the link left in this browser,
 * else as the candidate account that is signed in here (who came from "your interviews").
 */
export function createGuestClient(invitationId: string, options: GuestOptions = {}): Client<GuestGrant> {
  return createClient<GuestGrant>({
    ...options,
    refreshBodies: [{ invitationId }, {}],
    accepts: (grant) => grant.user === undefined || grant.user.role === "candidate",
  });
}

/** Exchanges the link's token; the same neutral 404 answers unknown, expired and revoked. */
export async function accessInvitation(
  linkToken: string,
  options: GuestOptions = {},
): Promise<{ client: Client<GuestGrant>; access: GuestAccess }> {
  const access = await createClient(options.fetch ? { fetch: options.fetch } : {}).post<GuestAccess>(
    "/api/v1/invitations/access",
    { accessToken: linkToken },
    { auth: false },
  );
  const client = createGuestClient(access.invitation.id, options);
  client.setGrant(access);
  return { client, access };
}
