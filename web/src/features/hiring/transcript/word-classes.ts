/**
 * How words look, told once for all of them: nine thousand class lists would weigh more than the
 * words. Marks differ by line as well as by colour. Rows out of sight aren't laid out.
 */
export const WORDS = [
  "[&>li]:[content-visibility:auto] [&>li]:[contain-intrinsic-size:auto_2.5rem]",
  "[&>li[data-now]]:border-accent",
  "[&_[data-word]]:py-0.5 [&_[data-word]:hover]:underline [&_[data-word]]:underline-offset-4",
  "[&_[data-low]]:underline [&_[data-low]]:decoration-line-strong [&_[data-low]]:decoration-dotted",
  "[&_[data-mark=evidence]]:bg-accent-soft",
  "[&_[data-mark=caution]]:bg-sunken [&_[data-mark=caution]]:underline [&_[data-mark=caution]]:decoration-wavy [&_[data-mark=caution]]:decoration-line-strong",
  "[&_[data-mark=active]]:bg-accent [&_[data-mark=active]]:text-on-accent",
  "[&_[data-mark=hit]]:bg-hover [&_[data-mark=hit]]:underline [&_[data-mark=hit]]:decoration-2",
  "[&_[data-mark=hit-now]]:bg-ink [&_[data-mark=hit-now]]:text-ground",
  "[&_[data-word][data-now]]:rounded-[4px] [&_[data-word][data-now]]:bg-accent [&_[data-word][data-now]]:text-on-accent",
].join(" ");
