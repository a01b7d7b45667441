/** What is typed but not handed in, kept on this device. Storage that is closed keeps nothing. */
const key = (invitationId: string, questionId: string): string => `parley.draft.${invitationId}.${questionId}`;

export function readDraft(invitationId: string, questionId: string): string {
  try {
    return localStorage.getItem(key(invitationId, questionId)) ?? "";
  } catch {
    return "";
  }
}

/** False when it could not be kept. */
export function keepDraft(invitationId: string, questionId: string, text: string): boolean {
  try {
    if (text === "") localStorage.removeItem(key(invitationId, questionId));
    else localStorage.setItem(key(invitationId, questionId), text);
    return true;
  } catch {
    return false;
  }
}

/** Drops everything typed for one interview: it is deleted. */
export function forgetDrafts(invitationId: string): void {
  try {
    const ours = Object.keys(localStorage).filter((name) => name.startsWith(key(invitationId, "")));
    for (const name of ours) localStorage.removeItem(name);
  } catch {
    // Storage that is closed holds nothing.
  }
}
