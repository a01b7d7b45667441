import { CirclePlay, CircleSlash, Ellipsis, Link2, UserRoundPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { Invitation } from "@/core/api";
import { classes } from "@/ui/classes";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { ProgressDots } from "@/ui/Progress";

import { ModeMark } from "../ModeMark";
import { InvitationStatusWord, isOpen } from "../StatusWords";
import { useInviteAgain } from "../use-invite-again";
import { Deadline } from "./Deadline";
import { Findings } from "./Findings";

interface InvitationRowProps {
  invitation: Invitation;
  onCopyLink: () => void;
  onRevoke: () => void;
}

/** Who, for what, how far, until when. */
export function InvitationRow({ invitation, onCopyLink, onRevoke }: InvitationRowProps) {
  const { t } = useTranslation("hiring");
  const navigate = useNavigate();
  const again = useInviteAgain(invitation);
  const open = isOpen(invitation);
  const deleted = invitation.deletedAt !== null;
  const name = deleted ? t("deletion.nobody") : invitation.candidateName;
  return (
    <li className="flex items-center gap-2 pr-2 transition-colors first:rounded-t-md last:rounded-b-md hover:bg-hover">
      <Link
        data-row
        to={`/invitations/${invitation.id}`}
        className="grid min-h-16 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 md:gap-x-6 rounded-md py-3 pl-4 -outline-offset-2 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_8rem_12rem] lg:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_5rem_8rem_12rem_6.5rem]"
      >
        <span className="min-w-0">
          <span className="flex items-center gap-2">
            <span className={classes("truncate font-medium", deleted && "text-ink-soft")}>{name}</span>
            <ModeMark mode={invitation.mode} short />
          </span>
          {deleted ? null : <span className="block truncate text-sm text-ink-soft">{invitation.candidateEmail}</span>}
        </span>
        <span className="hidden truncate text-sm text-ink-soft md:block">{invitation.templateTitle}</span>
        <span className="order-last justify-self-end md:hidden lg:order-none lg:block lg:justify-self-start">
          {deleted ? null : <ProgressDots done={invitation.answeredCount} total={invitation.questionsCount} />}
        </span>
        <span className="justify-self-end md:justify-self-start">
          <InvitationStatusWord invitation={invitation} />
        </span>
        <span className="min-w-0 text-sm text-ink-soft">
          <Deadline invitation={invitation} />
          {invitation.decision === null ? null : <span className="block font-medium text-ink lg:hidden">{t(`decision.word.${invitation.decision}`)}</span>}
        </span>
        <span className="hidden text-sm lg:block">
          {deleted ? null : <Findings invitation={invitation} />}
        </span>
        {deleted || invitation.failedAt === null ? null : (
          <span className="order-last col-span-full text-sm text-ink-soft">{t(invitation.followedBy === null ? "invitations.brokeOff" : "invitations.brokeOffAgain")}</span>
        )}
      </Link>
      <Menu trigger={<IconButton icon={Ellipsis} label={t("list.more", { name })} tooltip={false} />}>
        <MenuItem icon={CirclePlay} onSelect={() => void navigate(`/invitations/${invitation.id}`)}>
          {t(deleted ? "deletion.receiptTitle" : "invitations.review")}
        </MenuItem>
        {deleted || invitation.failedAt === null ? null : (
          <MenuItem icon={UserRoundPlus} disabled={again.isPending} onSelect={again.go}>
            {t(invitation.followedBy === null ? "again.action" : "again.gone")}
          </MenuItem>
        )}
        {open ? (
          <>
            <MenuItem icon={Link2} onSelect={onCopyLink}>
              {t("invitations.copyLink")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={CircleSlash} danger onSelect={onRevoke}>
              {t("invitations.revoke")}
            </MenuItem>
          </>
        ) : null}
      </Menu>
    </li>
  );
}
