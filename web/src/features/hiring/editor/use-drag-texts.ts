import type { Announcements, UniqueIdentifier } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";

/** What a screen reader hears while a question is moved. */
export function useDragTexts(keys: string[]): { announcements: Announcements; screenReaderInstructions: { draggable: string } } {
  const { t } = useTranslation("hiring");
  const place = (id: UniqueIdentifier) => keys.indexOf(String(id)) + 1;
  const total = keys.length;
  return {
    screenReaderInstructions: { draggable: t("editor.dndInstructions") },
    announcements: {
      onDragStart: ({ active }) => t("editor.dndStart", { number: place(active.id) }),
      onDragOver: ({ over }) => (over ? t("editor.dndOver", { place: place(over.id), total }) : undefined),
      onDragEnd: ({ over }) => (over ? t("editor.dndEnd", { place: place(over.id), total }) : undefined),
      onDragCancel: () => t("editor.dndCancel"),
    },
  };
}
