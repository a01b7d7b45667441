import { useTranslation } from "react-i18next";

import { classes } from "@/ui/classes";

import { isCaution, type NumberedSpan, piecesOf } from "../scores/spans";

interface TextAnswerProps {
  text: string;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
}

/** A written answer, with the places that its score rests on. */
export function TextAnswer({ text, spans, activeSpan }: TextAnswerProps) {
  const { t } = useTranslation("hiring");
  const words = text.split(/\s+/).filter(Boolean).length;
  return (
    <figure aria-label={t("review.writtenAnswer")} className="rounded-md border bg-surface px-5 py-4 sm:px-6 sm:py-5">
      <blockquote className="measure text-lg leading-relaxed whitespace-pre-wrap">
        {piecesOf(text, spans).map((piece, index) =>
          piece.span === null ? (
            piece.text
          ) : (
            <mark
              key={index}
              className={classes(
                "rounded-[4px] transition-colors",
                piece.span.number === activeSpan
                  ? "bg-accent text-on-accent"
                  : isCaution(piece.span)
                    ? "bg-sunken text-ink underline decoration-line-strong decoration-wavy"
                    : "bg-accent-soft text-ink",
              )}
            >
              {piece.text}
            </mark>
          ),
        )}
      </blockquote>
      <figcaption className="mt-4 text-sm text-ink-soft tabular">{t("review.words", { count: words })}</figcaption>
    </figure>
  );
}
