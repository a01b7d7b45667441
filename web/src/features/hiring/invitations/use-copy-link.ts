import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { copyText } from "@/core/copy-text";
import { useToast } from "@/ui/Toast";

import { useHiring } from "../use-hiring";

export interface LinkDialogState {
  name: string;
  link: string | null;
  error: unknown;
}

/** Copies at once where the browser allows it; else the link is shown to be copied by hand. */
export function useCopyLink() {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const toast = useToast();
  const [dialog, setDialog] = useState<LinkDialogState | null>(null);

  async function copy({ id, candidateName: name }: Pick<Invitation, "id" | "candidateName">): Promise<void> {
    try {
      const { link } = await api.invitationLink(id);
      if (await copyText(link)) toast({ text: t("invitations.linkCopied", { name }) });
      else setDialog({ name, link, error: null });
    } catch (error) {
      setDialog({ name, link: null, error });
    }
  }

  return { dialog, start: (invitation: Pick<Invitation, "id" | "candidateName">) => void copy(invitation), close: () => setDialog(null) };
}
