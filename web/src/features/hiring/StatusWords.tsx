import { useTranslation } from "react-i18next";

import type { Invitation, TemplateStatus } from "@/core/api";
import { Badge, type BadgeMark, type BadgeTone } from "@/ui/Badge";

const TEMPLATE: Record<TemplateStatus, { tone: BadgeTone; mark: BadgeMark }> = {
  draft: { tone: "ink", mark: "empty" },
  published: { tone: "accent", mark: "full" },
  archived: { tone: "soft", mark: "none" },
};

export function TemplateStatusWord({ status }: { status: TemplateStatus }) {
  const { t } = useTranslation("hiring");
  return <Badge {...TEMPLATE[status]}>{t(`templateStatus.${status}`)}</Badge>;
}

export type InvitationState = "pending" | "started" | "completed" | "expired" | "revoked" | "deleted" | "brokeOff";

type Standing = Pick<Invitation, "status" | "revokedAt" | "deletedAt" | "failedAt">;

/** A revoked invitation has status `expired` and `revokedAt` (design/settled.md); one that broke off says so by `failedAt`. */
export function invitationState(invitation: Standing): InvitationState {
  if (invitation.deletedAt !== null) return "deleted";
  if (invitation.failedAt !== null) return "brokeOff";
  return invitation.revokedAt === null ? invitation.status : "revoked";
}

/** Whether it waits for the candidate still: what broke off does not, whatever its status. */
export function isOpen(invitation: Pick<Invitation, "status" | "failedAt">): boolean {
  return invitation.failedAt === null && (invitation.status === "pending" || invitation.status === "started");
}

const INVITATION: Record<InvitationState, { tone: BadgeTone; mark: BadgeMark }> = {
  pending: { tone: "soft", mark: "empty" },
  started: { tone: "ink", mark: "half" },
  completed: { tone: "accent", mark: "full" },
  expired: { tone: "soft", mark: "none" },
  revoked: { tone: "danger", mark: "none" },
  deleted: { tone: "soft", mark: "none" },
  brokeOff: { tone: "ink", mark: "none" },
};

export function InvitationStatusWord({ invitation }: { invitation: Standing }) {
  const { t } = useTranslation("hiring");
  const state = invitationState(invitation);
  return <Badge {...INVITATION[state]}>{t(`invitationStatus.${state}`)}</Badge>;
}
