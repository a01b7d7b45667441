import { type ReactNode, useLayoutEffect, useRef } from "react";

/**
 * The heading of a step: gets the focus when the step begins, so that it is read out first.
 * `lang` where the words aren't the page's own.
 */
export function StepHeading({ title, lang, children }: { title: string; lang?: string; children?: ReactNode }) {
  const ref = useRef<HTMLHeadingElement>(null);
  // Before anybody sees the step: a key pressed at once must not lose the focus to the heading.
  useLayoutEffect(() => {
    document.title = `${title} · Parley`;
    ref.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [title]);
  return (
    <h1
      ref={ref}
      lang={lang}
      tabIndex={-1}
      className="measure text-2xl font-semibold tracking-tight outline-none sm:text-3xl"
    >
      {children ?? title}
    </h1>
  );
}
