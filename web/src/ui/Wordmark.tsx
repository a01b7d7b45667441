/** The product's sign and name; on narrow screens the sign alone, unless `full`. */
export function Wordmark({ full = false }: { full?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2.5 text-ink">
      <svg aria-hidden viewBox="0 0 32 32" className="size-7">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path
          d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H15l-5 4.5V20a2 2 0 0 1-2-2z"
          className="fill-on-accent"
        />
      </svg>
      <span className={full ? "text-lg font-semibold tracking-tight" : "hidden text-lg font-semibold tracking-tight sm:inline"}>Parley</span>
    </span>
  );
}
