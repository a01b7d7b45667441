/** A week from now, at the end of the day: long enough to choose a quiet hour. */
export function defaultDeadline(now: Date): Date {
  const date = new Date(now);
  date.setDate(date.getDate() + 7);
  date.setHours(23, 59, 0, 0);
  return date;
}
