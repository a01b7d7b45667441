/**
 * A withdrawal that the server hasn't confirmed yet. It is kept on this device, so that it is
 * told even when the page is closed, or the network away, right after it was asked for.
 */
const key = (invitationId: string): string => `parley.withdrawal.${invitationId}`;

export function noteWithdrawal(invitationId: string): void {
  try {
    localStorage.setItem(key(invitationId), new Date().toISOString());
  } catch {
    // Storage that is closed keeps nothing: this page goes on trying as long as it is open.
  }
}

export function isWithdrawalPending(invitationId: string): boolean {
  try {
    return localStorage.getItem(key(invitationId)) !== null;
  } catch {
    return false;
  }
}

export function settleWithdrawal(invitationId: string): void {
  try {
    localStorage.removeItem(key(invitationId));
  } catch {
    // As above.
  }
}
