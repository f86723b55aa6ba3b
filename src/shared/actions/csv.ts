/**
 * One field of the comma-separated values that several docker flags take, such as `--driver-opt` (tonistiigi/go-csvvalue):
 * a field with a comma, a quote or a line break is quoted as a whole, with its quotes doubled.
 */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
