import { useTranslation } from "react-i18next";

import type { Note, Review } from "@/core/api";
import { useSessionState } from "@/ui/session";

import type { Player } from "../review/player";
import { NewNote } from "./NewNote";
import { NoteItem } from "./NoteItem";
import { useNotes, useWaitingNotes } from "./use-notes";

interface NotesProps {
  review: Review;
  questionId: string;
  /** Null where the answer isn't a recording. */
  player: Player | null;
  /** The number of a question, from 1, or null for one that is gone. */
  numberOf: (questionId: string) => number | null;
  onJump: (note: Note) => void;
}

/** What the team says of the answers, by question and in time. */
export function Notes({ review, questionId, player, numberOf, onJump }: NotesProps) {
  const { t } = useTranslation("hiring");
  const session = useSessionState();
  const me = session.status === "signedIn" ? session.user.userId : null;
  const actions = useNotes(review.invitationId);
  const waiting = useWaitingNotes();
  const notes = review.notes
    .filter((note) => !waiting.has(note.id))
    .sort(
      (a, b) =>
        Number(b.questionId === questionId) - Number(a.questionId === questionId) ||
        (a.atSeconds ?? 0) - (b.atSeconds ?? 0) ||
        a.createdAt.localeCompare(b.createdAt),
    );
  return (
    <section>
      <h2 className="font-medium">{t("notes.title")}</h2>
      {notes.length > 0 ? (
        <ul className="mt-2 flex flex-col divide-y">
          {notes.map((note) => (
            <NoteItem
              key={note.id}
              note={note}
              own={note.authorId === me}
              number={note.questionId === null || note.questionId === questionId ? null : numberOf(note.questionId)}
              onJump={() => onJump(note)}
              onSave={(text) => actions.change(note.id, text)}
              onDelete={() => actions.remove(note)}
            />
          ))}
        </ul>
      ) : null}
      <NewNote key={questionId} player={player} onAdd={(text, atSeconds) => actions.add({ text, questionId, atSeconds })} />
    </section>
  );
}
