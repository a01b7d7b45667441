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

export type InvitationState = "pending" | "started" | "completed" | "expired" | "revoked" | "deleted";

/** A revoked invitation has status `expired` and `revokedAt` (design/settled.md). */
export function invitationState(invitation: Pick<Invitation, "status" | "revokedAt" | "deletedAt">): InvitationState {
  if (invitation.deletedAt !== null) return "deleted";
  return invitation.revokedAt === null ? invitation.status : "revoked";
}

const INVITATION: Record<InvitationState, { tone: BadgeTone; mark: BadgeMark }> = {
  pending: { tone: "soft", mark: "empty" },
  started: { tone: "ink", mark: "half" },
  completed: { tone: "accent", mark: "full" },
  expired: { tone: "soft", mark: "none" },
  revoked: { tone: "danger", mark: "none" },
  deleted: { tone: "soft", mark: "none" },
};

export function InvitationStatusWord({ invitation }: { invitation: Pick<Invitation, "status" | "revokedAt" | "deletedAt"> }) {
  const { t } = useTranslation("hiring");
  const state = invitationState(invitation);
  return <Badge {...INVITATION[state]}>{t(`invitationStatus.${state}`)}</Badge>;
}
