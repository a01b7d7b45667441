import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { useErrorText } from "@/ui/error-text";
import { Field } from "@/ui/Field";
import { Textarea } from "@/ui/Textarea";

/** As the server holds it. */
const REASON_MAX = 2000;

interface DecisionReasonDialogProps {
  reason: string;
  onSave: (reason: string | null) => Promise<void>;
  onClose: () => void;
}

export function DecisionReasonDialog({ reason, onSave, onClose }: DecisionReasonDialogProps) {
  const { t } = useTranslation(["hiring", "ui"]);
  const errorText = useErrorText();
  const [text, setText] = useState(reason);
  const save = useMutation({ mutationFn: () => onSave(text.trim() === "" ? null : text.trim()), onSuccess: onClose });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("decision.reasonTitle")}
      footer={
        <>
          <Button onClick={onClose}>{t("ui:cancel")}</Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            {t("decision.saveReason")}
          </Button>
        </>
      }
    >
      <Field label={t("decision.reasonLabel")} hint={t("decision.reasonHint")} error={save.error ? errorText(save.error) : undefined}>
        {(control) => <Textarea {...control} rows={4} maxLength={REASON_MAX} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
    </Dialog>
  );
}
