import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "./IconButton";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons, the one clear action last. */
  footer?: ReactNode;
}

/**
 * The browser's own modal dialog: focus stays inside, Escape closes, the page behind is inert.
 * (Scripted dialogs lock scrolling with a style element, which our CSP forbids.)
 */
export function Dialog({ open, onClose, title, children, footer }: DialogProps) {
  const { t } = useTranslation("ui");
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog || !open) return;
    const opener = document.activeElement;
    if (!dialog.open) dialog.showModal();
    document.documentElement.style.overflow = "hidden";
    return () => {
      document.documentElement.style.overflow = "";
      dialog.close();
      // The browser gives the focus back only from a dialog that is still in the page.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [open]);

  if (!open) return null;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a click on the backdrop repeats what Escape does
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className="m-auto w-[calc(100vw-2rem)] max-w-lg rounded-lg border bg-surface p-0 text-left text-ink backdrop:bg-veil"
    >
      <div className="flex max-h-[calc(100dvh-4rem)] flex-col">
        <header className="flex items-start justify-between gap-4 pt-5 pr-4 pl-6">
          <h2 id={`${id}-title`} className="pt-1 text-xl font-semibold">
            {title}
          </h2>
          <IconButton icon={X} label={t("close")} tooltip={false} onClick={onClose} />
        </header>
        <div className="overflow-y-auto px-6 pt-2 pb-6">{children}</div>
        {footer ? <footer className="flex flex-wrap justify-end gap-3 border-t px-6 py-4">{footer}</footer> : null}
      </div>
    </dialog>
  );
}
