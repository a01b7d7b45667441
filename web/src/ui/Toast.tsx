import { X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ToastTimer } from "./toast-timer";

export interface ToastMessage {
  text: string;
  /** Offered as a button until the toast goes. */
  undo?: () => void;
  /** Milliseconds; 6 s, or 10 s with undo. */
  duration?: number;
}

interface Shown extends ToastMessage {
  id: number;
}

const ToastContext = createContext<((message: ToastMessage) => void) | null>(null);

export function useToast(): (message: ToastMessage) => void {
  const show = useContext(ToastContext);
  if (!show) throw new Error("useToast needs a ToastProvider above it");
  return show;
}

/** For what was done and can be undone. Errors stand beside what caused them instead. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation("ui");
  const [toasts, setToasts] = useState<Shown[]>([]);
  const nextId = useRef(1);
  const [timer] = useState(() => new ToastTimer());

  const dismiss = useCallback(
    (id: number) => {
      timer.cancel(id);
      setToasts((current) => current.filter((toast) => toast.id !== id));
    },
    [timer],
  );

  const show = useCallback(
    (message: ToastMessage) => {
      const id = nextId.current++;
      setToasts((current) => [...current.slice(-2), { ...message, id }]);
      timer.start(id, message.duration ?? (message.undo ? 10_000 : 6_000), () => dismiss(id));
    },
    [dismiss, timer],
  );

  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- nothing is operated here: being at a toast only keeps it from going */}
      <div
        role="log"
        aria-label={t("notifications")}
        aria-live="polite"
        className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4"
        onMouseEnter={() => timer.pause()}
        onMouseLeave={() => timer.resume()}
        onFocus={() => timer.pause()}
        onBlur={() => timer.resume()}
      >
        {toasts.map((toast) => (
          <div
            key={toast.id}
            className="pointer-events-auto flex max-w-full items-center gap-2 rounded-md bg-ink py-1.5 pr-1.5 pl-4 text-ground"
          >
            <p className="min-w-0 py-1">{toast.text}</p>
            {toast.undo ? (
              <button
                type="button"
                className="min-h-9 rounded-sm px-3 font-semibold underline underline-offset-4 outline-offset-0 hover:no-underline"
                onClick={() => {
                  toast.undo?.();
                  dismiss(toast.id);
                }}
              >
                {t("undo")}
              </button>
            ) : null}
            <button
              type="button"
              aria-label={t("close")}
              className="grid size-9 shrink-0 place-items-center rounded-sm outline-offset-0 opacity-75 hover:opacity-100"
              onClick={() => dismiss(toast.id)}
            >
              <X aria-hidden size={16} />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
