/**
 * The text of a mail without the line breaks that only keep its lines short, which would leave
 * single words on lines of their own here. Lines with addresses stay as they are.
 */
export function flowed(text: string): string {
  return text.replace(/^((?!.*:\/\/).{60,})\n(?=\S)(?!https?:)/gmu, "$1 ");
}
