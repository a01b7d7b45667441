const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** The person's own zone, an IANA name. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Date, time and short zone name: "Thu, 5 Nov 2026, 14:30 CET". */
export function formatDateTime(iso: string, locale: string, timeZone: string = ownZone()): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(new Date(iso));
}

/** "5 Nov 2026" */
export function formatDate(iso: string, locale: string, timeZone: string = ownZone()): string {
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone }).format(new Date(iso));
}

/** "in 3 days", "2 hours ago"; the largest unit that fits. */
export function formatRelative(iso: string, locale: string, now: number = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const size = Math.abs(seconds);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (size < 45) return format.format(0, "second");
  if (size < 45 * MINUTE) return format.format(Math.round(seconds / MINUTE) || Math.sign(seconds), "minute");
  if (size < 22 * HOUR) return format.format(Math.round(seconds / HOUR) || Math.sign(seconds), "hour");
  if (size < 26 * DAY) return format.format(Math.round(seconds / DAY) || Math.sign(seconds), "day");
  if (size < 320 * DAY) return format.format(Math.round(seconds / (30 * DAY)) || Math.sign(seconds), "month");
  return format.format(Math.round(seconds / (365 * DAY)) || Math.sign(seconds), "year");
}

/** Media time: "0:42", "1:02:03". */
export function formatClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const h = Math.floor(whole / HOUR);
  const m = Math.floor((whole % HOUR) / MINUTE);
  const s = String(whole % MINUTE).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

/** A length in words: "2 min", "1 min 30 sec". */
export function formatDuration(seconds: number, locale: string): string {
  const unit = (value: number, name: "hour" | "minute" | "second") =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const whole = Math.max(0, Math.round(seconds));
  const h = Math.floor(whole / HOUR);
  const m = Math.floor((whole % HOUR) / MINUTE);
  const s = whole % MINUTE;
  const parts = [h > 0 ? unit(h, "hour") : "", m > 0 ? unit(m, "minute") : "", s > 0 ? unit(s, "second") : ""].filter(Boolean);
  return parts.length === 0 ? unit(0, "second") : parts.join(" ");
}

/** For `<input type="datetime-local">`: an instant as local wall-clock time, and back. */
export function toLocalInput(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

export function fromLocalInput(value: string): Date | null {
  const date = new Date(value);
  return value === "" || Number.isNaN(date.getTime()) ? null : date;
}
