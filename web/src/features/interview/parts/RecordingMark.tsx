import { useTranslation } from "react-i18next";

/** ● REC 0:42. The only red on the page; it doesn't blink. */
export function RecordingMark({ time }: { time: string }) {
  const { t } = useTranslation("interview");
  return (
    <p className="flex items-center gap-2 rounded-full bg-stage/80 px-3 py-1 font-medium text-on-stage">
      <span aria-hidden className="size-3 rounded-full bg-recording" />
      {t("question.rec")} <span className="tabular">{time}</span>
    </p>
  );
}
