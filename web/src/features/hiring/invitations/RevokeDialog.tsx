import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";

import { keys, useHiring } from "../use-hiring";

export function RevokeDialog({ invitation, onClose }: { invitation: Invitation | null; onClose: () => void }) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const revoke = useMutation({
    mutationFn: api.revokeInvitation,
    onSuccess: async (revoked) => {
      toast({ text: t("invitations.revoked", { name: revoked.candidateName }) });
      onClose();
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.invitations }),
        queries.invalidateQueries({ queryKey: keys.invitation(revoked.id) }),
      ]);
    },
  });
  if (!invitation) return null;
  const name = invitation.candidateName;
  return (
    <ConfirmDialog
      open
      danger
      onClose={onClose}
      onConfirm={() => revoke.mutate(invitation.id)}
      title={t("invitations.revokeTitle", { name })}
      action={t("invitations.revoke")}
      busy={revoke.isPending}
      error={revoke.error ? errorText(revoke.error) : undefined}
    >
      <p>{t("invitations.revokeText", { name })}</p>
    </ConfirmDialog>
  );
}
