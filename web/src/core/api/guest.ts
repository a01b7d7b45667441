import { type Client, createClient, type ClientOptions } from "./client";
import type { GuestAccess, Session } from "./types";

/** A guest's grant comes from the link (`GuestAccess`) or from the refresh cookie (`Session`). */
export type GuestGrant = Pick<Session, "accessToken" | "expiresIn">;

/** The candidate's client: bound to one invitation, whose refresh cookie this browser holds. */
export function createGuestClient(
  invitationId: string,
  options: Omit<ClientOptions<GuestGrant>, "refreshBody"> = {},
): Client<GuestGrant> {
  return createClient<GuestGrant>({ ...options, refreshBody: () => ({ invitationId }) });
}

/** Exchanges the link's token; the same neutral 404 answers unknown, expired and revoked. */
export async function accessInvitation(
  linkToken: string,
  options: Omit<ClientOptions<GuestGrant>, "refreshBody"> = {},
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
