export function InvitationsPage() {
  return null;
}
