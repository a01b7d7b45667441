import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BellRing, CalendarClock, CircleSlash, Ellipsis, FileJson, FileSpreadsheet, History, Link2, RefreshCw, Trash2, UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { useErrorText } from "@/ui/error-text";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useToast } from "@/ui/Toast";

import { LinkDialog } from "../invitations/LinkDialog";
import { RevokeDialog } from "../invitations/RevokeDialog";
import { useCopyLink } from "../invitations/use-copy-link";
import { AuditDialog } from "../privacy/AuditDialog";
import { DeleteDialog } from "../privacy/DeleteDialog";
import { ExtendDialog } from "../privacy/ExtendDialog";
import { isOpen } from "../StatusWords";
import { useExport } from "../use-export";
import { keys, useHiring } from "../use-hiring";
import { useInviteAgain } from "../use-invite-again";
import { useAnalysisActions } from "./use-review";

interface ReviewMenuProps {
  invitation: Invitation;
  /** Whether it is mine to delete. */
  owned: boolean;
  /** Nothing is left to do; a dialog that is open stays (it may show a receipt's address). */
  deleted: boolean;
}

/** Everything that isn't done every day. */
export function ReviewMenu({ invitation, owned, deleted }: ReviewMenuProps) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const copy = useCopyLink();
  const [dialog, setDialog] = useState<"revoke" | "extend" | "audit" | "delete" | null>(null);
  const close = () => setDialog(null);
  const name = invitation.candidateName;
  const open = isOpen(invitation);
  const brokeOff = invitation.failedAt !== null;
  const again = useInviteAgain(invitation);
  const completed = invitation.status === "completed";
  const extendable = open || (!brokeOff && invitation.status === "expired" && invitation.revokedAt === null);
  const download = useExport((format) => api.exportOne(invitation.id, format));
  const { scoreAgain } = useAnalysisActions(invitation.id);
  const failed = (error: unknown) => toast({ text: errorText(error), duration: 12_000 });
  const remind = useMutation({
    mutationFn: () => api.remind(invitation.id),
    onSuccess: async () => {
      toast({ text: t("remind.done", { name }) });
      await queries.invalidateQueries({ queryKey: keys.invitation(invitation.id) });
    },
    onError: failed,
  });
  return (
    <>
      {deleted ? null : (
        <Menu trigger={<IconButton icon={Ellipsis} label={t("list.more", { name })} tooltip={false} />}>
          {open ? (
            <>
              <MenuItem icon={Link2} onSelect={() => copy.start(invitation)}>
                {t("invitations.copyLink")}
              </MenuItem>
              <MenuItem icon={BellRing} onSelect={() => remind.mutate()}>
                {t("remind.action")}
              </MenuItem>
            </>
          ) : null}
          {brokeOff ? (
            <MenuItem icon={UserRoundPlus} disabled={again.isPending} onSelect={again.go}>
              {t(invitation.followedBy === null ? "again.action" : "again.gone")}
            </MenuItem>
          ) : null}
          {extendable ? (
            <MenuItem icon={CalendarClock} onSelect={() => setDialog("extend")}>
              {t("extend.menu")}
            </MenuItem>
          ) : null}
          {completed ? (
            <MenuItem icon={RefreshCw} onSelect={() => scoreAgain.mutate(undefined, { onError: failed })}>
              {t("analysis.again")}
            </MenuItem>
          ) : null}
          {open || brokeOff || extendable || completed ? <MenuSeparator /> : null}
          <MenuItem icon={FileJson} onSelect={() => download.mutate("json")}>
            {t("export.json")}
          </MenuItem>
          <MenuItem icon={FileSpreadsheet} onSelect={() => download.mutate("csv")}>
            {t("export.csv")}
          </MenuItem>
          <MenuItem icon={History} onSelect={() => setDialog("audit")}>
            {t("audit.menu")}
          </MenuItem>
          {open || owned ? <MenuSeparator /> : null}
          {open ? (
            <MenuItem icon={CircleSlash} danger onSelect={() => setDialog("revoke")}>
              {t("invitations.revoke")}
            </MenuItem>
          ) : null}
          {owned ? (
            <MenuItem icon={Trash2} danger onSelect={() => setDialog("delete")}>
              {t("deletion.menu")}
            </MenuItem>
          ) : null}
        </Menu>
      )}
      <RevokeDialog invitation={dialog === "revoke" ? invitation : null} onClose={close} />
      <LinkDialog state={copy.dialog} onClose={copy.close} />
      {dialog === "extend" ? <ExtendDialog invitation={invitation} onClose={close} /> : null}
      {dialog === "audit" ? <AuditDialog invitationId={invitation.id} onClose={close} /> : null}
      {dialog === "delete" ? <DeleteDialog invitation={invitation} onClose={close} /> : null}
    </>
  );
}
