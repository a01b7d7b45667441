/** Read out politely when it changes; never a figure that changes each second. */
export function Announcement({ text }: { text: string }) {
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
