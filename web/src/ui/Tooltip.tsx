import { type ReactElement, useEffect, useRef } from "react";

const DELAY_MS = 400;
const GAP_PX = 6;

/**
 * A few words on hover and on keyboard focus; never the only place where something is said
 * (the button's own label says it to screen readers). A popover, so that it shows above dialogs;
 * by hand, because a positioning library would be a tenth of what candidates load.
 */
export function Tooltip({ text, children }: { text: string; children: ReactElement }) {
  const anchorRef = useRef<HTMLSpanElement>(null);
  const tipRef = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const anchor = anchorRef.current;
    const tip = tipRef.current;
    const target = anchor?.firstElementChild;
    if (!tip || !target || !("showPopover" in tip)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const show = () => {
      if (!target.isConnected || tip.matches(":popover-open")) return;
      tip.showPopover();
      const box = target.getBoundingClientRect();
      const left = box.left + box.width / 2 - tip.offsetWidth / 2;
      const above = box.top - tip.offsetHeight - GAP_PX;
      tip.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
      tip.style.top = `${above < 8 ? box.bottom + GAP_PX : above}px`;
    };
    const hide = () => {
      clearTimeout(timer);
      if (tip.matches(":popover-open")) tip.hidePopover();
    };
    const later = (event: Event) => {
      if (event instanceof PointerEvent && event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(show, DELAY_MS);
    };
    const onFocus = () => {
      if (target.matches(":focus-visible")) show();
    };
    const onKeyDown = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key === "Escape") hide();
    };

    const listeners: [string, (event: Event) => void][] = [
      ["pointerenter", later],
      ["pointerleave", hide],
      ["pointerdown", hide],
      ["focus", onFocus],
      ["blur", hide],
      ["keydown", onKeyDown],
    ];
    for (const [event, listener] of listeners) target.addEventListener(event, listener);
    return () => {
      hide();
      for (const [event, listener] of listeners) target.removeEventListener(event, listener);
    };
  }, []);

  return (
    <span ref={anchorRef} className="contents">
      {children}
      <span
        ref={tipRef}
        popover="manual"
        aria-hidden
        className="pointer-events-none fixed m-0 max-w-64 rounded-sm bg-ink px-2 py-1 text-sm text-ground"
      >
        {text}
      </span>
    </span>
  );
}
