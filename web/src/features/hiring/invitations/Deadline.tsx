import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { formatDateTime, formatRelative } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

import { invitationState } from "../StatusWords";

interface DeadlineProps {
  invitation: Pick<Invitation, "status" | "revokedAt" | "deletedAt" | "failedAt" | "completedAt" | "expiresAt">;
  /** On one line. */
  inline?: boolean;
}

/** The date that matters now, relative, with the exact time in the person's own zone. */
export function Deadline({ invitation, inline = false }: DeadlineProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const state = invitationState(invitation);
  const iso = {
    pending: invitation.expiresAt,
    started: invitation.expiresAt,
    completed: invitation.completedAt,
    expired: invitation.expiresAt,
    revoked: invitation.revokedAt,
    deleted: invitation.deletedAt,
    brokeOff: invitation.failedAt,
  }[state];
  if (iso === null) return t("invitations.noDeadline");
  const when = formatRelative(iso, locale);
  const text = {
    pending: t("invitations.due", { when }),
    started: t("invitations.due", { when }),
    completed: t("invitations.done", { when }),
    expired: t("invitations.ended", { when }),
    revoked: t("invitations.revokedAt", { when }),
    deleted: t("invitations.deletedAt", { when }),
    brokeOff: t("invitations.brokeOffAt", { when }),
  }[state];
  const exact = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
  return (
    <time dateTime={iso} title={formatDateTime(iso, locale)} className="block tabular">
      {inline ? (
        `${text}, ${exact}`
      ) : (
        <>
          <span className="block">{text}</span>
          <span className="hidden md:block">{exact}</span>
        </>
      )}
    </time>
  );
}
