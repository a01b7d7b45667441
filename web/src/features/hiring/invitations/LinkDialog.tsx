import { useTranslation } from "react-i18next";

import { Dialog } from "@/ui/Dialog";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";

import { LinkField } from "./LinkField";
import type { LinkDialogState } from "./use-copy-link";

export function LinkDialog({ state, onClose }: { state: LinkDialogState | null; onClose: () => void }) {
  const { t } = useTranslation("hiring");
  const errorText = useErrorText();
  if (!state) return null;
  return (
    <Dialog open onClose={onClose} title={t("invite.linkTitle", { name: state.name })}>
      {state.link === null ? <FieldError>{errorText(state.error)}</FieldError> : <LinkField name={state.name} link={state.link} />}
    </Dialog>
  );
}
