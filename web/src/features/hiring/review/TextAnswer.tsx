import { useTranslation } from "react-i18next";

export function TextAnswer({ text }: { text: string }) {
  const { t } = useTranslation("hiring");
  const words = text.split(/\s+/).filter(Boolean).length;
  return (
    <figure aria-label={t("review.writtenAnswer")} className="rounded-md border bg-surface px-5 py-4 sm:px-6 sm:py-5">
      <blockquote className="measure text-lg leading-relaxed whitespace-pre-wrap">{text}</blockquote>
      <figcaption className="mt-4 text-sm text-ink-soft tabular">{t("review.words", { count: words })}</figcaption>
    </figure>
  );
}
