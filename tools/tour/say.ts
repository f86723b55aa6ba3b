let chapter = 0;

/** Tells the person what the tour does. */
export function say(text: string): void {
  console.log(`tour:   ${text}`);
}

/** Opens a part of the tour, numbered. */
export function sayChapter(title: string): void {
  chapter += 1;
  console.log(`tour: ${chapter}. ${title}`);
}
