import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { FieldError } from "./Field";

interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: ReactNode;
  /** What follows from it. */
  children: ReactNode;
  /** The verb, not "OK". */
  action: string;
  danger?: boolean;
  busy?: boolean;
  error?: string | undefined;
}

export function ConfirmDialog({ open, onClose, onConfirm, title, children, action, danger, busy, error }: ConfirmDialogProps) {
  const { t } = useTranslation("ui");
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant={danger ? "danger" : "primary"} busy={busy ?? false} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-ink-soft">
        {children}
        {error ? <FieldError>{error}</FieldError> : null}
      </div>
    </Dialog>
  );
}
