import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Invitation } from "@/core/api";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";

import { keys, useHiring } from "./use-hiring";

/** A new invitation in the place of one whose conversation broke off, or the way to the one that was made. */
export function useInviteAgain({ id, candidateName: name, followedBy }: Pick<Invitation, "id" | "candidateName" | "followedBy">) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const errorText = useErrorText();
  const again = useMutation({
    mutationFn: () => api.inviteAgain(id),
    onSuccess: async () => {
      toast({ text: t("again.done", { name }) });
      await Promise.all([queries.invalidateQueries({ queryKey: keys.invitations }), queries.invalidateQueries({ queryKey: keys.invitation(id) })]);
    },
    onError: (error) => toast({ text: errorText(error), duration: 12_000 }),
  });
  const go = (): void => {
    if (followedBy === null) again.mutate();
    else void navigate(`/invitations/${followedBy}`);
  };
  return { go, isPending: again.isPending };
}
