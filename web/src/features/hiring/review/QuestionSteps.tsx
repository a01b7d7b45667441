import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/ui/IconButton";

interface QuestionStepsProps {
  index: number;
  total: number;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

export function QuestionSteps({ index, total, onPrevious, onNext }: QuestionStepsProps) {
  const { t } = useTranslation("hiring");
  return (
    <div className="-mr-2.5 flex items-center gap-1 text-sm text-ink-soft tabular">
      <span className="mr-auto">{t("preview.questionOf", { number: index + 1, total })}</span>
      <IconButton icon={ChevronLeft} label={t("review.previous")} disabled={!onPrevious} onClick={onPrevious} />
      <IconButton icon={ChevronRight} label={t("review.next")} disabled={!onNext} onClick={onNext} />
    </div>
  );
}
