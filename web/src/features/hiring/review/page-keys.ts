/** True for keys that belong to what is focused, or to the browser. */
export function belongsElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (!target) return false;
  if (target.closest("dialog, [role=menu]")) return true;
  return target.matches("input:not([type=range]), textarea, select, [contenteditable=true]");
}
