/** Tells the person what the launcher does. */
export function say(text: string): void {
  console.log(`start: ${text}`);
}
