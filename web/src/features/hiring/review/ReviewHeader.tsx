import { ArrowLeft, CircleSlash, Ellipsis, Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Invitation } from "@/core/api";
import { formatDate, formatDateTime } from "@/core/time";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useLocale } from "@/ui/use-locale";

import { LinkDialog } from "../invitations/LinkDialog";
import { RevokeDialog } from "../invitations/RevokeDialog";
import { useCopyLink } from "../invitations/use-copy-link";
import { InvitationStatusWord } from "../StatusWords";

export function ReviewHeader({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const copy = useCopyLink();
  const [revoking, setRevoking] = useState(false);
  const open = invitation.status === "pending" || invitation.status === "started";

  useEffect(() => {
    document.title = `${invitation.candidateName} · Parley`;
  }, [invitation.candidateName]);

  const date = (iso: string, text: (when: string) => string) => (
    <time dateTime={iso} title={formatDateTime(iso, locale)}>
      {text(formatDate(iso, locale))}
    </time>
  );

  return (
    <header>
      <Link to="/invitations" className="inline-flex min-h-10 items-center gap-2 text-sm text-ink-soft hover:text-ink">
        <ArrowLeft aria-hidden size={16} />
        {t("review.back")}
      </Link>
      <div className="mt-2 flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{invitation.candidateName}</h1>
          <p className="mt-1 text-ink-soft">
            {invitation.templateTitle} · {invitation.candidateEmail}
          </p>
          <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft tabular">
            <InvitationStatusWord invitation={invitation} />
            {date(invitation.createdAt, (when) => t("review.invited", { when }))}
            {invitation.completedAt ? date(invitation.completedAt, (when) => t("review.completed", { when })) : null}
            {open && invitation.expiresAt ? date(invitation.expiresAt, (when) => t("review.due", { when })) : null}
          </p>
        </div>
        {open ? (
          <Menu trigger={<IconButton icon={Ellipsis} label={t("list.more", { name: invitation.candidateName })} tooltip={false} />}>
            <MenuItem icon={Link2} onSelect={() => copy.start(invitation)}>
              {t("invitations.copyLink")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={CircleSlash} danger onSelect={() => setRevoking(true)}>
              {t("invitations.revoke")}
            </MenuItem>
          </Menu>
        ) : null}
      </div>
      <RevokeDialog invitation={revoking ? invitation : null} onClose={() => setRevoking(false)} />
      <LinkDialog state={copy.dialog} onClose={copy.close} />
    </header>
  );
}
