/** Where to go after signing in: only an address of these pages, never another site. */
export function nextAddress(search: URLSearchParams): string {
  const next = search.get("next");
  if (!next?.startsWith("/")) return "/";
  const url = new URL(next, "https://parley.invalid");
  return url.host === "parley.invalid" ? url.pathname + url.search : "/";
}
