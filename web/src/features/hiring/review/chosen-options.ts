import type { QuestionOption } from "@/core/api";

export interface Chosen {
  ids: ReadonlySet<string>;
  /** Chosen texts that match no option (any more). */
  others: string[];
}

/** A choice is an option's id or its exact text, or a JSON array of them (design/settled.md). */
export function chosenOptions(content: string | null, options: readonly QuestionOption[]): Chosen {
  const ids = new Set<string>();
  const others: string[] = [];
  for (const value of valuesOf(content, options)) {
    const option = options.find(({ id }) => id === value) ?? options.find(({ text }) => text === value);
    if (option) ids.add(option.id);
    else others.push(value);
  }
  return { ids, others };
}

function valuesOf(content: string | null, options: readonly QuestionOption[]): string[] {
  if (content === null || content === "") return [];
  // An option's own text may look like JSON: the exact text comes first.
  if (options.some(({ id, text }) => id === content || text === content)) return [content];
  try {
    const parsed: unknown = JSON.parse(content);
    if (Array.isArray(parsed)) return parsed.map(String);
  } catch {
    // Not JSON: the text itself.
  }
  return [content];
}
